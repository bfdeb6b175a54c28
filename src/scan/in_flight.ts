/** Photos that are examined and wait to be remembered before they are told. */
const MOST_UNTOLD = 256;

/** The work on photos that is under way: so much of it at once. The first failure of any of it is never lost. */
export class InFlight {
  readonly #examining = new Set<Promise<unknown>>();
  readonly #untold = new Set<Promise<unknown>>();
  #failure: { error: unknown } | null = null;

  /** `capacity`: photos that may be examined at once; `mostUntold`: that may wait for their telling, then. */
  constructor(private readonly capacity: number, private readonly mostUntold: number = MOST_UNTOLD) {}

  /** Takes the examining of a photo. */
  examining(work: Promise<unknown>) {
    this.#take(this.#examining, work);
  }

  /** Takes what is done with a photo up to its telling. */
  telling(work: Promise<unknown>) {
    this.#take(this.#untold, work);
  }

  /** Resolves when another photo may be begun; rejects with what has failed. */
  async room(): Promise<void> {
    if (this.#examining.size >= this.capacity) await Promise.race(this.#examining);
    if (this.#untold.size >= this.mostUntold) await Promise.race(this.#untold);
    if (this.#failure) throw this.#failure.error;
  }

  /** Resolves when nothing is under way any more; rejects then with what has failed. */
  async done(): Promise<void> {
    await this.settled();
    if (this.#failure) throw this.#failure.error;
  }

  /** Resolves when nothing is under way any more. */
  async settled(): Promise<void> {
    await Promise.all([...this.#examining, ...this.#untold]);
  }

  #take(set: Set<Promise<unknown>>, work: Promise<unknown>) {
    const taken: Promise<unknown> = work
      .catch((error) => this.#failure ??= { error })
      .finally(() => set.delete(taken));
    set.add(taken);
  }
}
