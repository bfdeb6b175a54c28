import type { ProcessPipes } from "./process_pipes.ts";

/*
 * Messages between the program and its workers, over pipes: two little-endian 32-bit lengths, then a JSON text, then
 * bytes.
 */

/** One message. */
export interface Frame<T> {
  head: T;
  body: Uint8Array;
}

const PREFIX_BYTES = 8;
/** Bytes of JSON that no message comes near. Text that a library printed into the pipe claims to be far longer. */
const LONGEST_HEAD = 2 ** 20;

/** A frame but for its body, which is sent right after it: photos are too large to be copied for that. */
export function frameStart(head: unknown, bodyLength: number): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const bytes = new Uint8Array(PREFIX_BYTES + text.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, text.length, true);
  view.setUint32(4, bodyLength, true);
  bytes.set(text, PREFIX_BYTES);
  return bytes;
}

/** Writes answers as frames: each a message with its type, and bytes. */
export function answering<T>(pipes: Pick<ProcessPipes, "write">): (message: T, body?: Uint8Array) => void {
  return (message, body = new Uint8Array()) => {
    pipes.write(frameStart(message, body.length));
    pipes.write(body);
  };
}

/** Where frames come from that are waited for with the thread at rest. Gives null at its end. */
export interface BlockingSource {
  readSync(into: Uint8Array): number | null;
}

/** Reads a frame, blocking; null when the source has ended. */
export function readFrameSync<T>(source: BlockingSource): Frame<T> | null {
  const prefix = readSync(source, PREFIX_BYTES);
  if (!prefix) return null;
  const [head, body] = lengths(prefix).map((length) => readSync(source, length));
  return head && body ? { head: parse<T>(head), body } : null;
}

function readSync(source: BlockingSource, length: number): Uint8Array | null {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const count = source.readSync(bytes.subarray(at));
    if (count === null) return null;
    at += count;
  }
  return bytes;
}

/** Reads frames from a stream. */
export class FrameReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #left = new Uint8Array();

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** The next frame; null when the stream has ended, even in the middle of one. */
  async read<T>(): Promise<Frame<T> | null> {
    const prefix = await this.#take(PREFIX_BYTES);
    if (!prefix) return null;
    const [headLength, bodyLength] = lengths(prefix);
    const head = await this.#take(headLength);
    const body = await this.#take(bodyLength);
    return head && body ? { head: parse<T>(head), body } : null;
  }

  /** Reads no more. */
  cancel(): Promise<void> {
    return this.#reader.cancel();
  }

  async #take(length: number): Promise<Uint8Array | null> {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length;) {
      if (this.#left.length === 0) {
        const { value, done } = await this.#reader.read();
        if (done) return null;
        this.#left = value as Uint8Array<ArrayBuffer>;
      }
      const part = this.#left.subarray(0, length - at);
      bytes.set(part, at);
      at += part.length;
      this.#left = this.#left.subarray(part.length);
    }
    return bytes;
  }
}

function lengths(prefix: Uint8Array): [number, number] {
  const view = new DataView(prefix.buffer, prefix.byteOffset);
  const head = view.getUint32(0, true);
  if (head > LONGEST_HEAD) throw new Error("what came through the pipe is no frame");
  return [head, view.getUint32(4, true)];
}

function parse<T>(head: Uint8Array): T {
  return JSON.parse(new TextDecoder().decode(head));
}
