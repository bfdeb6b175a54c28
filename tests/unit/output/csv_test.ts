import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { CsvSink } from "../../../src/output/csv.ts";
import type { Unsent } from "../../../src/output/events.ts";
import { SerialWriter } from "../../../src/output/ndjson.ts";
import { MemorySink } from "./memory_sink.ts";
import { aFace, aMatch, everyEvent } from "./sample_events.ts";

async function printed(events: readonly Unsent[]): Promise<string> {
  const sink = new MemorySink(), csv = new CsvSink(new SerialWriter(sink));
  for (const event of events) await csv.send(event);
  return sink.text;
}

/** Reads a table as RFC 4180 says; throws where it isn't one. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  let row: string[] = [];
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex, found = cell.exec(text);
    if (!found) throw new Error(`no table at ${JSON.stringify(text.slice(at, at + 40))}`);
    row.push(found[1]?.replaceAll('""', '"') ?? found[2]);
    if (found[3] === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

Deno.test("CsvSink prints a head, a line a face found, a line an error, a line a reference photo and a line a face grouped", async () => {
  deepStrictEqual(parse(await printed(everyEvent())), [
    ["path", "person", "similarity", "confidence", "x", "y", "width", "height", "error"],
    ["/photos/a.jpg", "Ann", "0.61", "0.987", "1.5", "2", "30", "40", ""],
    ["/photos/b.jpg", "", "", "", "", "", "", "", "gone"],
    ["/known/Ann/a.jpg", "Ann", "", "", "1", "2", "30", "40", "the face is blurred; somebody else"],
    ["/photos/a.jpg", "person-001", "0.9", "", "1", "2", "30", "40", ""],
    ["/photos/b.jpg", "person-001", "0.8", "", "1", "2", "30", "40", ""],
  ]);
});

Deno.test("CsvSink leaves the strangers of a match out, and prints all faces of a photo", async () => {
  const stranger = aFace({ person: null, similarity: -0.1 }), faces = [stranger, aFace()];
  const people = async (event: Unsent) => parse(await printed([event])).map((row) => row.slice(1, 3));
  deepStrictEqual(await people(aMatch({ faces })), [["Ann", "0.61"]]);
  deepStrictEqual(await people({ ...aMatch({ faces }), type: "photo" }), [["", "-0.1"], ["Ann", "0.61"]]);
});

Deno.test("CsvSink quotes so that any path and name can be read back", async () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('"', ",", "\r", "\n", "=", "'", " ", "a", "é") }),
  );
  await fc.assert(fc.asyncProperty(text, text, async (path, person) => {
    const [[readPath, readPerson, ...numbers], ...more] = parse(
      await printed([aMatch({ path, faces: [aFace({ person })] })]),
    );
    const original = (read: string) => read.replace(/^'(?=[=+\-@\t\r])/, "");
    // A text that begins like a guarded formula reads like one.
    strictEqual(original(readPath), original(path));
    strictEqual(original(readPerson), original(person));
    deepStrictEqual([numbers.length, more.length], [7, 0]);
  }));
});

Deno.test("CsvSink keeps spreadsheets from running a name as a formula, and leaves numbers alone", async () => {
  for (const name of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]) {
    const [[, person, similarity]] = parse(
      await printed([aMatch({ faces: [aFace({ person: name, similarity: -0.25 })] })]),
    );
    deepStrictEqual([person, similarity], [`'${name}`, "-0.25"]);
  }
  ok((await printed([aMatch()])).startsWith("/photos/a.jpg,Ann,"));
});
