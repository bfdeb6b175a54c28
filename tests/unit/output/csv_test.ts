import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { CsvSink } from "../../../src/output/csv.ts";
import type { Unsent } from "../../../src/output/events.ts";
import { SerialWriter } from "../../../src/output/serial_writer.ts";
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

/** The cells of rows by their column. */
async function table(...events: Unsent[]): Promise<Record<string, string>[]> {
  const [[start]] = [everyEvent()], [columns, ...rows] = parse((await printed([start, ...events])).slice(1));
  return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]] as const)));
}

/** Without the empty cells. */
const filled = (row: Record<string, string>) =>
  Object.fromEntries(Object.entries(row).filter(([, text]) => text));

/** The sample event of a type. */
const sample = (type: Unsent["type"]) => everyEvent().find((event) => event.type === type)!;

/** The filled cells of a sample event's rows. */
const sampled = async (type: Unsent["type"]) => (await table(sample(type))).map(filled);

/** The cells of the sample faces' boxes that have whole numbers. */
const BOX = { x: "1", y: "2", width: "30", height: "40" };

Deno.test("CsvSink begins as Excel wants it, and names the columns", async () => {
  const text = await printed([sample("start")]);
  ok(text.startsWith("\ufeffpath,person,similarity,confidence,x,y,width,height,error,"), text.slice(0, 80));
});

Deno.test("CsvSink prints a line for a face, with the photo's fields and who comes second", async () => {
  deepStrictEqual((await table(aMatch({ copied_to: ["/found/Ann/a.jpg"] }))).map(filled), [{
    path: "/photos/a.jpg",
    ...{
      person: "Ann",
      similarity: "0.61",
      confidence: "0.987",
      x: "1.5",
      y: "2",
      width: "30",
      height: "40",
    },
    ...{ runner_up: "Bob", runner_up_similarity: "0.1", photo_width: "640", photo_height: "480" },
    ...{ modified: "2001-02-03T04:05:06.000Z", copied_to: "/found/Ann/a.jpg" },
  }]);
});

Deno.test("CsvSink prints one line for a photo without faces", async () => {
  deepStrictEqual(await sampled("photo"), [
    { path: "/photos/a.jpg", photo_width: "640", photo_height: "480" },
  ]);
});

Deno.test("CsvSink says of a file that was left out why", async () => {
  deepStrictEqual(await sampled("skip"), [{ path: "/photos/huge.png", error: "left out: too_large" }]);
});

Deno.test("CsvSink says of an error what happened", async () => {
  deepStrictEqual(await sampled("error"), [{ path: "/photos/b.jpg", error: "gone" }]);
});

Deno.test("CsvSink prints one line for a reference photo, with all that was found about it", async () => {
  deepStrictEqual(await sampled("reference"), [
    { path: "/known/Ann/a.jpg", person: "Ann", ...BOX, error: "the face is blurred; somebody else" },
  ]);
});

Deno.test("CsvSink prints a line for each face of a group, with the group's name", async () => {
  deepStrictEqual(await sampled("group"), [
    { path: "/photos/a.jpg", person: "person-001", similarity: "0.9", ...BOX },
    { path: "/photos/b.jpg", person: "person-001", similarity: "0.8", ...BOX },
  ]);
});

for (const type of ["progress", "end", "person"] as const) {
  Deno.test(`CsvSink prints nothing for an event of type ${type}`, async () => {
    deepStrictEqual(await sampled(type), []);
  });
}

Deno.test("CsvSink says that a line takes the place of earlier ones", async () => {
  const [{ revised }] = await table(aMatch({ revised: true }));
  strictEqual(revised, "yes");
});

Deno.test("CsvSink says of which photo one is a copy", async () => {
  const [{ duplicate_of }] = await table(aMatch({ duplicate_of: "/b.jpg" }));
  strictEqual(duplicate_of, "/b.jpg");
});

const withStranger = aMatch({ faces: [aFace({ person: null, similarity: -0.1 }), aFace()] });
const people = async (event: Unsent) =>
  (await table(event)).map(({ person, similarity }) => [person, similarity]);

Deno.test("CsvSink leaves the strangers of a match out", async () => {
  deepStrictEqual(await people(withStranger), [["Ann", "0.61"]]);
});

Deno.test("CsvSink prints all faces of a photo", async () => {
  deepStrictEqual(await people({ ...withStranger, type: "photo" }), [["", "-0.1"], ["Ann", "0.61"]]);
});

Deno.test("CsvSink quotes so that any path and name can be read back", async () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: fc.constantFrom(..."\",;|\r\n\t=+-@'\u3000 aé") }),
  );
  await fc.assert(fc.asyncProperty(text, text, async (path, person) => {
    const [row, ...more] = await table(aMatch({ path, faces: [aFace({ person })] }));
    // A guard is all that may be added.
    const bare = (text: string) => text.replaceAll("'", "");
    deepStrictEqual([bare(row.path), bare(row.person)], [bare(path), bare(person)]);
    deepStrictEqual([row.similarity, more.length], ["0.61", 0]);
  }));
});

Deno.test("CsvSink replaces control characters, which could move a terminal's cursor, but for white space", async () => {
  const [{ path, person }] = await table(
    aMatch({ path: "/a\x1b[2J\x07\x9b1m\x00.jpg", faces: [aFace({ person: "A\nn\tn" })] }),
  );
  deepStrictEqual([path, person], ["/a\uFFFD[2J\uFFFD\uFFFD1m\uFFFD.jpg", "A\nn\tn"]);
});

/** Whether a spreadsheet may take a part of a line for a formula, whatever it takes for the end of a cell. */
const mayRun = (line: string) =>
  line.split(/[,;|\t\r\n]/).some((cell) => /^"*\s*"*[=+\-@＝＋－＠]/.test(cell) && !/^-?[\d.]+$/.test(cell));

Deno.test("CsvSink keeps spreadsheets from running a name as a formula", async () => {
  for (const name of ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "＝1", "\u3000＠1"]) {
    const [{ person }] = await table(aMatch({ faces: [aFace({ person: name })] }));
    strictEqual(person, `'${name}`);
  }
});

Deno.test("CsvSink leaves numbers below 0 alone", async () => {
  const [{ similarity }] = await table(aMatch({ faces: [aFace({ similarity: -0.25 })] }));
  strictEqual(similarity, "-0.25");
});

Deno.test("CsvSink keeps spreadsheets of other countries, which end cells elsewhere, from running formulas", async () => {
  for (const name of ["\t=1", "\r=1", "/a;=1", "/a,+1", "/a\n-1", "/a\t@1", "/a|＝1", "/a; =1"]) {
    const line = await printed([aMatch({ path: name, copied_to: [name] })]);
    ok(!mayRun(line), line);
  }
});

Deno.test("CsvSink prints no line that any spreadsheet may run, whatever the names", async () => {
  const text = fc.string({ unit: fc.constantFrom(..."=+-@＝,;|\t\n\r\u3000 'a1") });
  await fc.assert(fc.asyncProperty(text, text, async (path, person) => {
    const line = await printed([
      aMatch({ path, people: [person], faces: [aFace({ person })], copied_to: [path] }),
    ]);
    ok(!mayRun(line), JSON.stringify(line));
  }));
});

Deno.test("CsvSink quotes texts and not numbers", async () => {
  ok((await printed([aMatch()])).startsWith('"/photos/a.jpg","Ann",0.61,'));
});
