import { CONTENT_COLUMNS, type ContentRow } from "./row.ts";
import type { OpenIndex } from "./salvage.ts";

/** A face whose embedding is remembered. */
export interface RememberedFace {
  /** SHA-256 of its photo's content in hexadecimal. */
  hash: string;
  /** Its position among the content's faces. */
  face: number;
  /** Unit vector, as it was found. */
  embedding: Float32Array;
}

/**
 * All remembered faces that `processing` has found and whose embeddings are kept, one content after the other in the order
 * in which they came: read as they are asked for, however many there are. Nothing may be written meanwhile.
 */
export function* rememberedFaces(
  { database, rows }: OpenIndex,
  processing: string,
): Generator<RememberedFace> {
  const contents = database.iterate<ContentRow>(
    `SELECT ${CONTENT_COLUMNS.join(", ")} FROM content WHERE processing = ? ORDER BY id`,
    processing,
  );
  for (const row of contents) {
    const remembered = rows.readContent(row, processing);
    if (remembered?.finding.kind !== "done") continue;
    for (const [face, { embedding }] of remembered.finding.analysis.faces.entries()) {
      if (embedding.length > 0) yield { hash: remembered.hash, face, embedding };
    }
  }
}
