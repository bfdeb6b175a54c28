import type { EventOf, Unsent } from "./events.ts";
import type { EventSink, SerialWriter } from "./ndjson.ts";
import { printable } from "./printable.ts";

/** Lines for people: one a find. */
export class TextSink implements EventSink {
  constructor(private readonly writer: SerialWriter) {}

  async send(event: Unsent): Promise<void> {
    const line = toLine(event);
    if (line !== null) await this.writer.write(printable(line) + "\n");
  }
}

function toLine(event: Unsent): string | null {
  switch (event.type) {
    case "match":
      return `${event.path}  ${names(event)}`;
    case "photo":
      return `${event.path}  ${event.faces.length === 1 ? "1 face" : `${event.faces.length} faces`}`;
    case "skip":
      return `${event.path}  left out: ${event.reason}`;
    case "error":
      return `${event.path ?? ""}  error: ${event.message}`;
    case "end":
      return `${event.matches} of ${event.photos} photos match, ${event.errors} errors, ${
        event.seconds.toFixed(1)
      } s`;
    case "start":
    case "progress":
      return null; // told on stderr
  }
}

function names(event: Unsent<EventOf<"match">>): string {
  return event.faces.filter((face) => face.person !== null)
    .map((face) => `${face.person} (${Math.round(100 * (face.confidence ?? 0))} %)`).join(", ");
}
