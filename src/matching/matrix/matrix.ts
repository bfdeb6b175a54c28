import { PRODUCTS_WASM } from "./products_wasm.ts";

/** What products.c exports. Addresses are in bytes. */
interface Products {
  memory: WebAssembly.Memory;
  free_from(): number;
  products(vector: number, rows: number, count: number, dimension: number, results: number): void;
}

/** Floats that are multiplied at once: shorter rows are filled up with zeros. */
const LANES = 4;
const PAGE_BYTES = 65536, FLOAT_BYTES = 4;

/** Vectors of one length, as the rows of a matrix that others are multiplied with. */
export class Matrix {
  readonly #kernel: Products;
  readonly #count: number;
  /** How long its rows are. */
  readonly dimension: number;
  /** Room for a vector and for the results, and the address of the rows. */
  readonly #vector: Float32Array;
  readonly #results: Float32Array;
  readonly #rows: number;

  /** `rows`: vectors of the same length. */
  constructor(rows: readonly Float32Array[]) {
    const { exports } = new WebAssembly.Instance(
      new WebAssembly.Module(Uint8Array.from(atob(PRODUCTS_WASM), (letter) => letter.charCodeAt(0))),
    );
    this.#kernel = exports as unknown as Products;
    this.#count = rows.length;
    this.dimension = rows.at(0)?.length ?? 0;
    const filled = LANES * Math.ceil(this.dimension / LANES), vectorBytes = FLOAT_BYTES * filled;
    const { memory } = this.#kernel;
    const vector = 16 * Math.ceil(this.#kernel.free_from() / 16);
    this.#rows = vector + vectorBytes;
    const results = this.#rows + this.#count * vectorBytes;
    const end = results + FLOAT_BYTES * this.#count;
    memory.grow(Math.max(0, Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES)));
    this.#vector = new Float32Array(memory.buffer, vector, filled);
    this.#results = new Float32Array(memory.buffer, results, this.#count);
    rows.forEach((row, i) => new Float32Array(memory.buffer, this.#rows + i * vectorBytes).set(row));
  }

  /** The dot product of `vector`, as long as the rows, with each of them, in their order: valid until the next call. */
  times(vector: Float32Array): Float32Array {
    if (vector.length !== this.dimension) {
      throw new RangeError(`${vector.length} numbers, not ${this.dimension}`);
    }
    this.#vector.set(vector);
    const { byteOffset: from, length: filled } = this.#vector, { byteOffset: to } = this.#results;
    this.#kernel.products(from, this.#rows, this.#count, filled, to);
    return this.#results;
  }
}
