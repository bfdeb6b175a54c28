import { deepStrictEqual, strictEqual, throws } from "node:assert";
import type { Unsent } from "../../../src/output/events.ts";
import { aGroup, aMatch, everyEvent } from "../output/sample_events.ts";
import { aRun } from "./a_run.ts";
import { merged } from "./merged.ts";

const match = aMatch({ path: "/1.jpg" });
const whole = aRun({}, [match]), lines = whole.split(/(?<=\n)/);

Deno.test("a last line that a crash has torn is left out and said, and one that only lacks its end is taken", () => {
  for (const tail of ['{"type":"ma', "\0\0\0", lines[1].slice(0, -20)]) {
    const { events, oddities } = merged(lines[0] + tail);
    strictEqual(events.length, 2);
    deepStrictEqual(oddities, [`0.ndjson: left out a torn last line of ${tail.length} bytes`]);
  }
  const { text, oddities } = merged(whole.trimEnd());
  deepStrictEqual([text, oddities], [merged(whole).text, []]);
});

Deno.test("a file of a run that had told nothing yet is left out and said", () => {
  for (const begun of ["", lines[0].slice(0, 40), "\0\0\0"]) {
    const { text, oddities } = merged(whole, begun);
    deepStrictEqual([text, oddities], [merged(whole).text, [
      "1.ndjson: left out, for it holds no event yet",
    ]]);
  }
});

const EXPECTED = String.raw`Expected the events of scan, faces or index search, as --output writes them\.$`;

Deno.test("what is no event is refused with file, line and what was expected", () => {
  const refused = (told: string, ...files: string[]) => throws(() => merged(...files), new RegExp(told));
  refused(
    String.raw`1\.ndjson, line 2: .*no event of facefinder: hello\. ${EXPECTED}`,
    whole,
    lines[0] + "hello\n",
  );
  refused(
    String.raw`0\.ndjson, line 2: is no event .*but nearly: \{"type":"match".*\. ${EXPECTED}`,
    lines[0] + '{"type":"match","run":"run-a"}\n',
  );
  refused(
    String.raw`0\.ndjson: its last line has no end, and is no event of facefinder\. ${EXPECTED}`,
    lines[0] + "hello",
  );
  refused(
    String
      .raw`0\.ndjson, line 1: tells of the run run-a, whose start is missing before it: give its file from`,
    lines[1],
  );
  refused(
    String.raw`0\.ndjson, line 1: its schema is 2, expected 1`,
    whole.replace('"schema":1', '"schema":2'),
  );
});

Deno.test("merged results that name no run are refused, with what was expected", () => {
  const text = merged(whole).text.replace(/"merged":\[.*?\](?=[,}])/, '"merged":[]');
  throws(
    () => merged(text),
    /0\.ndjson, line 1: these are merged results of no run\. Expected .*merge writes/,
  );
});

Deno.test("results of people and known are refused", () => {
  const nobody = { people: [], not_people: [], strictness: null, threshold: null };
  throws(
    () => merged(aRun(nobody, [aGroup()])),
    /line 2: these are results of people, which can't be merged/,
  );
  throws(() => merged(aRun({ ...nobody, end: { groups: 0, grouped: 0, alone: 0 } })), /results of people/);
  for (const type of ["reference", "person"]) {
    const event = everyEvent().find((event) => event.type === type) as Unsent;
    throws(() => merged(aRun(nobody, [event])), /line 2: these are results of known, which can't be merged/);
  }
});

Deno.test("merged results that were cut off are refused, for nobody could say what they lack", () => {
  const { text } = merged(whole), part = text.split(/(?<=\n)/).slice(0, -1).join("");
  throws(() => merged(part), /0\.ndjson: these merged results have no end/);
});

Deno.test("merged results must name the runs that found what they tell", () => {
  const { text } = merged(whole);
  throws(
    () => merged(text.replace('"found_by":"run-a"', '"found_by":"run-z"')),
    /found_by is run-z, expected one of/,
  );
});

Deno.test("a run that was stopped before it knew whom to seek is left out", () => {
  const begun = aRun({
    run: "b",
    people: [],
    not_people: [],
    strictness: null,
    threshold: null,
    reason: "interrupted",
  });
  const { text, oddities } = merged(begun, whole);
  strictEqual(text, merged(whole).text);
  deepStrictEqual(oddities, ["0.ndjson: left out run b, which hadn't begun to search"]);
});

Deno.test("two runs with one id are refused", () => {
  throws(
    () => merged(whole, aRun({ at: 9 }, [match])),
    /1\.ndjson, line 2: two runs have the same id, run-a: .*\. Expected results as they were written/,
  );
});

Deno.test("several runs in one file are read as if each had its own", () => {
  const other = aRun({ run: "b", at: 9 }, [aMatch({ path: "/2.jpg" })]);
  strictEqual(merged(whole + other).text, merged(other, whole).text);
});
