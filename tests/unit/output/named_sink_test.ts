import { rejects, strictEqual } from "node:assert";
import { namedSink } from "../../../src/output/named_sink.ts";
import type { ByteSink } from "../../../src/output/serial_writer.ts";
import { MemorySink } from "./memory_sink.ts";

const bytes = new TextEncoder().encode("text");
const failing = (error: Error): ByteSink => ({ write: () => Promise.reject(error) });
const coded = (code: string) => Object.assign(new Error("os error"), { code });

Deno.test("a sink with a name passes on what it is given, as much at a time as is taken", async () => {
  const sink = new MemorySink(3);
  strictEqual(await namedSink(sink, "standard output", "free some").write(bytes), 3);
  strictEqual(sink.text, "tex");
});

Deno.test("a sink that can't be written is named, and where it is full, what helps", async () => {
  const failed = (code: string) =>
    namedSink(failing(coded(code)), "--output a.ndjson", "free some").write(bytes);
  await rejects(failed("ENOSPC"), { message: "--output a.ndjson: no room is left there: free some" });
  await rejects(failed("EIO"), {
    message: "--output a.ndjson: the medium failed: it may be damaged, or loose",
  });
});

Deno.test("that nobody reads any more is said as it is", async () => {
  const sink = namedSink(failing(new Deno.errors.BrokenPipe("gone")), "standard output", "free some");
  await rejects(sink.write(bytes), Deno.errors.BrokenPipe);
});
