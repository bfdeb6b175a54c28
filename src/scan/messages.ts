import type { Stage } from "../failure.ts";
import type { Face } from "../faces/face.ts";
import type { PhotoLimits } from "../photos/limits.ts";

/** What a worker needs to begin: sent once. */
export interface WorkerSetup {
  type: "setup";
  /** The native add-on, a real file. */
  addon: string;
  /** The model pack's folder. */
  pack: string;
  limits: PhotoLimits;
}

/** One photo to analyse. */
export interface PhotoJob {
  type: "photo";
  id: number;
  path: string;
}

/** All that a worker finds out about one photo; coordinates are pixels of the full upright photo. */
export interface PhotoAnalysis {
  /** SHA-256 of the file in hexadecimal. */
  hash: string;
  /** Bytes in the file. */
  size: number;
  /** Time of the last change, ISO 8601, or null where the file system keeps none. */
  modified: string | null;
  width: number;
  height: number;
  /** Largest first. */
  faces: Face[];
  /** What was wrong with a file of which only a part could be decoded. */
  damage: { code: string; message: string } | null;
}

/** A {@link Failure} on its way between threads. */
export interface FailureMessage {
  stage: Stage;
  code: string;
  message: string;
  retryable: boolean;
}

/** What a worker answers: `ready` or `unable` to the set-up, then one `analysis` or `failure` a photo. */
export type WorkerAnswer =
  | { type: "ready" }
  | { type: "unable"; message: string }
  | { type: "analysis"; id: number; analysis: PhotoAnalysis }
  | { type: "failure"; id: number; failure: FailureMessage };
