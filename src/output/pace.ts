/**
 * Chosen. Seconds that the pace is taken over: long enough for slow photos, short enough to forget what was answered
 * from memory.
 */
const WINDOW = 120;
/** Chosen. Photos that it is taken over at least, where a window has fewer: on a slow computer some need minutes. */
const FEWEST = 20;

/** How far a run was at one time. */
interface Mark {
  seconds: number;
  done: number;
}

/**
 * How fast a run goes now, in photos a second. What was done before the window doesn't count: thousands of photos may
 * have been answered from memory in the first second.
 */
export class Pace {
  #marks: Mark[] = [{ seconds: 0, done: 0 }];

  /** Takes note that `done` photos are finished after `seconds`, and gives the pace. Both never go back. */
  at(seconds: number, done: number): number {
    // What waits for long, as a second look does, would fill the list.
    if (done > this.#marks.at(-1)!.done) this.#marks.push({ seconds, done });
    while (this.#marks.length > 2 && this.#isBehind(this.#marks[1], { seconds, done })) this.#marks.shift();
    const [first] = this.#marks;
    return (done - first.done) / Math.max(seconds - first.seconds, 1e-3);
  }

  /** Whether the window may begin at `mark`. */
  #isBehind(mark: Mark, { seconds, done }: Mark): boolean {
    return seconds - mark.seconds >= WINDOW && done - mark.done >= FEWEST;
  }
}
