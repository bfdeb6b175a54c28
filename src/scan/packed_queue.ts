/** Items that are packed together. */
const BATCH = 1024;

/** How items are held in little memory. */
export interface Packing<T, P> {
  pack(items: readonly T[]): P;
  /** The same items. */
  unpack(packed: P): T[];
}

/** First in, first out: all but the first and the last items are packed. */
export class PackedQueue<T, P> {
  #first: T[] = [];
  #taken = 0;
  readonly #packed: P[] = [];
  #last: T[] = [];
  #length = 0;

  constructor(private readonly packing: Packing<T, P>) {}

  get length(): number {
    return this.#length;
  }

  push(item: T) {
    this.#length++;
    this.#last.push(item);
    if (this.#last.length < BATCH) return;
    this.#packed.push(this.packing.pack(this.#last));
    this.#last = [];
  }

  /** The first item; only where {@link length} is not 0. */
  take(): T {
    if (this.#taken === this.#first.length) {
      const packed = this.#packed.shift();
      this.#first = packed ? this.packing.unpack(packed) : this.#last.splice(0);
      this.#taken = 0;
    }
    this.#length--;
    return this.#first[this.#taken++];
  }
}
