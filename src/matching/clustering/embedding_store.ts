/** What a unit vector's numbers are multiplied with to be 16-bit integers; a product of two such vectors is that squared. */
export const UNIT = 32767;
/** Numbers that are multiplied at once: rows are filled up with zeros. */
const LANES = 8;
/** Rows that are kept together. */
const CHUNK = 4096;

/** Many unit embeddings of one length, as 16-bit integers: half the memory, and their products are exact. */
export class EmbeddingStore {
  /** Numbers of a row: the embeddings' dimension, rounded up to what kernels take at a time. */
  readonly width: number;
  readonly #chunks: Int16Array[];
  /** Where the rows of a store lie that shows another's; null where they lie one after the other. */
  readonly #order: Int32Array | null;
  #count: number;

  private constructor(readonly dimension: number, chunks: Int16Array[], order: Int32Array | null) {
    this.width = LANES * Math.ceil(dimension / LANES);
    this.#chunks = chunks;
    this.#order = order;
    this.#count = order?.length ?? 0;
  }

  /** An empty store of embeddings that are so long. */
  static of(dimension: number): EmbeddingStore {
    return new EmbeddingStore(dimension, [], null);
  }

  /** The same embeddings at other positions: at each the one that `order` says. It takes no more memory, nor more rows. */
  inOrder(order: Int32Array): EmbeddingStore {
    const own = this.#order;
    return new EmbeddingStore(this.dimension, this.#chunks, own ? order.map((at) => own[at]) : order);
  }

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** Keeps an embedding; gives its position. Throws a RangeError where it is of another length. */
  add(embedding: Float32Array): number {
    if (embedding.length !== this.dimension) {
      throw new RangeError(`${embedding.length} numbers, not ${this.dimension}`);
    }
    const at = this.#count++;
    if (at % CHUNK === 0) this.#chunks.push(new Int16Array(CHUNK * this.width));
    const row = this.row(at), length = Math.hypot(...embedding) || 1;
    for (let i = 0; i < embedding.length; i++) row[i] = Math.round(embedding[i] / length * UNIT);
    return at;
  }

  /** A view of the row at a position. */
  row(at: number): Int16Array {
    const place = this.#order ? this.#order[at] : at, start = place % CHUNK * this.width;
    return this.#chunks[Math.floor(place / CHUNK)].subarray(start, start + this.width);
  }

  /** The embedding at a position, as exact as it is kept. */
  embedding(at: number): Float32Array {
    const row = this.row(at), embedding = new Float32Array(this.dimension);
    for (let i = 0; i < embedding.length; i++) embedding[i] = row[i] / UNIT;
    return embedding;
  }
}
