import type { Manifest } from "../faces/manifest.ts";
import type { PhotoIndex } from "../index/photo_index.ts";
import { NOBODY, type WhoIsSought } from "../output/start_event.ts";
import { type ScanPlan, SEEKS_NOBODY, TELLS_MATCHES } from "../scan/plan.ts";
import type { ReferenceExaminer } from "../scan/references.ts";
import type { Conclusion } from "./stream.ts";

/** What a plan is made with. */
export interface PlanParts {
  examiner: ReferenceExaminer;
  manifest: Manifest;
  index: PhotoIndex;
  /** Tells people what goes wrong, once. */
  warn: (message: string) => void;
}

/** What a command means to do. */
export interface Planned {
  plan: Omit<ScanPlan, "roots" | "walk">;
  who: WhoIsSought;
  /** What is left to do once all photos are examined. */
  conclude?: Conclusion;
}

/** What a command that analyses photos adds to the common way from options to events. */
export interface PhotoCommand {
  /** True when people are sought: decides between exit codes 0 and 1. */
  seeks: boolean;
  /** May examine reference photos, and throw a `UsageError`. */
  plan(parts: PlanParts): Promise<Planned>;
  /** How what is found is written, where that isn't the usual way: the same scan writes it the same way to its end. */
  writing?: Readonly<Record<string, unknown>>;
  /** Where the gallery goes, an absolute path; null without one. */
  report: string | null;
  /** Folders that must not be searched, because the command writes to them, or of which nothing is told from memory. */
  own: readonly string[];
  /** Folders with reference photos: people are told where these are searched too. */
  references?: readonly string[];
  /** Nothing is walked: what is remembered is searched, wherever it was seen. */
  fromMemory?: boolean;
}

/** What a run does that was asked to stop while it still looked at reference photos: begin, and end. */
export const NOTHING: Planned = {
  plan: {
    ...SEEKS_NOBODY,
    ...TELLS_MATCHES,
    effort: "normal",
  },
  who: NOBODY,
};
