import type { FaceDecision } from "../decisions/decisions_file.ts";
import { type DecisionRow, fromDecisionRow, toDecisionRow } from "./decision_row.ts";
import type { Finding, Remembered } from "./remembered.ts";
import { blockChecksum, type ContentRow, fromRow, placeChecksum, toRow } from "./row.ts";

/** What tells a place apart from others below the same root; `modified` is never null here. */
export interface PlaceFields {
  below: string;
  size: number;
  modified: number;
}

/** A block as it is written. */
export interface BlockFields {
  faces: Uint8Array;
  checksum: number;
}

/**
 * How an index writes what it knows: in the clear, or so that only who has the passphrase can read it. What is looked up
 * is always written in the same way. Nothing throws, whatever a damaged or altered file gives.
 */
export interface RowFormat {
  /** Rows that are next to each other in the index are so on the medium that is searched, too. */
  readonly inOrder: boolean;
  /** A content's hash, in all tables. */
  hash(hash: string): string;
  /** The hash that was written; null where only its content tells it. */
  readHash(written: string): string | null;
  place(place: PlaceFields): PlaceFields;
  /** Null when it is not what was written; and so are the others that read. */
  readPlace(written: PlaceFields): PlaceFields | null;
  root(path: string): string;
  readRoot(written: unknown): string | null;
  /** The name of a face of a content, whose hash is as written. */
  person(name: string, hash: string, face: number): string;
  readPerson(written: unknown, hash: string, face: number): string | null;
  decision(decision: FaceDecision): DecisionRow;
  readDecision(row: DecisionRow): FaceDecision | null;
  content(hash: string, processing: string, finding: Finding): ContentRow;
  readContent(row: ContentRow, processing: string): Remembered | null;
  /** A block of coarse faces, by its number. */
  block(bytes: Uint8Array, number: number, processing: string): BlockFields;
  readBlock(
    written: Record<keyof BlockFields, unknown>,
    number: number,
    processing: string,
  ): Uint8Array | null;
  /** Guards the way from a place (as written) below a root (its id, and its path as it is) to a content's hash (as written). */
  placeChecksum(place: PlaceFields, root: { id: number; path: string }, hash: unknown): number;
}

/** Everything in the clear, each row guarded against damage. */
export const PLAIN_ROWS: RowFormat = {
  inOrder: true,
  hash: (hash) => hash,
  readHash: (hash) => hash,
  place: (place) => place,
  readPlace: (place) => place,
  root: (path) => path,
  readRoot: (path) => typeof path === "string" ? path : null,
  person: (name) => name,
  readPerson: (name) => typeof name === "string" ? name : null,
  decision: toDecisionRow,
  readDecision: fromDecisionRow,
  content: (hash, _processing, finding) => toRow(hash, finding),
  readContent: (row) => {
    const finding = fromRow(row);
    return finding && { hash: row.hash, finding };
  },
  block: (bytes, number, processing) => ({
    faces: bytes,
    checksum: blockChecksum(bytes, number, processing),
  }),
  readBlock: ({ faces, checksum }, number, processing) =>
    faces instanceof Uint8Array && blockChecksum(faces, number, processing) === checksum ? faces : null,
  placeChecksum: (place, { id }, hash) => placeChecksum(place, id, hash),
};
