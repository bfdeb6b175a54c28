import { UsageError } from "../failure.ts";

/** Why a run stops before its end. */
export type StopReason = "interrupted" | "deadline";

/** Longest time that a timer takes, in milliseconds: 2^31 - 1. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Aborted with a {@link StopReason} when the user asks to stop (`asked`), or after `left` milliseconds. */
export class Stopping {
  readonly #stop = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(asked: AbortSignal, left: number | null) {
    const stop = (reason: StopReason) => this.#stop.abort(reason);
    if (asked.aborted) stop("interrupted");
    asked.addEventListener("abort", () => stop("interrupted"));
    if (left !== null && left > LONGEST_TIMER) {
      throw new UsageError("--max-duration: expected at most 24 days.");
    }
    if (left !== null) this.#timer = setTimeout(() => stop("deadline"), left);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Why it was aborted; null when it wasn't. */
  get reason(): StopReason | null {
    return this.signal.aborted ? this.signal.reason : null;
  }

  /** Lets go of the timer. */
  close() {
    clearTimeout(this.#timer);
  }
}
