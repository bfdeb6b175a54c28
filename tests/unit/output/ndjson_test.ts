import { deepStrictEqual, strictEqual } from "node:assert";
import { EventStamp, NdjsonSink } from "../../../src/output/ndjson.ts";
import { SerialWriter } from "../../../src/output/serial_writer.ts";
import { MemorySink } from "./memory_sink.ts";
import { everyEvent } from "./sample_events.ts";

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
