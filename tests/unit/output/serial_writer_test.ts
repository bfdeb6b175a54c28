import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import fc from "fast-check";
import { ReaderGone, SerialWriter } from "../../../src/output/serial_writer.ts";
import { MemorySink } from "./memory_sink.ts";

Deno.test("SerialWriter writes whole and in order when the sink takes few bytes at once", async () => {
  const texts = fc.array(fc.string({ unit: "grapheme" })), most = fc.integer({ min: 1, max: 5 });
  await fc.assert(fc.asyncProperty(texts, most, async (lines, bytes) => {
    const sink = new MemorySink(bytes), writer = new SerialWriter(sink);
    await Promise.all(lines.map((line) => writer.write(line)));
    strictEqual(sink.text, lines.join(""));
  }));
});

Deno.test("SerialWriter resolves once its own text is written, not later ones", async () => {
  const sink = new MemorySink(1), writer = new SerialWriter(sink);
  const first = writer.write("abc"), second = writer.write("def");
  await first;
  strictEqual(sink.text.slice(0, 3), "abc");
  await second;
  strictEqual(sink.text, "abcdef");
});

Deno.test("SerialWriter says that the reader is gone, also of what was still to be written", async () => {
  const writer = new SerialWriter({ write: () => Promise.reject(new Deno.errors.BrokenPipe("gone")) });
  const outcomes = await Promise.allSettled(["a", "b"].map((text) => writer.write(text)));
  deepStrictEqual(outcomes.map(({ status }) => status), ["rejected", "rejected"]);
  await rejects(writer.write("c"), ReaderGone);
});

Deno.test("SerialWriter passes other failures on as they are", async () => {
  const full = new Error("no space left");
  await rejects(new SerialWriter({ write: () => Promise.reject(full) }).write("a"), full);
});
