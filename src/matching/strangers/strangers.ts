import { upperTail } from "./normal.ts";

/** The straight line of {@link shareAbove}; 0 and 1 are those of a normal distribution. */
export interface Tail {
  intercept: number;
  slope: number;
}

/**
 * How the embeddings of strangers are spread, without the embedding of anybody: a normal distribution around `mean`
 * with a few wide directions and an independent rest. `tail`: what strangers do more often than that says.
 */
export interface Strangers {
  mean: Float32Array;
  /** Directions, each as long as the standard deviation along it. */
  axes: readonly Float32Array[];
  /** Variance of each number of an embedding that the axes leave over. */
  rest: Float32Array;
  tail: Tail;
}

/**
 * The share of strangers `z` standard deviations above their mean. On LFW the shares up to one in 100,000 lie on a
 * line, once they are taken for those of a normal distribution: a line goes on beyond what could be counted.
 */
export function shareAbove({ intercept, slope }: Tail, z: number): number {
  return upperTail(intercept + slope * z);
}

/** The model without its tail as little-endian float32: mean, rest, axes one after the other. */
export function encodeStrangers({ mean, rest, axes }: Strangers): Uint8Array<ArrayBuffer> {
  const rows = [mean, rest, ...axes], view = new DataView(new ArrayBuffer(4 * rows.length * mean.length));
  rows.forEach((row, r) => row.forEach((value, i) => view.setFloat32(4 * (r * row.length + i), value, true)));
  return new Uint8Array(view.buffer);
}

/** Reads what {@link encodeStrangers} wrote. Throws an Error when it can't have. */
export function decodeStrangers(bytes: Uint8Array, dimension: number, tail: Tail): Strangers {
  const rows = bytes.length / (4 * dimension);
  if (!Number.isInteger(rows) || rows < 2) {
    throw new Error(
      `${bytes.length} bytes are no model of embeddings of ${dimension} numbers, 4 bytes each: ` +
        `expected a mean, a rest and axes`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [mean, rest, ...axes] = Array.from(
    { length: rows },
    (_, r) =>
      Float32Array.from({ length: dimension }, (_, i) => view.getFloat32(4 * (r * dimension + i), true)),
  );
  return { mean, rest, axes, tail };
}
