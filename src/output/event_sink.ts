import type { Unsent } from "./events.ts";

/** Takes events in order. The implementations differ in what they print. */
export interface EventSink {
  /** Resolves when the event is handed to the system; rejects with a `ReaderGone` when nobody reads any more. */
  send(event: Unsent): Promise<void>;
}
