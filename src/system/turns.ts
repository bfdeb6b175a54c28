/** How long nothing else gets its turn, in milliseconds. */
const LONGEST_BLOCKING = 100;

/** Lets others have their turn during long work that waits for nothing: signals are heard then. */
export class Turns {
  #rested = performance.now();

  /** `longest`: milliseconds that nothing else may get its turn. */
  constructor(private readonly longest = LONGEST_BLOCKING) {}

  /** Asked at every step of the work: true when the others have waited for long. */
  get isDue(): boolean {
    return performance.now() - this.#rested >= this.longest;
  }

  async give(): Promise<void> {
    // A macrotask: promises alone would let no signal in.
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#rested = performance.now();
  }
}
