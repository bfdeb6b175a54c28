import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { join } from "node:path";
import fc from "fast-check";
import type { EventOf, Unsent } from "../../../src/output/events.ts";
import { EventStamp } from "../../../src/output/ndjson.ts";
import { openResults } from "../../../src/output/results_file.ts";
import { aMatch, everyEvent } from "./sample_events.ts";
import { makeFolder } from "./temporary_folder.ts";

const [start] = everyEvent() as Unsent<EventOf<"start">>[];
const end = (reason: EventOf<"end">["reason"]): Unsent => ({
  type: "end",
  reason,
  exit: 0,
  photos: 0,
  matches: 0,
  errors: 0,
  skipped: 0,
  seconds: 0,
});
const matchOf = (path: string) => aMatch({ path });

let runs = 0;

/** A run of the search: its `start`, matches at `paths`, and its `end` if it got to one. */
function run(search: string, paths: string[], reason?: EventOf<"end">["reason"]): string {
  const stamp = new EventStamp(`run ${runs++}`, () => new Date(0));
  const events: Unsent[] = [{ ...start, search }, ...paths.map(matchOf), ...(reason ? [end(reason)] : [])];
  return events.map((event) => JSON.stringify(stamp.stamp(event)) + "\n").join("");
}

/** Opens a file of `content` for the search `s`: which of `/0` to `/9` was told, what was cut off, and what is left. */
async function opened(content: string | Uint8Array) {
  await using folder = await makeFolder();
  const path = join(folder.path, "results.ndjson");
  await Deno.writeFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
  const { told, repaired, close } = openResults(path, "s");
  close();
  const paths = Array.from({ length: 10 }, (_, i) => `/${i}`).filter((path) => told.has(matchOf(path)));
  return { paths, repaired, left: await Deno.readTextFile(path) };
}

/** Fails unless a file of `content` is refused, and not changed by a byte. */
async function refused(content: string | Uint8Array) {
  await using folder = await makeFolder();
  const path = join(folder.path, "results.ndjson");
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  await Deno.writeFile(path, bytes);
  throws(() => openResults(path, "s").close());
  deepStrictEqual(Uint8Array.from(await Deno.readFile(path)), Uint8Array.from(bytes));
}

Deno.test("a file that isn't there is made, and nothing was told", async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, "results.ndjson"), { told, sink, close } = openResults(path, "s");
  strictEqual(told.size, 0);
  await sink.write(new TextEncoder().encode("line\n"));
  close();
  strictEqual(await Deno.readTextFile(path), "line\n");
});

Deno.test("events are appended to what is there", async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, "results.ndjson"), before = run("s", ["/0"], "done");
  await Deno.writeTextFile(path, before);
  const { sink, close } = openResults(path, "s");
  await sink.write(new TextEncoder().encode("more\n"));
  close();
  strictEqual(await Deno.readTextFile(path), before + "more\n");
});

for (const reason of ["interrupted", "deadline", "target_lost", "failed", undefined] as const) {
  Deno.test(`a run of the same search that ended as ${reason} goes on`, async () => {
    deepStrictEqual((await opened(run("s", ["/0", "/1"], reason))).paths, ["/0", "/1"]);
  });
}

Deno.test("unfinished runs of the same search tell its result together", async () => {
  const content = run("s", ["/0"], "deadline") + run("s", ["/1"]) + run("s", ["/2"], "interrupted");
  deepStrictEqual((await opened(content)).paths, ["/0", "/1", "/2"]);
});

Deno.test("a run that was finished is not gone on with", async () => {
  deepStrictEqual((await opened(run("s", ["/0"], "deadline") + run("s", ["/1"], "done"))).paths, []);
});

Deno.test("a run after one that was finished goes on alone", async () => {
  deepStrictEqual((await opened(run("s", ["/0"], "done") + run("s", ["/1"]))).paths, ["/1"]);
});

Deno.test("other searches are not gone on with, and end what came before them", async () => {
  deepStrictEqual((await opened(run("other", ["/0"]))).paths, []);
  deepStrictEqual((await opened(run("s", ["/0"]) + run("other", ["/1"]))).paths, []);
  deepStrictEqual((await opened(run("s", ["/0"]) + run("other", []) + run("s", ["/2"]))).paths, ["/2"]);
});

Deno.test("a last line that was torn anywhere is cut off, and its event is told again", async () => {
  const before = run("s", ["/0"]), [whole, last] = [before, JSON.stringify(matchOf("/1"))];
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: last.length }), async (length) => {
      const { paths, repaired, left } = await opened(whole + last.slice(0, length));
      deepStrictEqual([paths, repaired, left], [["/0"], length, whole]);
    }),
    { numRuns: 30 },
  );
});

Deno.test("a first line that was torn is cut off", async () => {
  const first = run("s", []).trimEnd();
  for (const length of [1, 9, 20, 40, first.length]) {
    const { repaired, left } = await opened(first.slice(0, length));
    deepStrictEqual([repaired, left], [length, ""]);
  }
});

Deno.test("zeros that a power cut left in place of the first line are cut off", async () => {
  const { repaired, left } = await opened("\0".repeat(700));
  deepStrictEqual([repaired, left], [700, ""]);
});

Deno.test("zeros that a power cut left in place of the last lines are cut off", async () => {
  const whole = run("s", ["/0"]);
  for (const tail of ["\0".repeat(5000), '{"type":"mat' + "\0".repeat(5000), '{"ty\0']) {
    const { paths, left } = await opened(whole + tail);
    deepStrictEqual([paths, left], [["/0"], whole]);
  }
});

Deno.test("a run goes on after a torn line was cut off", async () => {
  const torn = '{"type":"match","run":';
  await using folder = await makeFolder();
  const path = join(folder.path, "results.ndjson");
  await Deno.writeTextFile(path, run("s", ["/0"]) + torn);
  const { sink, close } = openResults(path, "s");
  await sink.write(new TextEncoder().encode(run("s", ["/1"])));
  close();
  const again = openResults(path, "s");
  again.close();
  ok(again.told.has(matchOf("/0")) && again.told.has(matchOf("/1")));
});

const SOMEBODYS: [string, string | Uint8Array][] = [
  ["a text", "Dear Ann,\nhow are you?\n"],
  ["a text without a last newline", "Dear Ann,\nhow are you?"],
  ["a line of text", "Dear Ann"],
  ["an empty line", "\n"],
  ["a table", "path,people\n/a.jpg,Ann\n"],
  ["JSON lines of others", '{"name":"x"}\n{"name":"y"}\n'],
  ["a JSON text", '{\n  "type": "match"\n}\n'],
  ["a JSON text on one line", '{"type":"FeatureCollection","features":[]}'],
  ["a JSON text on one line with a newline", '{"type":"FeatureCollection","features":[]}\n'],
  ["a photo", Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 10, 13)],
  ["a file that begins with zeros", Uint8Array.of(...new Uint8Array(600), 1, 2, 3)],
  ["events with a text after them", run("s", ["/0"]) + "Dear Ann\n"],
  ["events with a text without newline after them", run("s", ["/0"]) + "Dear Ann"],
];
for (const [name, content] of SOMEBODYS) {
  Deno.test(`${name} is refused and not changed`, () => refused(content));
}

Deno.test("any other file is refused and not changed", async () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 60 }), text = fc.string({ minLength: 1 });
  await fc.assert(
    fc.asyncProperty(fc.oneof(bytes, text), async (content) => {
      // Such a file cannot be told from a first line of ours that was torn, or never came to the medium.
      if (
        /^\0+$/.test(`${content}`) || content instanceof Uint8Array && content.every((byte) => byte === 0)
      ) return;
      if ('{"type":"start","run":"'.startsWith(`${content}`)) return;
      await refused(content);
    }),
    { numRuns: 100 },
  );
});

Deno.test("paths come through whole where characters of several bytes lie across the border of what is read", async () => {
  const name = "ä€😀", long = Array.from({ length: 40 }, (_, i) => `/${name.repeat(9000 + i)}`);
  await using folder = await makeFolder();
  const path = join(folder.path, "results.ndjson");
  for (let shift = 0; shift < 4; shift++) {
    await Deno.writeTextFile(path, run("s", [`/${"x".repeat(shift)}`, ...long]));
    const { told, close } = openResults(path, "s");
    close();
    strictEqual(told.size, long.length + 1);
    for (const path of long) ok(told.has(matchOf(path)));
  }
});

Deno.test("a torn line that is longer than what is read in one go is cut off", async () => {
  const whole = run("s", ["/0"]), torn = JSON.stringify(matchOf("/" + "é".repeat(2 ** 20)));
  const { paths, left } = await opened(whole + torn);
  deepStrictEqual([paths, left], [["/0"], whole]);
});

Deno.test("a folder cannot be opened, and neither can a file in a folder that isn't there", async () => {
  await using folder = await makeFolder();
  throws(() => openResults(folder.path, "s"));
  throws(() => openResults(join(folder.path, "no/results.ndjson"), "s"));
});
