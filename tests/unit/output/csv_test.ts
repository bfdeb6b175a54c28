import { deepStrictEqual, ok } from "node:assert";
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

Deno.test("CsvSink begins as Excel wants it, and prints lines for faces, photos without, errors, references and grouped faces", async () => {
  const text = await printed(everyEvent());
  ok(text.startsWith("\ufeffpath,person,similarity,confidence,x,y,width,height,error,"), text.slice(0, 80));
  const photo = { path: "/photos/a.jpg", photo_width: "640", photo_height: "480" };
  deepStrictEqual((await table(...everyEvent().slice(1))).map(filled), [
    {
      ...photo,
      ...{
        person: "Ann",
        similarity: "0.61",
        confidence: "0.987",
        x: "1.5",
        y: "2",
        width: "30",
        height: "40",
      },
      ...{ runner_up: "Bob", runner_up_similarity: "0.1" },
      ...{ modified: "2001-02-03T04:05:06.000Z", copied_to: "/found/Ann/a.jpg" },
    },
    photo,
    { path: "/photos/huge.png", error: "left out: too_large" },
    { path: "/photos/b.jpg", error: "gone" },
    {
      ...{ path: "/known/Ann/a.jpg", person: "Ann", x: "1", y: "2", width: "30", height: "40" },
      error: "the face is blurred; somebody else",
    },
    ...["a", "b"].map((name, i) => ({
      ...{ path: `/photos/${name}.jpg`, person: "person-001", similarity: ["0.9", "0.8"][i] },
      ...{ x: "1", y: "2", width: "30", height: "40" },
    })),
  ]);
});

Deno.test("CsvSink says that a line takes the place of earlier ones, and of which photo it is a copy", async () => {
  const [{ revised, duplicate_of }] = await table(aMatch({ revised: true, duplicate_of: "/b.jpg" }));
  deepStrictEqual([revised, duplicate_of], ["yes", "/b.jpg"]);
});

Deno.test("CsvSink leaves the strangers of a match out, and prints all faces of a photo", async () => {
  const stranger = aFace({ person: null, similarity: -0.1 }), faces = [stranger, aFace()];
  const people = async (event: Unsent) =>
    (await table(event)).map(({ person, similarity }) => [person, similarity]);
  deepStrictEqual(await people(aMatch({ faces })), [["Ann", "0.61"]]);
  deepStrictEqual(await people({ ...aMatch({ faces }), type: "photo" }), [["", "-0.1"], ["Ann", "0.61"]]);
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

Deno.test("CsvSink keeps spreadsheets from running a name as a formula, and leaves numbers alone", async () => {
  for (const name of ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "＝1", "\u3000＠1"]) {
    const [{ person, similarity }] = await table(
      aMatch({ faces: [aFace({ person: name, similarity: -0.25 })] }),
    );
    deepStrictEqual([person, similarity], [`'${name}`, "-0.25"]);
  }
  for (const name of ["\t=1", "\r=1", "/a;=1", "/a,+1", "/a\n-1", "/a\t@1", "/a|＝1", "/a; =1"]) {
    const line = await printed([aMatch({ path: name, copied_to: [name] })]);
    ok(!mayRun(line), line);
  }
  const text = fc.string({ unit: fc.constantFrom(..."=+-@＝,;|\t\n\r\u3000 'a1") });
  await fc.assert(fc.asyncProperty(text, text, async (path, person) => {
    const line = await printed([
      aMatch({ path, people: [person], faces: [aFace({ person })], copied_to: [path] }),
    ]);
    ok(!mayRun(line), JSON.stringify(line));
  }));
  ok((await printed([aMatch()])).startsWith('"/photos/a.jpg","Ann",0.61,'));
});
