import type { ByteSink } from "../../../src/output/serial_writer.ts";

/** Keeps what is written, and takes at most `most` bytes at once, as a pipe may. */
export class MemorySink implements ByteSink {
  readonly #bytes: number[] = [];
  constructor(private readonly most = Infinity) {}

  async write(bytes: Uint8Array): Promise<number> {
    // Like a real file it answers later, so that a writer that doesn't wait gets its writes mixed up.
    await Promise.resolve();
    const taken = bytes.subarray(0, this.most);
    this.#bytes.push(...taken);
    return taken.length;
  }

  get text(): string {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(this.#bytes));
  }
}
