import type { Context } from "../../../src/commands/context.ts";

/** What a command is given of the world, and what it says there. */
export interface TestContext extends Context {
  /** What was written so far. */
  readonly said: { stdout: string; stderr: string };
}

/** A world in which nobody listens and nobody stops anything, but for `fields`. */
export function makeContext(fields: Partial<Context> = {}): TestContext {
  const said = { stdout: "", stderr: "" };
  return {
    said,
    stdout: {
      write(bytes) {
        said.stdout += new TextDecoder().decode(bytes);
        return Promise.resolve(bytes.length);
      },
    },
    stdoutIsTerminal: false,
    colours: false,
    stdin: new ReadableStream(),
    ask: null,
    stderr: {
      write: (text) => {
        said.stderr += text;
      },
      isTerminal: false,
      erases: false,
      columns: () => 80,
    },
    signal: new AbortController().signal,
    onAbandon: () => {},
    isWindows: false,
    executable: "/nowhere/facefinder",
    ...fields,
  };
}
