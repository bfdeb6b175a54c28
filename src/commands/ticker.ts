/** Work that is done again and again until it is stopped. */
export class Ticker {
  readonly #timers: number[] = [];
  #isStopped = false;

  /** Has `work` done every so many milliseconds. */
  every(milliseconds: number, work: () => void) {
    // Deno may still call a timer that was due when it was cleared.
    this.#timers.push(setInterval(() => this.#isStopped || work(), milliseconds));
  }

  /** Nothing is begun any more. */
  stop() {
    this.#isStopped = true;
    this.#timers.forEach(clearInterval);
  }
}
