import { KERNELS_WASM } from "./kernels_wasm.ts";

/** What the C files here export, where it is described. Addresses are in bytes. */
interface Exports {
  memory: WebAssembly.Memory;
  __heap_base: WebAssembly.Global;
  products(vector: number, rows: number, count: number, dimension: number, results: number): void;
  coarse_products(
    vectors: number,
    count: number,
    rows: number,
    faces: number,
    dimension: number,
    results: number,
  ): void;
  likely_pairs(
    pairs: number,
    a: number,
    countA: number,
    b: number,
    countB: number,
    dimension: number,
    restA: number,
    restB: number,
    least: number,
  ): number;
  pair_products(
    results: number,
    pairs: number,
    count: number,
    a: number,
    b: number,
    countB: number,
    dimension: number,
  ): void;
  add_rows(sum: number, rows: number, weights: number, count: number, length: number): void;
  mix_columns(
    pixels: number,
    row: number,
    starts: number,
    index: number,
    weights: number,
    width: number,
  ): void;
  sample(
    chip: number,
    size: number,
    rgb: number,
    width: number,
    height: number,
    ...map: [number, number, number, number, number, number]
  ): void;
  planes(
    to: number,
    stride: number,
    rows: number,
    rgb: number,
    width: number,
    height: number,
    order: number,
    means: number,
    scales: number,
  ): void;
}

/** Every array begins at a multiple of this, and has as much free behind it: kernels take sixteen bytes at a time. */
const ALIGNMENT = 64;
const PAGE_BYTES = 65536;
const MODULE = new WebAssembly.Module(Uint8Array.from(atob(KERNELS_WASM), (letter) => letter.charCodeAt(0)));

/**
 * The innermost loops, as WebAssembly with SIMD: five to ten times as fast as JavaScript. Each of these has a memory of
 * its own, in which its caller lays out what a kernel works on.
 */
export class Kernels {
  readonly run: Omit<Exports, "memory" | "__heap_base">;
  readonly #memory: WebAssembly.Memory;
  readonly #start: number;

  constructor() {
    const { exports } = new WebAssembly.Instance(MODULE);
    const { memory, __heap_base, ...run } = exports as unknown as Exports;
    this.run = run;
    this.#memory = memory;
    this.#start = ALIGNMENT * Math.ceil(__heap_base.value / ALIGNMENT);
  }

  /**
   * Addresses for arrays of so many bytes. What was laid out before is given up, and views of it may end: memory grows
   * where it must, and never shrinks. Throws a RangeError where there is no more.
   */
  layOut(...lengths: readonly number[]): number[] {
    let end = this.#start;
    const addresses = lengths.map((length) => {
      const at = end;
      end += ALIGNMENT * (1 + Math.ceil(length / ALIGNMENT));
      return at;
    });
    const missing = end - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
    return addresses;
  }

  /** A view of the memory: `length` values from an address on. */
  bytes(at: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#buffer, at, length);
  }

  /** See {@link bytes}. */
  floats(at: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#buffer, at, length);
  }

  /** See {@link bytes}. */
  shorts(at: number, length: number): Int16Array<ArrayBuffer> {
    return new Int16Array(this.#buffer, at, length);
  }

  /** See {@link bytes}. */
  integers(at: number, length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.#buffer, at, length);
  }

  get #buffer(): ArrayBuffer {
    return this.#memory.buffer as ArrayBuffer; // it is not shared with any thread
  }
}
