import { CsvSink } from "./csv.ts";
import type { Unsent } from "./events.ts";
import { type ByteSink, ReaderGone, SerialWriter } from "./serial_writer.ts";
import type { EventSink } from "./event_sink.ts";
import { EventStamp, NdjsonSink } from "./ndjson.ts";
import { plain, type Styles } from "./styles.ts";
import { TextSink } from "./text.ts";

/** The forms that events are printed in. */
export const FORMATS = ["ndjson", "text", "csv"] as const;
export type Format = (typeof FORMATS)[number];

/** Events to stdout in `format`, a text in `styles`, and, as NDJSON, to `file` if there is one. */
export function makeSink(
  format: Format,
  stdout: ByteSink,
  file: ByteSink | null,
  styles: Styles = plain,
): EventSink {
  const stamp = new EventStamp(crypto.randomUUID(), () => new Date());
  if (!file) return formatted(format, new SerialWriter(stdout), stamp, styles);
  if (format === "ndjson") {
    // The same lines, to the last bit; first to the file, which is what a later run goes by.
    return new NdjsonSink(new SerialWriter(file, new MayGo(stdout)), stamp);
  }
  const toFile = new NdjsonSink(new SerialWriter(file), stamp);
  const toStdout = formatted(format, new SerialWriter(new MayGo(stdout)), stamp, styles);
  return {
    async send(event: Unsent) {
      await toFile.send(event);
      await toStdout.send(event);
    },
  };
}

function formatted(format: Format, writer: SerialWriter, stamp: EventStamp, styles: Styles): EventSink {
  switch (format) {
    case "ndjson":
      return new NdjsonSink(writer, stamp);
    case "text":
      return new TextSink(writer, styles);
    case "csv":
      return new CsvSink(writer);
  }
}

/** A reader who may go away while somebody else still listens. */
class MayGo implements ByteSink {
  #gone = false;
  constructor(private readonly sink: ByteSink) {}

  async write(bytes: Uint8Array): Promise<number> {
    if (this.#gone) return bytes.length;
    try {
      return await this.sink.write(bytes);
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe) && !(error instanceof ReaderGone)) throw error;
      this.#gone = true;
      return bytes.length;
    }
  }
}
