import type { Effort } from "../faces/effort.ts";
import type { PhotoAnalysis } from "../faces/photo_analysis.ts";
import type { PictureOrder } from "../faces/pictures.ts";
import type { FailureFields } from "../failure.ts";
import type { NativeAddon } from "../inference/native_files.ts";
import type { CpuDevice } from "../inference/open_runtime.ts";
import type { Accelerator, Provider } from "../inference/provider.ts";
import type { BatchTrouble } from "../inference/batching/batcher.ts";
import type { Measures } from "../meter.ts";
import type { PhotoLimits } from "../photos/limits.ts";

/** What photos are analysed with. */
export interface AnalysisSetup {
  /** The model pack's folder. */
  pack: string;
  limits: PhotoLimits;
}

/** What a worker needs to begin: sent once. */
export interface WorkerSetup extends AnalysisSetup {
  type: "setup";
  /** Where its networks are to run. */
  device: CpuDevice;
  addon: NativeAddon;
}

/** What a process that only makes pictures needs to begin: sent once. */
export interface PictureSetup {
  type: "setup_pictures";
  limits: PhotoLimits;
}

/** What the process of an accelerator needs to begin: sent once. */
export interface AcceleratorSetup extends AnalysisSetup {
  type: "accelerate";
  provider: Accelerator;
  /** Which of several. */
  gpu: number;
  /** The native add-on's path. */
  addon: string;
  /** Photos analysed side by side. */
  threads: number;
}

/** One photo to analyse; its file is the frame's body. */
export interface PhotoJob {
  type: "photo";
  /** Names it among several that are analysed at the same time. */
  id: number;
  effort: Effort;
}

/** One photo to make small pictures of; its file is the frame's body. */
export interface PictureJob {
  type: "pictures";
  order: PictureOrder;
}

/**
 * What a worker answers: `ready` or `unable` to the set-up, then one `analysis` (its faces are the frame's body),
 * `pictures` (one after the other in the body) or `failure` a photo, in their order.
 */
export type WorkerAnswer =
  /** `memory`, here and below: bytes that the worker holds. `provider`: null where it has no networks. */
  | { type: "ready"; memory: number; provider: Provider | null }
  | { type: "unable"; message: string }
  | { type: "analysis"; analysis: Omit<PhotoAnalysis, "faces">; memory: number; work: Work }
  /** `bytes`: of each picture; null for one that could not be made. */
  | { type: "pictures"; bytes: (number | null)[]; memory: number }
  | { type: "failure"; failure: FailureFields; memory: number };

/** What a photo cost a worker. */
export interface Work {
  measures: Measures;
  /** Milliseconds that its threads were busy. */
  busy: number;
}

/** What the process of an accelerator answers: as a worker, but for several photos, in any order, and its troubles. */
export type AcceleratorAnswer =
  | { type: "ready"; memory: number }
  | { type: "unable"; message: string }
  | (Extract<WorkerAnswer, { type: "analysis" | "failure" }> & { id: number })
  | ({ type: "trouble" } & BatchTrouble);
