import type { EventOf, FaceFields, Unsent } from "./events.ts";
import type { EventSink } from "./event_sink.ts";
import type { SerialWriter } from "./serial_writer.ts";

const COLUMNS = [
  "path",
  "person",
  "similarity",
  "confidence",
  "x",
  "y",
  "width",
  "height",
  "error",
  "runner_up",
  "runner_up_similarity",
  "photo_width",
  "photo_height",
  "modified",
  "copied_to",
  "duplicate_of",
  "revised",
] as const;

/** Excel takes a table for UTF-8 only when it begins with this. */
const BYTE_ORDER_MARK = "\ufeff";

/**
 * A table for spreadsheets (RFC 4180): a line a face found or grouped, and one each for a photo without faces, an error, what was
 * left out, and a reference photo.
 *
 * @example A photo that was left out, and one that could not be read
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { EXAMPLE_RUN } from "./events.ts";
 * import { SerialWriter } from "./serial_writer.ts";
 *
 * let text = "";
 * const write = (bytes: Uint8Array) => {
 *   text += new TextDecoder().decode(bytes);
 *   return Promise.resolve(bytes.length);
 * };
 * const sink = new CsvSink(new SerialWriter({ write }));
 * await sink.send(EXAMPLE_RUN[0]);
 * await sink.send({ type: "skip", path: "a, b.jpg", reason: "too_large" });
 * await sink.send({ type: "error", path: "c.jpg", stage: "read", code: "io_error", message: "no", retryable: true });
 *
 * const [columns, skipped, failed] = text.split("\r\n");
 * strictEqual(columns.startsWith("path,person,similarity,"), true);
 * strictEqual(skipped, '"a, b.jpg",,,,,,,,"left out: too_large",,,,,,,,');
 * strictEqual(failed, '"c.jpg",,,,,,,,"no",,,,,,,,');
 * ```
 */
export class CsvSink implements EventSink {
  constructor(private readonly writer: SerialWriter) {}

  async send(event: Unsent): Promise<void> {
    if (event.type === "start") return await this.writer.write(BYTE_ORDER_MARK + COLUMNS.join(",") + "\r\n");
    const lines = rows(event).map((row) => COLUMNS.map((column) => cell(row[column])).join(",") + "\r\n");
    if (lines.length) await this.writer.write(lines.join(""));
  }
}

type Row = { readonly [column in (typeof COLUMNS)[number]]?: string | number | null };

function rows(event: Unsent): Row[] {
  switch (event.type) {
    case "match":
      return photoRows(event, event.faces.filter(({ person }) => person !== null));
    case "photo":
      return photoRows(event, event.faces);
    case "skip":
      return [{ path: event.path, error: `left out: ${event.reason}` }];
    case "group":
      return event.faces.map(({ path, similarity, box }) => ({
        path,
        person: event.group,
        similarity,
        ...box,
      }));
    case "error":
      return [{ path: event.path, error: event.message }];
    case "reference": {
      const messages = event.findings.map(({ message }) => message).join("; ");
      return [{ path: event.path, person: event.person, ...event.box, error: messages || null }];
    }
    default:
      return [];
  }
}

function photoRows(event: Unsent<EventOf<"match" | "photo">>, faces: readonly FaceFields[]): Row[] {
  const photo: Row = {
    path: event.path,
    photo_width: event.width,
    photo_height: event.height,
    modified: event.modified,
    copied_to: event.copied_to?.join("; "),
    duplicate_of: event.duplicate_of,
    revised: event.revised ? "yes" : null,
  };
  if (faces.length === 0) return [photo];
  return faces.map(({ person, similarity, confidence, box, runner_up }) => ({
    ...photo,
    person,
    similarity,
    confidence,
    ...box,
    runner_up: runner_up?.person,
    runner_up_similarity: runner_up?.similarity,
  }));
}

/**
 * Where a formula may begin: at the start of a cell, and after what another country's spreadsheet takes for the end of
 * one. Its first character may be a wide one of Chinese or Japanese, too.
 */
const FORMULA = /(^|[,;|\t\r\n])([^\S\t\r\n]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/** Spreadsheets refuse these, and on a terminal they could move the cursor or set its title. White space may stay. */
// deno-lint-ignore no-control-regex -- control characters are what is looked for
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;

/** Texts are always quoted: what follows a separator of another country then isn't a cell of its own. */
function cell(value: string | number | null | undefined): string {
  if (typeof value !== "string") return String(value ?? "");
  // A spreadsheet would run a text that starts like a formula.
  return `"${value.replace(CONTROL, "\uFFFD").replace(FORMULA, "$1'$2").replaceAll('"', '""')}"`;
}
