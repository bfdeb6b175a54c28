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
  /** Milliseconds that it is waited for to end once it is killed. */
  patience?: number;
}

/**
 * Milliseconds after which a start is given up. Chosen: from a slow stick it takes ten seconds, and a driver may
 * compile all it has.
 */
export const LONGEST_START = 120_000;

/** The system's own time for it is milliseconds; a driver that hangs in the system's kernel may keep it for ever. */
const PATIENCE = 5000;

/** A process that frames are exchanged with over its pipes. */
export class PipedProcess {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output: FrameReader;
  readonly #patience: number;
  #alive = true;
  #sent: Promise<void> = Promise.resolve();

  constructor({ program, args, env, debug, heard, patience = PATIENCE }: ProcessCommand) {
    this.#patience = patience;
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
    this.#input.closed.catch(() => {}); // whoever waits for an answer is told
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

  /**
   * Sends a frame and reads the next one. The process is ended when that takes more than `within` ms (`late`), or when
   * `signal` is aborted; there is no frame then, nor when it ends by itself. Throws as {@link read}.
   */
  async ask<T>(
    head: unknown,
    { body, within, signal }: { body?: Uint8Array; within: number; signal?: AbortSignal },
  ): Promise<{ answer: Frame<T> | null; late: boolean }> {
    let late = false;
    const stop = () => this.stop();
    const timer = setTimeout(() => {
      late = true;
      stop();
    }, within);
    signal?.addEventListener("abort", stop);
    try {
      this.send(head, body);
      // The answer is waited for at once: a process that dies half-way through a frame answers nothing.
      const answer = await this.read<T>();
      return { answer, late };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    }
  }

  /**
   * Ends the process at once; nothing in it needs an orderly end. Resolves when it has ended, or when it can't be ended
   * within `patience` ms and is left to itself.
   */
  async stop(patience = this.#patience): Promise<void> {
    this.#alive = false;
    try {
      this.#child.kill("SIGKILL");
    } catch { /* it has ended already */ }
    // What was on its way either way is lost. A write to a process that can't be ended may never be.
    const closed = Promise.allSettled([this.#input.abort(), this.#output.cancel()]);
    await within(patience, Promise.all([this.#child.status, closed]));
  }

  /** How it ended, once it has; one that says nothing any more, but goes on, is ended. */
  async ending(): Promise<string> {
    let status = await this.#ended();
    if (status === null && this.#alive) {
      await this.stop();
      status = await this.#ended();
    }
    return status === null ? "it can't be ended" : status.signal ?? `exit code ${status.code}`;
  }

  /** Null of one that is there still. */
  #ended(): Promise<Deno.CommandStatus | null> {
    return within(this.#patience, this.#child.status);
  }
}

/** Null where it takes longer than `milliseconds`. */
function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), milliseconds);
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function listen(stream: ReadableStream<Uint8Array>, heard: (text: string) => void) {
  try {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) heard(text);
  } catch { /* the process has ended */ }
}
