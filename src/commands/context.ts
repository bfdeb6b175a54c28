import type { ByteSink } from "../output/ndjson.ts";

/** What a command is given of the world. */
export interface Context {
  stdout: ByteSink;
  stdoutIsTerminal: boolean;
  stdin: ReadableStream<Uint8Array>;
  /** For people. */
  stderr: { write: (text: string) => void; isTerminal: boolean; columns: () => number };
  /** Aborted when the user or the system asks the program to stop. */
  signal: AbortSignal;
  /** Has `clearUp` called, if the user will not even wait for the photos in hand; it must not wait for anything. */
  onAbandon: (clearUp: () => void) => void;
  /** Path of the program, to find the folder that it may write to. */
  executable: string;
}
