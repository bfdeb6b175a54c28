import type { EventOf } from "../output/events.ts";

/** Why a run stops before its end. */
export type StopReason = Extract<EventOf<"end">["reason"], "interrupted" | "deadline">;

/** A computer that sleeps stops its timers, but not its clock: it is looked at so often, in milliseconds. */
const LOOK_AT_CLOCK = 30_000;

/** Aborted with a {@link StopReason} when the user asks to stop (`asked`), or after `left` milliseconds. */
export class Stopping {
  readonly #stop = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(asked: AbortSignal, left: number | null) {
    const interrupt = () => this.#abort("interrupted");
    if (asked.aborted) interrupt();
    asked.addEventListener("abort", interrupt);
    if (left !== null) this.#waitFor(Date.now() + left);
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

  #waitFor(deadline: number) {
    const left = deadline - Date.now();
    if (left <= 0) return this.#abort("deadline");
    this.#timer = setTimeout(() => this.#waitFor(deadline), Math.min(left, LOOK_AT_CLOCK));
  }

  #abort(reason: StopReason) {
    this.#stop.abort(reason);
  }
}
