/** The nearest neighbours of each of many things: of each a few, the most alike first. */
export class NeighbourLists {
  readonly #ids: Int32Array;
  readonly #similarities: Float32Array;
  readonly #counts: Int32Array;

  /** `count` things; at most `most` neighbours of each. */
  constructor(readonly count: number, readonly most: number) {
    this.#ids = new Int32Array(count * most);
    this.#similarities = new Float32Array(count * most);
    this.#counts = new Int32Array(count);
  }

  /** How many neighbours one has. */
  size(of: number): number {
    return this.#counts[of];
  }

  /** Its neighbour at a place. */
  neighbour(of: number, place: number): number {
    return this.#ids[of * this.most + place];
  }

  /** How alike the neighbour at a place is. */
  similarity(of: number, place: number): number {
    return this.#similarities[of * this.most + place];
  }

  /** Tells two that they are neighbours. The lists don't depend on the order in which pairs are told. */
  add(one: number, other: number, similarity: number) {
    this.#insert(one, other, similarity);
    this.#insert(other, one, similarity);
  }

  #insert(of: number, neighbour: number, similarity: number) {
    const start = of * this.most,
      count = this.#counts[of],
      ids = this.#ids,
      similarities = this.#similarities;
    const value = Math.fround(similarity);
    const isNearerThan = (at: number) =>
      value > similarities[at] || value === similarities[at] && neighbour < ids[at];
    if (count === this.most && !isNearerThan(start + count - 1)) return;
    let at = start + Math.min(count, this.most - 1);
    for (; at > start && isNearerThan(at - 1); at--) {
      ids[at] = ids[at - 1];
      similarities[at] = similarities[at - 1];
    }
    ids[at] = neighbour;
    similarities[at] = value;
    if (count < this.most) this.#counts[of]++;
  }
}
