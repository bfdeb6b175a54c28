import { compareTexts } from "../text_order.ts";
import { type BegunRun, compareRuns, type LeafRun, moreComplete, ordered, slotOf } from "./leaf_run.ts";

/** The runs whose results are merged, each once, however often it was met. They go by numbers: 0, 1 … */
export class LeafRuns {
  readonly #numbers = new Map<string, number>();
  readonly #begun: BegunRun[] = [];
  readonly #ended: (LeafRun | undefined)[] = [];

  /** The number of a run. Throws an Error where its id was that of another one. */
  begin(run: BegunRun): number {
    const number = this.#numbers.get(run.run);
    if (number === undefined) {
      this.#numbers.set(run.run, this.#begun.length);
      return this.#begun.push(run) - 1;
    }
    const { started, version } = this.#begun[number];
    if (started !== run.started || version !== run.version || slotOf(this.#begun[number]) !== slotOf(run)) {
      throw new Error(
        `two runs have the same id, ${run.run}: one began at ${started}, one at ${run.started}. ` +
          "Expected results as they were written: leave out what was changed since.",
      );
    }
    return number;
  }

  /** Takes what is known of a run at its end. */
  end(number: number, run: LeafRun) {
    const known = this.#ended[number], fresh = ordered(run);
    this.#ended[number] = known ? moreComplete(known, fresh) : fresh;
  }

  /** What was known of a run when it began. */
  get(number: number): BegunRun {
    return this.#begun[number];
  }

  /** All that have ended, by their start, then by their id. */
  get all(): LeafRun[] {
    return this.#ended.filter((run) => run !== undefined)
      .toSorted((a, b) => compareTexts(a.started, b.started) || compareTexts(a.run, b.run));
  }

  /** By a run's number its rank: the higher, the more it counts. */
  ranks(): Uint32Array {
    const order = this.#begun.map((_, number) => number)
      .sort((a, b) => compareRuns(this.#begun[a], this.#begun[b]));
    const ranks = new Uint32Array(order.length);
    order.forEach((number, rank) => ranks[number] = rank);
    return ranks;
  }

  /**
   * By a run's number, whether a run of higher rank has done all that it was to do: what it failed at for a while was then
   * tried again, and told again where that failed too.
   */
  doneAgain(ranks: Uint32Array): boolean[] {
    const done = new Map<string, number>();
    this.#ended.forEach((run, number) => {
      if (run?.reason !== "done") return;
      const slot = slotOf(run);
      done.set(slot, Math.max(done.get(slot) ?? -1, ranks[number]));
    });
    return this.#begun.map((run, number) => (done.get(slotOf(run)) ?? -1) > ranks[number]);
  }
}
