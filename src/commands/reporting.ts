import { reasonOf } from "../failure.ts";
import type { ByteSink } from "../output/serial_writer.ts";
import type { EventSink } from "../output/event_sink.ts";
import {
  NoProgress,
  PlainProgress,
  type ProgressPrinter,
  TerminalProgress,
} from "../output/progress_printers.ts";
import { type Format, makeSink } from "../output/sinks.ts";
import { coloured, plain, type Styles } from "../output/styles.ts";
import type { Context } from "./context.ts";

/** What decides how a run is told. */
export interface ReportingOptions {
  quiet: boolean;
  /** By default what suits the reader. */
  format?: Format;
  debug: boolean;
}

/** How a run is told: events to stdout, and to people on stderr what they should know. */
export class Reporting {
  readonly printer: ProgressPrinter;
  /** Of lines on stderr. */
  readonly styles: Styles;
  readonly #warned = new Set<string>();

  constructor(private readonly options: ReportingOptions, private readonly context: Context) {
    const { stderr, colours } = context;
    this.styles = stderr.isTerminal && colours ? coloured : plain;
    this.printer = options.quiet
      ? new NoProgress()
      : stderr.erases
      ? new TerminalProgress(stderr.write, stderr.columns)
      : new PlainProgress(stderr.write);
  }

  /** Where events go: to stdout and, if there is one, to a file. */
  sink(file: ByteSink | null = null): EventSink {
    const { stdout, stdoutIsTerminal, colours } = this.context;
    const format = this.options.format ?? (stdoutIsTerminal ? "text" : "ndjson");
    // The same terminal shows the progress, which must not stay in the middle of a line.
    const shown: ByteSink = stdoutIsTerminal
      ? { write: (bytes) => this.printer.aside(() => stdout.write(bytes)) }
      : stdout;
    return makeSink(format, shown, file, stdoutIsTerminal && colours ? coloured : plain);
  }

  /** What goes wrong is said also to those who want no progress, but not over and over. */
  readonly warn = (message: string) => {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.printer.close();
    this.context.stderr.write(`warning: ${message}\n`);
  };

  /** Says why the run failed. */
  fail(error: unknown) {
    this.printer.close();
    const text = this.options.debug && error instanceof Error && error.stack || reasonOf(error);
    this.context.stderr.write(`facefinder: ${text}\n`);
  }
}
