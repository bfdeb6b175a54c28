import type { Effort } from "../faces/effort.ts";
import type { PhotoAnalysis } from "../faces/photo_analysis.ts";
import type { FailureFields } from "../failure.ts";

/** Where a photo's file lies, and what tells that it is unchanged. */
export interface Place {
  /** Absolute path of the root that it was found under. */
  root: string;
  /** Its path below that: the same when the root comes back under another drive letter or mount point. */
  below: string;
  /** Bytes. */
  size: number;
  /** Last change in milliseconds since 1970, or null where the file system keeps none. */
  modified: number | null;
}

/** What was found out about a content. */
export type Finding =
  | {
    kind: "done";
    analysis: PhotoAnalysis;
    /**
     * The search during which strangers' embeddings were left out (they are empty then), so that the finding answers
     * only that search again; null when it is complete.
     */
    search: string | null;
  }
  /** `attempts`: how often it was tried; `effort`: how hard it was looked at, where that is known. */
  | { kind: "failed"; failure: FailureFields; attempts: number; effort?: Effort };

/** What is remembered of a photo. */
export interface Remembered {
  /** SHA-256 of the content in hexadecimal. */
  hash: string;
  finding: Finding;
}

/** Names given to faces of a content: position of the face, and who it is. */
export type Names = readonly (readonly [face: number, person: string])[];
