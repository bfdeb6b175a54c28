/** How many pictures go into one run: few sizes, as an accelerator prepares anew for each. */
export const BATCH_SIZES = [1, 4, 16, 64] as const;

/** Pixels of a run, so that its tensors stay within some hundred megabytes of the accelerator's memory. */
const MOST_PIXELS = 4e6;

/** A run of `size` pictures, `take` of which are real: the others are black. */
export interface BatchPlan {
  take: number;
  size: number;
}

/**
 * How many of the `waiting` pictures (1 and more) of `pixels` each go into the next run, of at most `most` pictures: as
 * many as fill a batch, or all of them where they fill the next one by more than half.
 */
export function planBatch(waiting: number, pixels: number, most: number): BatchPlan {
  const allowed = BATCH_SIZES.filter((size) => size === 1 || size <= most && size * pixels <= MOST_PIXELS);
  const full = allowed.findLast((size) => size <= waiting)!;
  const next = allowed.find((size) => size > waiting);
  return next && waiting > next / 2 ? { take: waiting, size: next } : { take: full, size: full };
}

/** The size below `size`; 0 below the smallest. */
export function smallerBatch(size: number): number {
  return BATCH_SIZES.findLast((other) => other < size) ?? 0;
}
