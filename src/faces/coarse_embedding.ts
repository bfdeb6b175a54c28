/** A row's bytes are filled up with zeros to a multiple of this: they are multiplied sixteen at a time. */
const LANES = 16;
/** The largest number in a row. */
const LARGEST = 127;
/** Numbers of {@link CoarseFaces.facts} for each face. */
export const COARSE_FACTS = 3;
/** Make up for the rounding of a bound to float32, many times over; the second of one near 0. */
const ROUNDED_UP = 1 + 2 ** -20, LEAST = 2 ** -100;

/** Embeddings in a quarter of their bytes, each with how far it is from what it was. */
export interface CoarseFaces {
  count: number;
  /** Bytes of a row. */
  stride: number;
  /** A row a face. */
  rows: Int8Array;
  /**
   * Three numbers a face: its row times the first is nearly the embedding; the length of the difference of the two, at
   * most; the embedding's own length, at most. Not numbers where the embedding has some that are none.
   */
  facts: Float32Array;
}

/** Bytes of a row for embeddings of so many numbers. */
export const coarseStride = (dimension: number) => LANES * Math.ceil(dimension / LANES);

/** `embeddings`, all of one length, as a row each. */
export function coarseFaces(embeddings: readonly Float32Array[]): CoarseFaces {
  const count = embeddings.length, stride = coarseStride(embeddings.at(0)?.length ?? 0);
  const rows = new Int8Array(count * stride), facts = new Float32Array(count * COARSE_FACTS);
  embeddings.forEach((embedding, face) => {
    const row = rows.subarray(face * stride, (face + 1) * stride);
    facts.set(coarsen(embedding, row), face * COARSE_FACTS);
  });
  return { count, stride, rows, facts };
}

function coarsen(embedding: Float32Array, row: Int8Array): [scale: number, error: number, length: number] {
  let largest = 0, error = 0, squares = 0;
  for (let i = 0; i < embedding.length; i++) largest = Math.max(largest, Math.abs(embedding[i]));
  const scale = Math.fround(largest / LARGEST);
  for (let i = 0; i < embedding.length; i++) {
    row[i] = scale === 0 ? 0 : Math.max(-LARGEST, Math.min(LARGEST, Math.round(embedding[i] / scale)));
    error += (embedding[i] - scale * row[i]) ** 2;
    squares += embedding[i] ** 2;
  }
  const bound = (sum: number) => Math.sqrt(sum) * ROUNDED_UP + LEAST;
  return [scale, bound(error), bound(squares)];
}
