import { Buffer } from "node:buffer";
import { EFFORTS } from "../faces/effort.ts";
import { compareTexts } from "../text_order.ts";
import type { Finding } from "./remembered.ts";
import { toRow } from "./row.ts";

const NOTHING = new Uint8Array(), NO_EMBEDDING = new Float32Array();

/**
 * Which of two findings about the same content, by the same models, is worth more: below 0 where `b` is. One that was
 * analysed is worth more than one that failed, then one with all embeddings, the one that was looked at harder, and the
 * one that was tried more often. What is left is decided by the rows' texts and bytes, first without what a search leaves
 * out: 0 only where these are the same.
 */
export function compareFindings(a: Finding, b: Finding): number {
  const ranks = rankOf(b);
  const [difference] = rankOf(a).map((rank, i) => rank - ranks[i]).filter((difference) => difference !== 0);
  return difference || compareRows(lookIn(a), lookIn(b)) || compareRows(a, b);
}

/** Whether two findings about the same content, by the same models, have the same faces, whatever embeddings were kept. */
export function isSameLook(a: Finding, b: Finding): boolean {
  return compareRows(lookIn(a), lookIn(b)) === 0;
}

/**
 * What two findings about the same content, by the same models, say together: the one that is worth more. Where both lack
 * embeddings of the same faces, each has kept those of whom it sought: both kinds stay.
 */
export function unionOfFindings(a: Finding, b: Finding): Finding {
  const [greater, other] = compareFindings(a, b) >= 0 ? [a, b] : [b, a];
  if (greater.kind === "failed" || other.kind === "failed" || !isSameLook(greater, other)) return greater;
  if (greater.search === null || other.search === null) return greater;
  const others = other.analysis.faces;
  const faces = greater.analysis.faces.map((face, i) => {
    const { embedding } = others[i];
    return compareEmbeddings(face.embedding, embedding) >= 0 ? face : { ...face, embedding };
  });
  // Also where none is left out any more: what is worth more than others must not depend on what came first.
  const search = greater.search > other.search ? greater.search : other.search;
  return { ...greater, analysis: { ...greater.analysis, faces }, search };
}

/** A finding without what depends on whom a search has sought. */
function lookIn(finding: Finding): Finding {
  if (finding.kind === "failed") return finding;
  const faces = finding.analysis.faces.map((face) => ({ ...face, embedding: NO_EMBEDDING }));
  return { ...finding, analysis: { ...finding.analysis, faces }, search: null };
}

function compareEmbeddings(a: Float32Array, b: Float32Array): number {
  return Buffer.compare(bytesOf(a), bytesOf(b));
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);

function rankOf(finding: Finding): number[] {
  // From a file that somebody else has written: whatever isn't a number counts as none.
  if (finding.kind === "failed") return [0, 0, lookOf(finding.effort), Number(finding.attempts) || 0];
  return [1, finding.search === null ? 1 : 0, lookOf(finding.analysis.effort), 0];
}

const lookOf = (effort: unknown) => EFFORTS.findIndex((known) => known === effort);

function compareRows(a: Finding, b: Finding): number {
  // The hash is the same: here it doesn't matter which.
  const one = toRow("", a), other = toRow("", b);
  return compareTexts(one.facts, other.facts) ||
    Buffer.compare(one.faces ?? NOTHING, other.faces ?? NOTHING);
}

/** Which of two models' findings a place refers to: below 0 where `b`'s. `current` names today's, the others are in order. */
export function compareProcessings(a: string, b: string, current: string): number {
  if (a === b) return 0;
  return a === current || b !== current && a > b ? 1 : -1;
}
