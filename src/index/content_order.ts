import { Buffer } from "node:buffer";
import { EFFORTS } from "../faces/effort.ts";
import type { Finding } from "./remembered.ts";
import { toRow } from "./row.ts";

const NOTHING = new Uint8Array();

/**
 * Which of two findings about the same content, by the same models, is worth more: below 0 where `b` is. One that was
 * analysed is worth more than one that failed, then one with all embeddings, the one that was looked at harder, and the
 * one that was tried more often. What is left is decided by the rows' texts and bytes: 0 only where these are the same.
 */
export function compareFindings(a: Finding, b: Finding): number {
  const ranks = rankOf(b);
  const [difference] = rankOf(a).map((rank, i) => rank - ranks[i]).filter((difference) => difference !== 0);
  return difference || compareRows(a, b);
}

function rankOf(finding: Finding): number[] {
  // From a file that somebody else has written: whatever isn't a number counts as none.
  if (finding.kind === "failed") return [0, 0, lookOf(finding.effort), Number(finding.attempts) || 0];
  return [1, finding.search === null ? 1 : 0, lookOf(finding.analysis.effort), 0];
}

const lookOf = (effort: unknown) => EFFORTS.findIndex((known) => known === effort);

function compareRows(a: Finding, b: Finding): number {
  // The hash is the same: here it doesn't matter which.
  const one = toRow("", a), other = toRow("", b);
  if (one.facts !== other.facts) return one.facts < other.facts ? -1 : 1;
  return Buffer.compare(one.faces ?? NOTHING, other.faces ?? NOTHING);
}

/** Which of two models' findings a place refers to: below 0 where `b`'s. `current` names today's, the others are in order. */
export function compareProcessings(a: string, b: string, current: string): number {
  if (a === b) return 0;
  return a === current || b !== current && a > b ? 1 : -1;
}
