import { type Frame, FrameReader, frameStart } from "./frames.ts";

/** How a process of the program's own is started. */
export interface ProcessCommand {
  program: string;
  args: readonly string[];
  /** Variables beside those of the program. */
  env?: Record<string, string>;
  /** Let what it prints for developers through to stderr. */
  debug: boolean;
  /** Or told of it. */
  heard?: (text: string) => void;
}

/** A process that frames are exchanged with over its pipes. */
export class PipedProcess {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output: FrameReader;
  #alive = true;
  #sent: Promise<void> = Promise.resolve();

  constructor({ program, args, env, debug, heard }: ProcessCommand) {
    this.#child = new Deno.Command(program, {
      args: [...args],
      env,
      stdin: "piped",
      stdout: "piped",
      stderr: debug ? "inherit" : heard ? "piped" : "null",
    }).spawn();
    if (heard && !debug) listen(this.#child.stderr, heard);
    this.#input = this.#child.stdin.getWriter();
    this.#output = new FrameReader(this.#child.stdout);
    this.#child.status.then(() => this.#alive = false);
    this.#input.closed.catch(() => {}); // told where it is waited for an answer
  }

  /** False once the process has ended. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Sends a frame, after those that were sent before. A process that ends half-way through is no error here. */
  send(head: unknown, body: Uint8Array = new Uint8Array()) {
    this.#sent = this.#sent
      .then(() => this.#input.write(frameStart(head, body.length)))
      .then(() => this.#input.write(body))
      .catch(() => {});
  }

  /** The next frame; null when the process has ended. Throws when it says what is no frame. */
  read<T>(): Promise<Frame<T> | null> {
    return this.#output.read<T>();
  }

  /** Ends the process at once; nothing in it needs an orderly end. Resolves when it has ended. */
  async stop(): Promise<void> {
    this.#alive = false;
    try {
      this.#child.kill("SIGKILL");
    } catch { /* it has ended already */ }
    await this.#child.status;
    // What was on its way either way is lost.
    await Promise.allSettled([this.#input.abort(), this.#output.cancel()]);
  }

  /** How it ended, once it has. */
  async ending(): Promise<string> {
    const { code, signal } = await this.#child.status;
    return signal ?? `exit code ${code}`;
  }
}

async function listen(stream: ReadableStream<Uint8Array>, heard: (text: string) => void) {
  try {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) heard(text);
  } catch { /* the process has ended */ }
}
