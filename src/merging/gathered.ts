import type { EventOf } from "../output/events.ts";
import { EventTable } from "./event_table.ts";
import { LeafRuns } from "./leaf_runs.ts";
import type { BegunRun } from "./leaf_run.ts";
import type { Head } from "./merged_frame.ts";
import { differenceOf } from "./question.ts";

/** Two files hold the results of different questions. */
export class DifferentQuestions extends Error {
  override readonly name = "DifferentQuestions";
}

/** All that was met in files of results: who told what, and where it is written. */
export class Gathered {
  readonly leaves = new LeafRuns();
  readonly photos = new EventTable();
  /** Events of what was left out and of what failed. */
  readonly notes = new EventTable();
  /** What is odd about the files, for people. */
  readonly oddities: string[] = [];
  /** When the last line was written. */
  latest = "";
  readonly #heads: (Head & { file: string })[] = [];
  #stretches = 0;

  get heads(): readonly Head[] {
    return this.#heads;
  }

  /** The number of another stretch of a file that begins with a `start`. */
  newStretch(): number {
    return this.#stretches++;
  }

  /** Takes a `start` of `file`, and the run of the highest rank that it is about. Throws {@link DifferentQuestions}. */
  begin(start: EventOf<"start">, top: BegunRun, file: string) {
    this.#heads.push({ start, top, file });
    const first = this.#heads[0], difference = differenceOf(first.start, start);
    if (difference === null) return;
    throw new DifferentQuestions(
      `${first.file} and ${file} do not ask the same: ${difference}. Only results of one question can be merged.`,
    );
  }
}
