import { Random } from "../random.ts";

/** How often something was so, of how many. */
export interface Count {
  hits: number;
  of: number;
}

/** An interval that holds the true share in 95 % of such measurements, 0 to 1. */
export interface Interval {
  low: number;
  high: number;
}

/** Two-sided 95 % of the normal distribution. */
const Z = 1.959963984540054;
/** Enough for the second digit of a percentile; the seed is fixed, so that the same counts give the same interval. */
const ROUNDS = 2000, SEED = 95;

/** The sums of some counts. */
export function total(counts: Iterable<Count>): Count {
  const sum = { hits: 0, of: 0 };
  for (const { hits, of } of counts) {
    sum.hits += hits;
    sum.of += of;
  }
  return sum;
}

/** Wilson's score interval for a share of independent trials (E. B. Wilson, 1927); 0 to 1 where there are none. */
export function wilson({ hits, of }: Count): Interval {
  if (of === 0) return { low: 0, high: 1 };
  const share = hits / of, square = Z * Z / of;
  const middle = share + square / 2;
  const reach = Z * Math.sqrt(share * (1 - share) / of + square / (4 * of));
  // Rounding must not take the ends beyond what was seen.
  return {
    low: hits === 0 ? 0 : (middle - reach) / (1 + square),
    high: hits === of ? 1 : (middle + reach) / (1 + square),
  };
}

/**
 * Percentile bootstrap of the share over all groups, drawing whole groups with replacement: for errors that come
 * together, as those of one person's photos do. 0 to 1 where there are no trials.
 */
export function bootstrap(groups: readonly Count[]): Interval {
  if (total(groups).of === 0) return { low: 0, high: 1 };
  const random = new Random(SEED);
  const shares: number[] = [];
  while (shares.length < ROUNDS) {
    const { hits, of } = total(Array.from(groups, () => random.pick(groups)));
    if (of > 0) shares.push(hits / of);
  }
  shares.sort((a, b) => a - b);
  const at = (part: number) => shares[Math.round(part * (ROUNDS - 1))];
  return { low: at(0.025), high: at(0.975) };
}

/**
 * The interval for counts of which each is of one person: the bootstrap over people, but no narrower than Wilson's,
 * which holds where photos are independent, and is all there is where every trial ended alike.
 */
export function clustered(groups: readonly Count[]): Interval {
  const single = wilson(total(groups)), drawn = bootstrap(groups);
  const { hits, of } = total(groups);
  if (hits === 0 || hits === of) return single;
  return { low: Math.min(single.low, drawn.low), high: Math.max(single.high, drawn.high) };
}
