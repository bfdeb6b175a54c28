/** Random numbers that come again with the same seed: mulberry32, by Tommy Ettinger. */
export class Randomness {
  #state: number;

  constructor(readonly seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number {
    this.#state = this.#state + 0x6d2b79f5 >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ t >>> 15, t | 1);
    t ^= t + Math.imul(t ^ t >>> 7, t | 61);
    return Math.floor(((t ^ t >>> 14) >>> 0) / 2 ** 32 * limit);
  }

  /** One of several. */
  one<T>(values: readonly T[]): T {
    return values[this.below(values.length)];
  }
}
