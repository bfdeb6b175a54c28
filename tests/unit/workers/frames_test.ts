import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert";
import fc from "fast-check";
import { FrameReader, frameStart, readFrameSync } from "../../../src/workers/frames.ts";

const frames = fc.array(
  fc.record({ head: fc.jsonValue({ maxDepth: 1 }), body: fc.uint8Array({ maxLength: 40 }) }),
  { maxLength: 5 },
);
/** Sizes of the pieces that the bytes come in, used over and over. */
const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 });

function bytesOf(frames: { head: unknown; body: Uint8Array }[]): Uint8Array<ArrayBuffer> {
  const parts = frames.flatMap(({ head, body }) => [frameStart(head, body.length), body]);
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function* chopped(bytes: Uint8Array<ArrayBuffer>, sizes: number[]) {
  for (let at = 0, i = 0; at < bytes.length; at += sizes[i++ % sizes.length]) {
    yield bytes.subarray(at, at + sizes[i % sizes.length]);
  }
}

/** A pipe that gives `bytes` in pieces. */
function pipe(bytes: Uint8Array<ArrayBuffer>, sizes: number[]) {
  const pieces = chopped(bytes, sizes);
  let left = new Uint8Array();
  return {
    readSync(into: Uint8Array): number | null {
      if (left.length === 0) {
        const next = pieces.next();
        if (next.done) return null;
        left = next.value;
      }
      const part = left.subarray(0, into.length);
      into.set(part);
      left = left.subarray(part.length);
      return part.length;
    },
  };
}

function streamOf(bytes: Uint8Array<ArrayBuffer>, sizes: number[]) {
  return new FrameReader(ReadableStream.from(chopped(bytes, sizes)));
}

/** What JSON makes of a value: it knows no -0. */
const asSent = <T>(value: T): T => JSON.parse(JSON.stringify(value));

Deno.test("frames come back however the bytes are chopped", async () => {
  await fc.assert(fc.asyncProperty(frames, sizes, async (frames, sizes) => {
    const sent = bytesOf(frames), blocking = pipe(sent, sizes), reader = streamOf(sent, sizes);
    for (const { head, body } of frames) {
      deepStrictEqual(readFrameSync(blocking), { head: asSent(head), body });
      deepStrictEqual(await reader.read(), { head: asSent(head), body });
    }
    strictEqual(readFrameSync(blocking), null);
    strictEqual(await reader.read(), null);
  }));
});

Deno.test("a stream that ends in the middle of a frame gives null", async () => {
  const frame = fc.record({ head: fc.jsonValue({ maxDepth: 1 }), body: fc.uint8Array({ maxLength: 40 }) });
  await fc.assert(fc.asyncProperty(frame, sizes, fc.nat(), async (frame, sizes, cut) => {
    const sent = bytesOf([frame]), part = sent.subarray(0, cut % sent.length);
    strictEqual(readFrameSync(pipe(part, sizes)), null);
    const reader = streamOf(part, sizes);
    strictEqual(await reader.read(), null);
    strictEqual(await reader.read(), null);
  }));
});

Deno.test("a frame whose head is no JSON is an error", async () => {
  const bytes = Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7b);
  throws(() => readFrameSync(pipe(bytes, [3])), SyntaxError);
  await rejects(streamOf(bytes, [3]).read(), SyntaxError);
});

Deno.test("what is no frame is an error at once, not something that is waited for", async () => {
  const text = new TextEncoder().encode("something was printed here");
  throws(() => readFrameSync(pipe(text, [30])), /no frame/);
  const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({ start: (stream) => stream.enqueue(text) });
  const reader = new FrameReader(endless);
  await rejects(reader.read(), /no frame/);
  await reader.cancel();
});
