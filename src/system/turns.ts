/** How long nothing else gets its turn, in milliseconds. */
const LONGEST_BLOCKING = 100;
/** Steps before the clock is looked at. */
const SOME = 32;

/** Lets others have their turn during long work that waits for nothing: signals are heard then. */
export class Turns {
  #steps = 0;
  #rested = performance.now();

  /** Asked at every step of the work: true when the others have waited for long. */
  get isDue(): boolean {
    return ++this.#steps % SOME === 0 && performance.now() - this.#rested >= LONGEST_BLOCKING;
  }

  async give(): Promise<void> {
    // A macrotask: promises alone would let no signal in.
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#rested = performance.now();
  }
}
