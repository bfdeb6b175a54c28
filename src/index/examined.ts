import type { PhotoAnalysis } from "../faces/photo_analysis.ts";
import type { FileFacts } from "../photos/read.ts";

/** A photo that has been examined. */
export interface Examined {
  file: FileFacts;
  analysis: PhotoAnalysis;
  /** Where the analysis comes from: memory of the unchanged file, which was not opened; memory of its content; now. */
  source: "place" | "content" | "analysis";
}
