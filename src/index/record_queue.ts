import type { Meter } from "../meter.ts";
import type { Recorded } from "./record.ts";

/** Writing takes at most one part in this many of the time. */
const WRITING_SHARE = 20;
/** … but nothing waits longer than this, in milliseconds. */
const LONGEST_PAUSE = 5000;

/** A record that waits to be written. */
interface Waiting {
  record: Recorded;
  written: () => void;
}

/** What a queue works with. */
export interface QueueParts {
  /** Writes records, all or none; false when another program was writing, so that it is worth another try. */
  write: (records: readonly Recorded[]) => boolean;
  /** Milliseconds from any fixed time on. */
  now: () => number;
  /** Told of what is written. */
  meter?: Meter;
}

/** Records that are written in groups, as often as the medium allows without much waiting. */
export class RecordQueue {
  #waiting: Waiting[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastWrite = { end: -Infinity, took: 0 };

  constructor(private readonly parts: QueueParts) {}

  /** True when there is something to write. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Takes a record. Resolves once it is written, or is let go. */
  add(record: Recorded): Promise<void> {
    return new Promise((written) => {
      this.#waiting.push({ record, written });
      const { end, took } = this.#lastWrite;
      this.#writeIn(Math.min(LONGEST_PAUSE, end + took * WRITING_SHARE - this.parts.now()));
    });
  }

  /** Writes what waits. */
  write() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#waiting, { now, meter } = this.parts, began = now();
    this.#waiting = [];
    const isDone = this.parts.write(batch.map(({ record }) => record));
    const end = now();
    this.#lastWrite = { end, took: end - began };
    meter?.add("write", { ms: end - began, runs: 1, amount: batch.length });
    if (isDone) batch.forEach(({ written }) => written());
    else {
      this.#waiting = [...batch, ...this.#waiting];
      this.#writeIn(LONGEST_PAUSE);
    }
  }

  /** Lets everything go that waits. */
  letGo() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting.splice(0).forEach(({ written }) => written());
  }

  #writeIn(milliseconds: number) {
    this.#timer ??= setTimeout(() => this.write(), Math.max(0, milliseconds));
  }
}
