import { principalAxes } from "../principal_axes.ts";
import { Matrix } from "../matrix.ts";
import { dot } from "../vectors.ts";
import { type EmbeddingStore, UNIT } from "./embedding_store.ts";

/** Where all embeddings lie in the shade of a few directions, and how much of each sticks out. */
export interface Shadows {
  /** A row an embedding, in its order: its coordinates along the directions. */
  rows: ShadowRows;
  /** The length of what the directions leave of each: 0 where they leave nothing. */
  rest: Float32Array;
}

/** Rows of 16-bit integers, as those of an {@link EmbeddingStore}. */
export interface ShadowRows {
  readonly width: number;
  row(at: number): Int16Array;
}

/** From so many embeddings on the directions pay: below, all products are made in the time that finding them takes. */
const WORTH_IT = 12_000;
/** Of the 704 numbers of the program's own pack, this many directions hold 94 % of the squares. */
const DIRECTIONS = 128;
/** Embeddings, evenly spread over all, that the directions are chosen by, and rounds of looking for them. */
const SAMPLE = 2048, ROUNDS = 8;

/**
 * The shadows of all embeddings. By them most pairs are seen to be unlike at a fraction of the cost of their product, and
 * none wrongly: two vectors' product is that of their shadows and at most the product of what is left of both.
 */
export function castShadows(store: EmbeddingStore, worthIt: number = WORTH_IT): Shadows {
  if (store.count < worthIt) return { rows: store, rest: new Float32Array(store.count) };
  const sample = Array.from(
    { length: Math.min(SAMPLE, store.count) },
    (_, i) => store.embedding(Math.floor(i * store.count / Math.min(SAMPLE, store.count))),
  );
  const axes = principalAxes(sample, sample.map(() => 1 / sample.length), DIRECTIONS, ROUNDS).flatMap(
    (axis) => {
      const length = Math.hypot(...axis);
      return length > 0 ? [axis.map((value) => value / length)] : [];
    },
  );
  const directions = new Matrix(axes), rows = new CoordinateStore(axes.length, store.count);
  const rest = new Float32Array(store.count);
  for (let at = 0; at < store.count; at++) {
    const coordinates = directions.times(store.embedding(at));
    rows.set(at, coordinates);
    rest[at] = Math.sqrt(Math.max(0, 1 - dot(coordinates, coordinates)));
  }
  return { rows, rest };
}

/** Coordinates of at most 1 as rows of integers. */
class CoordinateStore implements ShadowRows {
  readonly width: number;
  readonly #values: Int16Array;

  constructor(dimension: number, count: number) {
    this.width = 8 * Math.ceil(dimension / 8);
    this.#values = new Int16Array(count * this.width);
  }

  set(at: number, coordinates: Float32Array) {
    const start = at * this.width;
    for (let i = 0; i < coordinates.length; i++) this.#values[start + i] = Math.round(coordinates[i] * UNIT);
  }

  row(at: number): Int16Array {
    return this.#values.subarray(at * this.width, (at + 1) * this.width);
  }
}
