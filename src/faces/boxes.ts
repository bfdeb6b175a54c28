import type { Box, Detection, Point } from "./face.ts";

/**
 * How two boxes overlap: intersection over union, and over the smaller of the two; both 0 to 1.
 *
 * @example Half of the smaller box lies in the larger one
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 *
 * const larger = { x: 0, y: 0, width: 10, height: 10 }, smaller = { x: 8, y: 0, width: 4, height: 10 };
 * deepStrictEqual(overlap(larger, smaller), { union: 20 / 120, smaller: 20 / 40 });
 * ```
 */
export function overlap(a: Box, b: Box): { union: number; smaller: number } {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return { union: 0, smaller: 0 };
  const common = width * height, areaA = a.width * a.height, areaB = b.width * b.height;
  return { union: common / (areaA + areaB - common), smaller: common / Math.min(areaA, areaB) };
}

/**
 * Two looks saw the same face when their boxes overlap by more than this part of their union. Chosen, not measured: of
 * two boxes of one size, one may be off by half of its width.
 */
export const SAME_UNION = 0.3;
/** Or by more than this part of the smaller box: one look may see a face much larger than the other does. Chosen. */
const SAME_SMALLER = 0.7;

/** Whether two looks at a photo saw the same face; boxes in pixels of the same photo. */
export function sawSameFace(a: Box, b: Box, leastOfSmaller = SAME_SMALLER): boolean {
  const { union, smaller } = overlap(a, b);
  return union > SAME_UNION || smaller > leastOfSmaller;
}

/**
 * Greedy suppression: goes through `items` from the least `rank` on and keeps each that is `same` as none kept before.
 * Items of equal rank keep their order.
 */
export function suppress<T>(
  items: readonly T[],
  rank: (item: T) => number,
  same: (kept: T, item: T) => boolean,
): T[] {
  const kept: T[] = [];
  for (const item of items.toSorted((a, b) => rank(a) - rank(b))) {
    if (kept.every((k) => !same(k, item))) kept.push(item);
  }
  return kept;
}

/** The detections, best first; of those that overlap by `nmsThreshold` (of the union) or more only the best stays. */
export function bestApart(found: readonly Detection[], nmsThreshold: number): Detection[] {
  return suppress(
    found,
    (face) => -face.score,
    (kept, face) => overlap(kept.box, face.box).union >= nmsThreshold,
  );
}

/** The same detection in pixels of a photo that is `x` times as wide and `y` times as high. */
export function scaleDetection({ box, landmarks, score }: Detection, x: number, y: number): Detection {
  const point = (p: Point): Point => [p[0] * x, p[1] * y];
  const [a, b, c, d, e] = landmarks;
  return {
    box: { x: box.x * x, y: box.y * y, width: box.width * x, height: box.height * y },
    landmarks: [point(a), point(b), point(c), point(d), point(e)],
    score,
  };
}

/** The same detection in a photo of which this one's first pixel is at `x`, `y`. */
export function shiftDetection({ box, landmarks, score }: Detection, x: number, y: number): Detection {
  const [a, b, c, d, e] = landmarks.map(([px, py]): Point => [px + x, py + y]);
  return { box: { ...box, x: box.x + x, y: box.y + y }, landmarks: [a, b, c, d, e], score };
}
