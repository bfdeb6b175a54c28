import { Kernels } from "../../simd/kernels.ts";
import { type EmbeddingStore, UNIT } from "./embedding_store.ts";
import { NeighbourLists } from "./neighbour_lists.ts";
import { castShadows, type ShadowRows, type Shadows } from "./shadows.ts";

/** Which neighbours are looked for. */
export interface NeighbourSearch {
  /** Cosine from which on two are neighbours. */
  least: number;
  /** Neighbours of each at most: the most alike. */
  most: number;
  /** Whether two may be neighbours at all. */
  mayPair: (one: number, other: number) => boolean;
  /** Called now and then with the part that is done, 0 to 1: the search waits for it, and ends with what it throws. */
  pause: (done: number) => Promise<void>;
  /** From how many embeddings on shadows are cast; by default where it pays. */
  shadowsFrom?: number;
}

/** Rows that are multiplied with as many others at once: both fit the cache, and take some ten milliseconds. */
const BLOCK = 1024;
/** Shadows are rounded: pairs that miss by so little are looked at all the same. */
const SLACK = 1e-3;

/** The nearest neighbours of all embeddings: each pair is compared, by blocks, and exactly where it may count. */
export async function findNeighbours(
  store: EmbeddingStore,
  search: NeighbourSearch,
): Promise<NeighbourLists> {
  const lists = new NeighbourLists(store.count, search.most), blocks = Math.ceil(store.count / BLOCK);
  const shadows = castShadows(store, search.shadowsFrom), comparison = new BlockComparison(store, shadows);
  const all = blocks * (blocks + 1) / 2;
  let done = 0;
  for (let a = 0; a < blocks; a++) {
    for (let b = a; b < blocks; b++) {
      comparison.compare(a * BLOCK, b * BLOCK, search.least, (one, other, similarity) => {
        if (one < other && search.mayPair(one, other)) lists.add(one, other, similarity);
      });
      await search.pause(++done / all);
    }
  }
  return lists;
}

/** Compares the rows of one block with those of another. */
class BlockComparison {
  readonly #kernels = new Kernels();
  readonly #layout: Record<
    "pairs" | "results" | "a" | "b" | "shadowA" | "shadowB" | "restA" | "restB",
    number
  >;

  constructor(private readonly store: EmbeddingStore, private readonly shadows: Shadows) {
    const row = 2 * store.width * BLOCK, shadow = 2 * shadows.rows.width * BLOCK;
    const lengths = [4 * BLOCK * BLOCK, 4 * BLOCK * BLOCK, row, row, shadow, shadow, 4 * BLOCK, 4 * BLOCK];
    const [pairs, results, a, b, shadowA, shadowB, restA, restB] = this.#kernels.layOut(...lengths);
    this.#layout = { pairs, results, a, b, shadowA, shadowB, restA, restB };
  }

  /** Tells of all pairs of a row of the block that begins at `a` and one of that at `b` that are as alike as `least`. */
  compare(a: number, b: number, least: number, tell: (a: number, b: number, similarity: number) => void) {
    const { store, shadows: { rows, rest } } = this, at = this.#layout, { run } = this.#kernels;
    const countA = Math.min(BLOCK, store.count - a), countB = Math.min(BLOCK, store.count - b);
    this.#lay(at.shadowA, rows, a, countA);
    this.#lay(at.shadowB, rows, b, countB);
    this.#kernels.floats(at.restA, countA).set(rest.subarray(a, a + countA));
    this.#kernels.floats(at.restB, countB).set(rest.subarray(b, b + countB));
    // Kernels take four rows at a time: what lies behind the last ones is none of ours.
    const columns = 4 * Math.ceil(countB / 4);
    const count = run.likely_pairs(
      at.pairs,
      at.shadowA,
      countA,
      at.shadowB,
      columns,
      rows.width,
      at.restA,
      at.restB,
      least - SLACK,
    );
    if (count === 0) return;
    this.#lay(at.a, store, a, countA);
    this.#lay(at.b, store, b, countB);
    run.pair_products(at.results, at.pairs, count, at.a, at.b, columns, store.width);
    const pairs = this.#kernels.integers(at.pairs, count),
      results = this.#kernels.integers(at.results, count);
    for (let n = 0; n < count; n++) {
      const similarity = results[n] / (UNIT * UNIT), column = pairs[n] % columns;
      if (similarity >= least && column < countB) {
        tell(a + (pairs[n] - column) / columns, b + column, similarity);
      }
    }
  }

  #lay(to: number, rows: ShadowRows, from: number, count: number) {
    const values = this.#kernels.shorts(to, count * rows.width);
    for (let i = 0; i < count; i++) values.set(rows.row(from + i), i * rows.width);
  }
}
