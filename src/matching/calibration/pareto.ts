/** A generalized Pareto distribution: how far values go beyond a high one that few reach. */
export interface Pareto {
  /** Below 0 there is a highest value; at 0 the tail is exponential. */
  shape: number;
  scale: number;
}

/**
 * The distribution that `excesses` (above 0, in any order, at least two different ones) come from, by
 * probability-weighted moments: Hosking and Wallis, Technometrics 29(3), 1987, whose k is -`shape`.
 */
export function fitPareto(excesses: ArrayLike<number>): Pareto {
  const sorted = Float64Array.from(excesses).sort(), n = sorted.length;
  let mean = 0, weighted = 0;
  sorted.forEach((excess, i) => {
    mean += excess / n;
    weighted += excess * (1 - (i + 0.65) / n) / n;
  });
  const shape = 2 - mean / (mean - 2 * weighted);
  return { shape, scale: mean * (1 - shape) };
}

/** The excess that a share of 1 / `ratio` of those above 0 go beyond. */
export function paretoExcess({ shape, scale }: Pareto, ratio: number): number {
  return Math.abs(shape) < 1e-9 ? scale * Math.log(ratio) : scale * (ratio ** shape - 1) / shape;
}
