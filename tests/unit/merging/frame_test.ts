import { deepStrictEqual, notStrictEqual, strictEqual, throws } from "node:assert";
import type { Event, EventOf, Unsent } from "../../../src/output/events.ts";
import { aMatch } from "../output/sample_events.ts";
import { anError, aPhoto, aRun, time } from "./a_run.ts";
import { merged } from "./merged.ts";

const ann = (fields: object = {}) => ({
  name: "Ann",
  references: 3,
  threshold: 0.4,
  warnings: [],
  ...fields,
});
const start = (events: readonly Event[]) => events[0] as EventOf<"start">;
const end = (events: readonly Event[]) => events.at(-1) as EventOf<"end">;
const match = aMatch({ path: "/1.jpg" });

Deno.test("start is the newest run's, with the roots and warnings of all, and lists the runs", () => {
  const a = aRun({
    ...{ run: "a", search: "x", version: "0.1.0", at: 9, workers: 1, roots: ["/b", "/a"], resumed: 5 },
    people: [ann({ warnings: ["blurred"] })],
    not_people: [],
  }, [match, anError()]);
  const b = aRun({
    ...{ run: "b", search: "y", version: "0.2.0", at: 0, workers: 8, roots: ["/c", "/b"], reason: null },
    people: [ann({ warnings: ["few"], references: 2 })],
    not_people: [],
  }, [match]);
  const { events } = merged(a, b),
    { workers, version, people, roots, resumed, time: when, merged: runs } = start(events);
  deepStrictEqual([workers, version, resumed, when], [8, "0.2.0", 0, time(9)]);
  deepStrictEqual(people, [ann({ warnings: ["blurred", "few"], references: 2 })]);
  deepStrictEqual(roots, ["/a", "/b", "/c"]);
  deepStrictEqual(runs, [
    {
      ...{ run: "b", search: "y", version: "0.2.0", started: time(0), reason: null },
      ...{ photos: 1, errors: 0, skipped: 0, seconds: 1 },
    },
    {
      ...{ run: "a", search: "x", version: "0.1.0", started: time(9), reason: "done" },
      ...{ photos: 1, errors: 1, skipped: 0, seconds: 3 },
    },
  ]);
});

Deno.test("the id is of the runs, and so is the search of their searches", () => {
  const texts = ["a", "b"].map((run) => aRun({ run, search: run }));
  const [ab, a] = [merged(...texts), merged(texts[0])].map(({ events }) => start(events));
  notStrictEqual(ab.run, a.run);
  notStrictEqual(ab.search, a.search);
  strictEqual(start(merged(texts[1], texts[0]).events).run, ab.run);
});

Deno.test("end counts the best run of each search: done before stopped, then the one with most photos", () => {
  const run = (run: string, search: string, reason: "done" | "interrupted", photos: number) =>
    aRun({ run, search, reason, end: { photos, skipped: photos, seconds: 1.5 } }, [match]);
  const { events } = merged(
    run("a", "s", "interrupted", 9),
    run("b", "s", "done", 5),
    run("c", "t", "done", 20),
  );
  const { reason, exit, photos, skipped, matches, errors, seconds } = end(events);
  deepStrictEqual([reason, exit, photos, skipped, matches, errors, seconds], ["done", 0, 25, 25, 1, 0, 4.5]);
});

for (
  const [reason, exit] of [["interrupted", 4], ["deadline", 4], ["target_lost", 4], ["failed", 3], [
    null,
    3,
  ]] as const
) {
  Deno.test(`a search that ended with ${reason} is missing something: exit ${exit}`, () => {
    const { events, lacks } = merged(
      aRun({ run: "a", search: "x" }, [match]),
      aRun({ run: "b", search: "y", reason }),
    );
    deepStrictEqual([end(events).reason, end(events).exit, lacks.length], [reason ?? "failed", exit, 1]);
  });
}

Deno.test("exit is as a search's where nothing is missing", () => {
  const exitOf = (fields: object, ...told: Unsent[]) => end(merged(aRun(fields, told)).events).exit;
  strictEqual(exitOf({}, match), 0);
  strictEqual(exitOf({}), 1);
  strictEqual(exitOf({}, match, anError()), 3);
  strictEqual(exitOf({ people: [], strictness: null, threshold: null }, aPhoto()), 0);
});

Deno.test("a shard that is missing or stopped is said and is no success, and comes later all the same", () => {
  const shard = (index: number, fields: object = {}) =>
    aRun({ run: `r${index}`, search: `s${index}`, shard: { index, of: 3 }, ...fields }, [
      aMatch({ path: `/${index}.jpg`, hash: `${index}` }),
    ]);
  const part = merged(shard(0), shard(2, { reason: "deadline" }));
  deepStrictEqual(part.lacks, ["shard 1/3 is missing", "shard 2/3 did not get to its end (deadline)"]);
  deepStrictEqual([end(part.events).reason, end(part.events).exit], ["failed", 3]);
  const goneOn = shard(2, { run: "again", at: 9 }), all = merged(part.text, shard(1), goneOn);
  deepStrictEqual([all.lacks, end(all.events).reason, end(all.events).exit], [[], "done", 0]);
  strictEqual(all.text, merged(shard(0), shard(1), shard(2, { reason: "deadline" }), goneOn).text);
});

Deno.test("many shards that are missing are told in a few words, however many there are", () => {
  const lacks = (of: number, ...indexes: number[]) =>
    merged(...indexes.map((index) => {
      return aRun({ run: `r${index}`, search: `s${index}`, shard: { index, of } }, [match]);
    })).lacks;
  deepStrictEqual(lacks(3, 1), ["shards 0, 2 of 3 are missing"]);
  deepStrictEqual(lacks(1_000_000, 1, 7, 8), ["shards 0, 2-6, 9-999999 of 1000000 are missing"]);
  const even = Array.from({ length: 30 }, (_, i) => 2 * i);
  strictEqual(lacks(60, ...even)[0].length < 150, true);
  strictEqual(lacks(60, ...even)[0].startsWith("shards 1, 3, 5,"), true);
});

Deno.test("where one of two collections in as many shards lacks one, that is said, but may be right", () => {
  const shard = (search: string, index: number) =>
    aRun({ run: `${search}${index}`, search: `${search}${index}`, shard: { index, of: 2 } }, [match]);
  const { doubts, lacks } = merged(shard("a", 0), shard("a", 1), shard("b", 1));
  deepStrictEqual([doubts, lacks], [["shard 0/2 was searched once, another 2 times"], []]);
});

Deno.test("runs that ask for others, or with another strictness, are refused with both files named", () => {
  const of = (fields: object) => aRun({ run: JSON.stringify(fields), ...fields });
  const refused = (fields: object, expected: RegExp) => throws(() => merged(of({}), of(fields)), expected);
  refused(
    { people: [{ ...ann(), name: "Bob" }] },
    /^DifferentQuestions: 0\.ndjson and 1\.ndjson .*seeks Ann, the second Bob/,
  );
  refused({ not_people: [] }, /doesn't want \(--not\) Amy, the second nobody/);
  refused({ strictness: "strict" }, /strictness normal, the second strict/);
  refused({ strictness: null, threshold: 0.5 }, /strictness normal, the second a threshold of 0\.5/);
  throws(
    () => merged(of({ strictness: null, threshold: 0.4 }), of({ strictness: null, threshold: 0.5 })),
    /threshold of 0\.4, the second of 0\.5/,
  );
  // Thresholds of a strictness are the models'.
  merged(of({}), of({ people: [ann({ threshold: 0.5 })], threshold: 0.5 }));
});
