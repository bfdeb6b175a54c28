import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import fc from "fast-check";
import { EventStamp, NdjsonSink, ReaderGone, SerialWriter } from "../../../src/output/ndjson.ts";
import { MemorySink } from "./memory_sink.ts";
import { everyEvent } from "./sample_events.ts";

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

Deno.test("EventStamp counts from 0 and puts type, run, seq and time first", () => {
  let now = 0;
  const stamp = new EventStamp("id", () => new Date(now++ * 1000));
  const [first, second] = [0, 1].map(() => stamp.stamp({ type: "skip", path: "/a", reason: "hidden" }));
  strictEqual(
    JSON.stringify(first),
    `{"type":"skip","run":"id","seq":0,"time":"1970-01-01T00:00:00.000Z","path":"/a","reason":"hidden"}`,
  );
  deepStrictEqual([second.seq, second.time], [1, "1970-01-01T00:00:01.000Z"]);
});

Deno.test("NdjsonSink prints one object a line, in the order of their numbers, whatever is in them", async () => {
  const sink = new MemorySink(7),
    ndjson = new NdjsonSink(new SerialWriter(sink), new EventStamp("id", () => new Date(0)));
  const events = [...everyEvent(), { type: "skip" as const, path: '/a\n\r\u2028\0"b', reason: "hidden" }];
  await Promise.all(events.map((event) => ndjson.send(event)));
  const lines = sink.text.split("\n");
  strictEqual(lines.pop(), "");
  deepStrictEqual(
    lines.map((line) => JSON.parse(line)),
    events.map((event, seq) => ({ ...event, run: "id", seq, time: "1970-01-01T00:00:00.000Z" })),
  );
});
