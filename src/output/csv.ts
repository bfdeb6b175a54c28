import type { Unsent } from "./events.ts";
import type { EventSink, SerialWriter } from "./ndjson.ts";

const COLUMNS = ["path", "person", "similarity", "confidence", "x", "y", "width", "height", "error"] as const;

/** A table for spreadsheets (RFC 4180): a line a face found or grouped, a line a reference photo and a line an error. */
export class CsvSink implements EventSink {
  constructor(private readonly writer: SerialWriter) {}

  async send(event: Unsent): Promise<void> {
    const lines = rows(event).map((row) => row.map(quote).join(",") + "\r\n");
    if (lines.length) await this.writer.write(lines.join(""));
  }
}

type Cell = string | number | null;

function rows(event: Unsent): Cell[][] {
  switch (event.type) {
    case "start":
      return [[...COLUMNS]];
    case "match":
    case "photo": {
      const faces = event.type === "match" ? event.faces.filter((face) => face.person !== null) : event.faces;
      return faces.map((
        { person, similarity, confidence, box },
      ) => [event.path, person, similarity, confidence, box.x, box.y, box.width, box.height, null]);
    }
    case "group":
      return event.faces.map(({ path, similarity, box: { x, y, width, height } }) => [
        path,
        event.group,
        similarity,
        null,
        x,
        y,
        width,
        height,
        null,
      ]);
    case "error":
      return [[event.path ?? null, null, null, null, null, null, null, null, event.message]];
    case "reference": {
      const { x, y, width, height } = event.box ?? { x: null, y: null, width: null, height: null };
      const messages = event.findings.map(({ message }) => message).join("; ");
      return [[event.path, event.person, null, null, x, y, width, height, messages || null]];
    }
    default:
      return [];
  }
}

function quote(cell: Cell): string {
  const text = cell === null ? "" : String(cell);
  // A spreadsheet would run a text that starts like a formula.
  const safe = typeof cell === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
