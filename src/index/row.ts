import { crc32 } from "node:zlib";
import { decodeFaces, encodeFaces, FaceCodecError } from "../faces/face_codec.ts";
import type { Effort } from "../faces/effort.ts";
import type { PhotoAnalysis } from "../faces/photo_analysis.ts";
import type { FailureFields } from "../failure.ts";
import type { Finding, Place } from "./remembered.ts";

/** A row of the table `content`, but for its id. */
export interface ContentRow {
  /** SHA-256 of the photo in hexadecimal. */
  hash: string;
  /** {@link Facts} as JSON: one column is read many times faster than ten. */
  facts: string;
  /** As encodeFaces gives them; null for a photo that could not be analysed. */
  faces: Uint8Array | null;
  /** CRC-32 of the others: a medium that flips a bit must not turn one face into another. */
  checksum: number;
}

/** The columns of {@link ContentRow}, in the table's order. */
export const CONTENT_COLUMNS = ["hash", "facts", "faces", "checksum"] as const;

/** What is known of a content, apart from its faces. */
type Facts =
  | { analysis: Omit<PhotoAnalysis, "faces">; search: string | null }
  | { failure: FailureFields; attempts: number; effort?: Effort };

/** A finding as a row. */
export function toRow(hash: string, finding: Finding): ContentRow {
  const { facts, faces } = toFacts(finding);
  const fields = { hash, facts: JSON.stringify(facts), faces: faces && encodeFaces(faces) };
  return { ...fields, checksum: checksum(fields) };
}

function toFacts(finding: Finding): { facts: Facts; faces: PhotoAnalysis["faces"] | null } {
  if (finding.kind === "failed") {
    const { failure, attempts, effort } = finding;
    return { facts: { failure, attempts, effort }, faces: null };
  }
  const { faces, ...analysis } = finding.analysis;
  return { facts: { analysis, search: finding.search }, faces };
}

/** A row as a finding; null when it is not what was written: never throws, whatever a damaged file gives. */
export function fromRow(row: ContentRow): Finding | null {
  if (!hasItsTypes(row) || checksum(row) !== row.checksum) return null;
  const facts = parseFacts(row.facts);
  if (!facts) return null;
  if ("failure" in facts) return { ...facts, kind: "failed" };
  try {
    // Not copied: a search of a large collection makes hundreds of thousands.
    const analysis: PhotoAnalysis = Object.assign(facts.analysis, { faces: decodeFaces(row.faces!) });
    return { kind: "done", search: facts.search, analysis };
  } catch (error) {
    if (error instanceof FaceCodecError) return null;
    throw error;
  }
}

/**
 * Guards a row of the table `photo`, where a damaged page could lead a place to another photo's content. `root`: its
 * id. NaN, which equals nothing, when `hash` is none.
 */
export function placeChecksum(
  { below, size, modified }: Pick<Place, "below" | "size"> & { modified: number },
  root: number,
  hash: unknown,
): number {
  return typeof hash === "string" ? crc32(`${hash} ${size} ${modified} ${root} ${below}`) : NaN;
}

/** Guards a row of the table `block`. */
export function blockChecksum(bytes: Uint8Array, number: number, processing: string): number {
  return crc32(bytes, crc32(`${number} ${processing}`));
}

/** A checksum is no defence against who wants to write something else: at least its form must be right. */
function parseFacts(text: string): Facts | null {
  try {
    const facts: Facts | null = JSON.parse(text);
    if (typeof facts !== "object" || facts === null) return null;
    return "failure" in facts && facts.failure || "analysis" in facts && facts.analysis ? facts : null;
  } catch {
    return null;
  }
}

/** A damaged field may come back as another type. */
function hasItsTypes({ hash, facts, faces }: ContentRow): boolean {
  return typeof hash === "string" && typeof facts === "string" &&
    (faces === null || faces instanceof Uint8Array);
}

function checksum({ hash, facts, faces }: Omit<ContentRow, "checksum">): number {
  const start = crc32(`${hash} ${facts} ${faces === null}`);
  return faces === null ? start : crc32(faces, start);
}
