import type { Effort } from "../faces/effort.ts";
import type { PhotoAnalysis } from "../faces/photo_analysis.ts";
import type { FailureFields } from "../failure.ts";
import type { RemoteModels, RunReply, RunRequest } from "../inference/remote_runtime.ts";
import type { Measures } from "../meter.ts";
import type { AnalysisSetup } from "./messages.ts";

/** What an analysis thread is told: how to begin, photos one at a time, and what its runs gave. */
export type ToThread =
  | { type: "setup"; setup: AnalysisSetup; remote: RemoteModels }
  | { type: "photo"; file: Uint8Array; effort: Effort }
  | RunReply;

/** What it says: that it asks for a run, or what came of the photo in hand (`faces` by the face codec). */
export type FromThread =
  | RunRequest
  | {
    type: "analysis";
    analysis: Omit<PhotoAnalysis, "faces">;
    faces: Uint8Array<ArrayBuffer>;
    measures: Measures;
  }
  | { type: "failure"; failure: FailureFields };
