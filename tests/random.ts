import { SeededRandom } from "../src/matching/seeded_random.ts";

/** Choices that look random and are the same for the same seed. */
export class Random extends SeededRandom {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number {
    return Math.floor(this.uniform() * limit);
  }

  /** One of `items`. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }
}
