import { CLEAR, fitting, printable } from "./printable.ts";
import { counted } from "./counted.ts";
import type { Tally } from "./tally.ts";

/** Tells people how far a run is. */
export interface ProgressPrinter {
  /** How often {@link update} is wanted, in milliseconds. */
  readonly interval: number;
  /** {@link update} is wanted at the beginning too: somebody is looking. */
  readonly atOnce: boolean;
  update(progress: Progress): void;
  /** Prints a line of its own. */
  line(text: string): void;
  /** Prints a line whose parts are styled, and so printable. */
  styledLine(text: string): void;
  /** Has something else printed to the same terminal. */
  aside<T>(print: () => Promise<T>): Promise<T>;
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
  /** People are sought: matches are worth a word. */
  seeks: boolean;
  errors: number;
  /** The second, thorough look: photos done and in all; null before it begins. */
  again: { done: number; total: number } | null;
  /** The part of the grouping of faces that is done, 0 to 1; null before it begins. */
  grouping: number | null;
  /** Photos a second of late. */
  rate: number;
  /** Who is on the photo that matched last; nobody at first. */
  latest: readonly string[];
  /** Seconds left; null while the total, or the pace of the second look, is unknown. */
  left: number | null;
}

/** How far `tally` is, at `rate` photos a second of late; `seeks`: people are sought. */
export function progressOf(tally: Tally, rate: number, seeks: boolean): Progress {
  const { done, found, complete, matches, errors, toLookAt, lookedAt, latest, grouping } = tally;
  const again = toLookAt > 0 ? { done: lookedAt, total: toLookAt } : null;
  const left = complete && rate > 0 && !again ? (found - done) / rate : null;
  return {
    done,
    found,
    total: complete ? found : null,
    matches,
    seeks,
    errors,
    again,
    grouping,
    rate,
    latest,
    left,
  };
}

/** For terminals: one line that is written over. `columns` gives the terminal's width. */
export class TerminalProgress implements ProgressPrinter {
  readonly interval = 500;
  readonly atOnce = true;
  /** What stands in the line; null when it is empty. */
  #shown: string | null = null;
  /** What is to stand there once others have printed; undefined while nobody does. */
  #waiting: string | null | undefined;

  constructor(private readonly write: (text: string) => void, private readonly columns: () => number) {}

  update(progress: Progress) {
    // A line that fills the last column would wrap, and could not be written over.
    this.#show(fitting(printable(toText(progress)), this.columns() - 1));
  }

  line(text: string) {
    this.styledLine(printable(text));
  }

  styledLine(text: string) {
    this.close();
    this.write(text + "\n");
  }

  async aside<T>(print: () => Promise<T>): Promise<T> {
    const shown = this.#shown;
    this.close();
    this.#waiting = shown;
    try {
      return await print();
    } finally {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      if (waiting) this.#show(waiting);
    }
  }

  close() {
    if (this.#shown !== null) this.write(CLEAR);
    this.#shown = null;
    if (this.#waiting) this.#waiting = null;
  }

  #show(text: string) {
    if (this.#waiting !== undefined) {
      this.#waiting = text;
      return;
    }
    this.write(CLEAR + text);
    this.#shown = text;
  }
}

/** For files and pipes: plain lines, once a minute. */
export class PlainProgress implements ProgressPrinter {
  readonly interval = 60_000;
  readonly atOnce = false;

  constructor(private readonly write: (text: string) => void) {}

  update(progress: Progress) {
    this.line(toText(progress));
  }

  line(text: string) {
    this.styledLine(printable(text));
  }

  styledLine(text: string) {
    this.write(text + "\n");
  }

  aside<T>(print: () => Promise<T>): Promise<T> {
    return print();
  }

  close() {}
}

/** For `--quiet`. */
export class NoProgress implements ProgressPrinter {
  readonly interval = Infinity;
  readonly atOnce = false;
  update() {}
  line() {}
  styledLine() {}
  aside<T>(print: () => Promise<T>): Promise<T> {
    return print();
  }
  close() {}
}

function toText(
  { done, total, found, matches, seeks, errors, again, grouping, rate, latest, left }: Progress,
): string {
  if (grouping !== null) return `grouping faces, ${Math.floor(100 * grouping)} %`;
  const withMatch = seeks ? [`${matches} with a match`] : [];
  if (again) return [`${again.done} of ${again.total} photos looked at thoroughly`, ...withMatch].join(", ");
  const of = `${done} of ${counted(total ?? found, "photo")}${total === null ? " so far" : ""}`;
  const parts = [of, ...withMatch];
  if (errors > 0) parts.push(counted(errors, "error"));
  parts.push(`${rate.toFixed(rate < 10 ? 1 : 0)} a second`);
  if (left !== null) parts.push(`${span(left)} left`);
  if (latest.length > 0) parts.push(`found ${latest.join(" and ")}`);
  return parts.join(", ");
}

/** Seconds in words that need no more than two units. */
export function span(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor(whole % 3600 / 60)} min`;
}
