import type { ByteSink } from "../output/serial_writer.ts";

/** What a command is given of the world. */
export interface Context {
  stdout: ByteSink;
  stdoutIsTerminal: boolean;
  stdin: ReadableStream<Uint8Array>;
  /** Asks for a line that isn't shown while it is typed; null when there is no terminal. Throws when it is interrupted. */
  ask: ((question: string) => Promise<string>) | null;
  /** Colours are wanted on terminals. */
  colours: boolean;
  /** For people. */
  stderr: {
    write: (text: string) => void;
    isTerminal: boolean;
    /** It is a terminal on which a line can be written over. */
    erases: boolean;
    columns: () => number;
  };
  /** Aborted when the user or the system asks the program to stop. */
  signal: AbortSignal;
  /** Has `clearUp` called, if the user will not even wait for the photos in hand; it must not wait for anything. */
  onAbandon: (clearUp: () => void) => void;
  /** Paths are written as on Windows. */
  isWindows: boolean;
  /** Path of the program, to find the folder that it may write to. */
  executable: string;
}
