import { CLEAR, fitting, printable } from "./printable.ts";
import { type Progress, progressText } from "./progress.ts";

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
    this.#show(fitting(printable(progressText(progress)), this.columns() - 1));
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
    this.line(progressText(progress));
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
