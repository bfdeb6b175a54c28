import type { Effort } from "./effort.ts";
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
