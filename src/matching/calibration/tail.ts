import { fitPareto, paretoExcess } from "./pareto.ts";

/** Numbers of which few are high: how alike strangers are. */
export class Tail {
  readonly #descending: Float32Array;
  readonly #above: number;
  readonly #excesses: Float32Array;

  /** At least {@link Tail.FEWEST} different ones, in any order. */
  constructor(values: Float32Array) {
    this.#descending = values.toSorted().reverse();
    const count = Math.ceil(Math.max(Tail.FEWEST / 2, TAIL * values.length));
    this.#above = this.#descending[count];
    this.#excesses = this.#descending.subarray(0, count).map((value) => value - this.#above);
  }

  /** With fewer values there is no tail to speak of. */
  static readonly FEWEST = 100;

  /** Shape of the tail, a generalized Pareto distribution's. */
  get shape(): number {
    return fitPareto(this.#excesses).shape;
  }

  /**
   * What a share of `rate` of the values goes beyond; for shares that few of them speak for by the distribution of the
   * tail with this shape.
   */
  reachedBy(rate: number, shape = this.shape): number {
    const rank = rate * this.#descending.length;
    if (rank >= this.#excesses.length) {
      return this.#descending[Math.min(Math.round(rank), this.#descending.length - 1)];
    }
    const mean = this.#excesses.reduce((sum, excess) => sum + excess / this.#excesses.length, 0);
    return this.#above + paretoExcess({ shape, scale: mean * (1 - shape) }, this.#excesses.length / rank);
  }
}

/** Part of the values that make the tail: the rates that thresholds are for begin here, and still many values lie above. */
const TAIL = 1e-3;
