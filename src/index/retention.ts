import { type Effort, reaches } from "../faces/effort.ts";
import type { Face } from "../faces/face.ts";
import type { Finding, Names } from "./remembered.ts";

/** What may be remembered: nothing, no stranger's embedding, or everything. */
export const RETENTIONS = ["none", "known", "all"] as const;
export type Retention = (typeof RETENTIONS)[number];

const NO_EMBEDDING = new Float32Array();

/**
 * The part of a finding that may be remembered. With `known`, faces without a name lose their embeddings; the finding
 * then answers only `search`, during which the names were given.
 */
export function retained(finding: Finding, names: Names, retention: Retention, search: string): Finding {
  if (retention === "all" || finding.kind === "failed") return finding;
  const named = new Set(names.map(([face]) => face));
  const faces = finding.analysis.faces.map((face, i): Face =>
    named.has(i) ? face : { ...face, embedding: NO_EMBEDDING }
  );
  const complete = faces.every(({ embedding }) => embedding.length > 0);
  return { ...finding, analysis: { ...finding.analysis, faces }, search: complete ? null : search };
}

/** What is asked of a finding. */
export interface Question {
  /** Names the search: people, thresholds, models. Null: what is remembered will do, whatever it was kept for. */
  search: string | null;
  /** Every face's embedding is needed, whatever the search. */
  embeddings: boolean;
  /** How hard the photo must have been looked at, at least. */
  effort: Effort;
}

/** Whether a remembered finding can answer: see {@link retained}. */
export function answers(finding: Finding, { search, embeddings, effort }: Question): boolean {
  // A harder look takes more time and memory: where it failed, an easier one may not.
  if (finding.kind === "failed") return !finding.effort || reaches(effort, finding.effort);
  if (!reaches(finding.analysis.effort, effort)) return false;
  if (finding.search === null) return true;
  return !embeddings && (search === null || finding.search === search);
}
