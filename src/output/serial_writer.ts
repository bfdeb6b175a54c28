/** The program that read our output has ended: no error, but a reason to stop. */
export class ReaderGone extends Error {
  override readonly name = "ReaderGone";
}

/** Where bytes go, such as `Deno.stdout`. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<number>;
}

/** Writes texts whole and one after the other, to each of the sinks. */
export class SerialWriter {
  #last: Promise<void> = Promise.resolve();
  readonly #sinks: readonly ByteSink[];

  constructor(...sinks: readonly ByteSink[]) {
    this.#sinks = sinks;
  }

  /** Rejects with {@link ReaderGone} on a closed pipe. */
  write(text: string): Promise<void> {
    return this.#last = this.#last.then(() => this.#writeAll(new TextEncoder().encode(text)));
  }

  async #writeAll(bytes: Uint8Array) {
    try {
      for (const sink of this.#sinks) {
        for (let at = 0; at < bytes.length;) at += await sink.write(bytes.subarray(at));
      }
    } catch (error) {
      throw error instanceof Deno.errors.BrokenPipe ? new ReaderGone() : error;
    }
  }
}
