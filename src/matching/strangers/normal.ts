/*
 * The standard normal distribution.
 */

/**
 * Share of the distribution above `x`, 0 to 1, with a relative error below 1.2e-7 as far out as numbers go: the
 * Chebyshev fit `erfcc` of Press et al., Numerical Recipes in C, 2nd edition, section 6.2.
 */
export function upperTail(x: number): number {
  const z = Math.abs(x) / Math.SQRT2, t = 1 / (1 + z / 2);
  const series = ERFC.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  const tail = t * Math.exp(-z * z + series) / 2;
  return x >= 0 ? tail : 1 - tail;
}

const ERFC = [
  -1.26551223,
  1.00002368,
  0.37409196,
  0.09678418,
  -0.18628806,
  0.27886807,
  -1.13520398,
  1.48851587,
  -0.82215223,
  0.17087277,
] as const;

/** Where the tails get smaller than any share that is met. */
const FAR = 38;

/** The value above which a `share` of the distribution lies; `share` is above 0 and below 1. */
export function tailBegins(share: number): number {
  let low = -FAR, high = FAR;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (upperTail(middle) > share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
