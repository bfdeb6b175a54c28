import { Kernels } from "../simd/kernels.ts";

/** Floats that are multiplied at once: shorter rows are filled up with zeros. */
const LANES = 4;

/** Vectors of one length, as the rows of a matrix that others are multiplied with. */
export class Matrix {
  /** How long its rows are. */
  readonly dimension: number;
  readonly #kernels = new Kernels();
  readonly #count: number;
  readonly #rows: number;
  readonly #vector: Float32Array;
  readonly #results: Float32Array;

  /** `rows`: vectors of the same length. */
  constructor(rows: readonly Float32Array[]) {
    this.dimension = rows.at(0)?.length ?? 0;
    this.#count = rows.length;
    const filled = LANES * Math.ceil(this.dimension / LANES), { BYTES_PER_ELEMENT } = Float32Array;
    const lengths = [filled, rows.length * filled, rows.length].map((n) => n * BYTES_PER_ELEMENT);
    const [vector, matrix, results] = this.#kernels.layOut(...lengths);
    this.#rows = matrix;
    this.#vector = this.#kernels.floats(vector, filled);
    this.#results = this.#kernels.floats(results, rows.length);
    const values = this.#kernels.floats(matrix, rows.length * filled);
    rows.forEach((row, i) => values.set(row, i * filled));
  }

  /** The dot product of `vector`, as long as the rows, with each of them, in their order: valid until the next call. */
  times(vector: Float32Array): Float32Array {
    if (vector.length !== this.dimension) {
      throw new RangeError(`${vector.length} numbers, not ${this.dimension}`);
    }
    this.#vector.set(vector);
    const { byteOffset: from, length: filled } = this.#vector, { byteOffset: to } = this.#results;
    this.#kernels.run.products(from, this.#rows, this.#count, filled, to);
    return this.#results;
  }
}
