import type { Effort } from "../faces/effort.ts";
import type { PhotoAnalysis } from "../faces/photo_analysis.ts";
import type { Meter } from "../meter.ts";

/** Processes that analyse photos side by side. */
export interface Analysts {
  /** How many photos at a time. */
  readonly size: number;
  /** Where the time of all photos went so far. */
  readonly meter: Meter;
  /** Milliseconds that processors have worked on photos that could be analysed. */
  readonly busy: number;
  /** Bytes that the processes held after their last photos. */
  readonly memory: number;
  /** Analyses a photo's file. Throws a `Failure`, or a PoolBroken when nothing can be analysed here. */
  analyze(file: Uint8Array, effort: Effort): Promise<PhotoAnalysis>;
  /** Starts what would start with the first photo. Throws when it doesn't. */
  ready(): Promise<unknown>;
  /** Ends the processes at once. Resolves when they have ended. */
  stop(): Promise<void>;
}
