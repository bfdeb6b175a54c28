import type { Effort } from "./effort.ts";
import { overlap, SAME_UNION } from "./boxes.ts";
import type { Face } from "./face.ts";

/** All that is found out about the content of a photo; coordinates are pixels of the full upright photo. */
export interface PhotoAnalysis {
  width: number;
  height: number;
  /** How hard it was looked at. */
  effort: Effort;
  /** Largest first. */
  faces: Face[];
  /** What was wrong with a file of which only a part could be decoded. */
  damage: { code: string; message: string } | null;
}

/**
 * `analysis` with `faces` that another look saw; where both saw the same face, it is as in `faces`.
 *
 * @example Another look sees one face again, better, and one more
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import type { Face } from "./face.ts";
 *
 * const face = (x: number, width: number) => ({ box: { x, y: 0, width, height: 10 } }) as Face;
 * const before = { width: 100, height: 50, effort: "normal" as const, faces: [face(0, 10)], damage: null };
 * const { faces } = withFaces(before, [face(1, 9), face(50, 20)]);
 * deepStrictEqual(faces.map(({ box }) => box.x), [50, 1]);
 * ```
 */
export function withFaces(analysis: PhotoAnalysis, faces: readonly Face[]): PhotoAnalysis {
  const others = analysis.faces.filter(({ box }) =>
    faces.every((face) => overlap(face.box, box).union <= SAME_UNION)
  );
  return { ...analysis, faces: [...others, ...faces].sort((a, b) => b.box.width - a.box.width) };
}
