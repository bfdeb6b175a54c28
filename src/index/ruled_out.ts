import { blockOf, type CoarseBlock, CONTENTS_A_BLOCK, hashPart } from "./coarse_block.ts";

/** Contents by their ids that a search needs nothing more of. */
export class RuledOut {
  /** By number of the block: a part of the hash of each of its contents that is ruled out, and NaN of the others. */
  readonly #blocks = new Map<number, Float64Array>();

  /** Takes a block; `matters` says of each of its contents whether it may matter. */
  add(number: number, { contents }: CoarseBlock, matters: readonly boolean[]) {
    const hashes = new Float64Array(CONTENTS_A_BLOCK).fill(NaN);
    contents.forEach(({ id, hash }, n) => {
      if (!matters[n]) hashes[id % CONTENTS_A_BLOCK] = hash;
    });
    this.#blocks.set(number, hashes);
  }

  /** True for a content that is ruled out, and still the one that was. `hash`: as the index writes it. */
  has(id: number, hash: unknown): boolean {
    return this.#blocks.get(blockOf(id))?.[id % CONTENTS_A_BLOCK] === hashPart(hash);
  }

  /** Forgets about contents that have changed: those of the same block too. */
  forget(ids: readonly number[]) {
    for (const id of ids) this.#blocks.delete(blockOf(id));
  }

  clear() {
    this.#blocks.clear();
  }

  get isEmpty(): boolean {
    return this.#blocks.size === 0;
  }
}
