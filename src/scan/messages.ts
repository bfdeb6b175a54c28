import type { Effort } from "../faces/effort.ts";
import type { PhotoAnalysis } from "../faces/photo_analysis.ts";
import type { FailureFields } from "../failure.ts";
import type { NativeAddon } from "../inference/native_files.ts";
import type { Device, Provider } from "../inference/provider.ts";
import type { Measures } from "../meter.ts";
import type { PhotoLimits } from "../photos/limits.ts";

/** What a worker needs to begin: sent once. */
export interface WorkerSetup {
  type: "setup";
  /** Where its networks are to run. */
  device: Device;
  addon: NativeAddon;
  /** The model pack's folder. */
  pack: string;
  limits: PhotoLimits;
}

/** One photo to analyse; its file is the frame's body. */
export interface PhotoJob {
  type: "photo";
  effort: Effort;
}

/**
 * What a worker answers: `ready` or `unable` to the set-up, then one `analysis` (its faces are the frame's body) or
 * `failure` a photo, in their order.
 */
export type WorkerAnswer =
  /** `memory`, here and below: bytes that the worker holds. */
  | { type: "ready"; memory: number; provider: Provider }
  | { type: "unable"; message: string }
  | { type: "analysis"; analysis: Omit<PhotoAnalysis, "faces">; memory: number; work: Work }
  | { type: "failure"; failure: FailureFields; memory: number };

/** What a photo cost a worker. */
export interface Work {
  measures: Measures;
  /** Milliseconds that its threads were busy. */
  busy: number;
}
