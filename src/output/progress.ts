import { CLEAR, printable } from "./printable.ts";
import type { Tally } from "./tally.ts";

/** Tells people how far a run is. */
export interface ProgressPrinter {
  /** How often {@link update} is wanted, in milliseconds. */
  readonly interval: number;
  update(progress: Progress): void;
  /** Prints a line of its own. */
  line(text: string): void;
  /** Leaves nothing half-printed. */
  close(): void;
}

/** How far a run is. */
export interface Progress {
  done: number;
  /** Photos in all; null while the walk goes on, `found` of them so far. */
  total: number | null;
  found: number;
  matches: number;
  errors: number;
  /** The second, thorough look: photos done and in all; null before it begins. */
  again: { done: number; total: number } | null;
  /** The part of the grouping of faces that is done, 0 to 1; null before it begins. */
  grouping: number | null;
  /** Photos a second since the start. */
  rate: number;
  /** Seconds left; null while the total, or the pace of the second look, is unknown. */
  left: number | null;
}

/** How far `tally` is after `seconds`. */
export function progressOf(tally: Tally, seconds: number): Progress {
  const { done, found, complete, matches, errors, toLookAt, lookedAt, grouping } = tally;
  const rate = done / Math.max(seconds, 1e-3);
  const again = toLookAt > 0 ? { done: lookedAt, total: toLookAt } : null;
  const left = complete && rate > 0 && !again ? (found - done) / rate : null;
  return { done, found, total: complete ? found : null, matches, errors, again, grouping, rate, left };
}

/** For terminals: one line that is written over. `columns` gives the terminal's width. */
export class TerminalProgress implements ProgressPrinter {
  readonly interval = 500;
  #shown = false;

  constructor(private readonly write: (text: string) => void, private readonly columns: () => number) {}

  update(progress: Progress) {
    // A line that fills the last column would wrap, and could not be written over.
    this.write(`${CLEAR}${toText(progress).slice(0, Math.max(20, this.columns() - 1))}`);
    this.#shown = true;
  }

  line(text: string) {
    this.close();
    this.write(printable(text) + "\n");
  }

  close() {
    if (this.#shown) this.write(CLEAR);
    this.#shown = false;
  }
}

/** For files and pipes: plain lines, once a minute. */
export class PlainProgress implements ProgressPrinter {
  readonly interval = 60_000;

  constructor(private readonly write: (text: string) => void) {}

  update(progress: Progress) {
    this.line(toText(progress));
  }

  line(text: string) {
    this.write(printable(text) + "\n");
  }

  close() {}
}

/** For `--quiet`. */
export class NoProgress implements ProgressPrinter {
  readonly interval = Infinity;
  update() {}
  line() {}
  close() {}
}

function toText({ done, total, found, matches, errors, again, grouping, rate, left }: Progress): string {
  if (grouping !== null) return `grouping faces, ${Math.floor(100 * grouping)} %`;
  if (again) return `${again.done} of ${again.total} photos looked at thoroughly, ${matches} with a match`;
  const of = total === null ? `${done} of ${found} photos so far` : `${done} of ${total} photos`;
  const parts = [of, `${matches} with a match`, `${rate.toFixed(rate < 10 ? 1 : 0)} a second`];
  if (errors > 0) parts.splice(2, 0, errors === 1 ? "1 error" : `${errors} errors`);
  if (left !== null) parts.push(`${span(left)} left`);
  return parts.join(", ");
}

/** Seconds in words that need no more than two units. */
export function span(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor(whole % 3600 / 60)} min`;
}
