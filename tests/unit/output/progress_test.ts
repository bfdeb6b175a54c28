import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { progressOf, progressText, span } from "../../../src/output/progress.ts";
import { Pace } from "../../../src/output/pace.ts";
import { newTally } from "../../../src/output/tally.ts";

const SPANS: [number, string][] = [
  [0, "0 s"],
  [59.4, "59 s"],
  [59.6, "1 min 0 s"],
  [61, "1 min 1 s"],
  [3599.4, "59 min 59 s"],
  [3599.6, "1 h 0 min"],
  [86_399, "23 h 59 min"],
  [360_000, "100 h 0 min"],
];
for (const [seconds, text] of SPANS) {
  Deno.test(`span of ${seconds} seconds is ${text}`, () => strictEqual(span(seconds), text));
}

Deno.test("span never gives sixty of a unit that has sixty", () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), (seconds) => {
    match(span(seconds), /^(\d|[1-5]\d) s$|^(\d|[1-5]\d) min (\d|[1-5]\d) s$|^\d+ h (\d|[1-5]\d) min$/);
  }));
});

Deno.test("progress knows no total and no time left before the walk has ended", () => {
  const progress = progressOf({ ...newTally(), done: 10, found: 30 }, 2, true);
  deepStrictEqual(progress, {
    done: 10,
    found: 30,
    total: null,
    matches: 0,
    seeks: true,
    errors: 0,
    again: null,
    grouping: null,
    rate: 2,
    latest: [],
    left: null,
  });
});

Deno.test("before the first photo is met, or done, no numbers are told that say nothing", () => {
  const begun = newTally();
  strictEqual(progressText(progressOf(begun, 0, true)), "looking for photos");
  strictEqual(progressText(progressOf({ ...begun, found: 3 }, 0, false)), "0 of 3 photos so far");
  strictEqual(progressText(progressOf({ ...begun, complete: true }, 0, false)), "0 of 0 photos");
});

Deno.test("progress reckons the time left from the rate", () => {
  const tally = { ...newTally(), done: 10, found: 30, complete: true, matches: 2, errors: 1 };
  deepStrictEqual(progressOf(tally, 2, true), {
    done: 10,
    found: 30,
    total: 30,
    matches: 2,
    seeks: true,
    errors: 1,
    again: null,
    grouping: null,
    rate: 2,
    latest: [],
    left: 10,
  });
});

Deno.test("progress of grouping tells how far that is, and nothing of photos", () => {
  const tally = { ...newTally(), done: 10, found: 10, complete: true, grouping: 0.256 };
  strictEqual(progressText(progressOf(tally, 5, false)), "grouping faces, 25 %");
});

Deno.test("progress of the second look tells how far that is, and no time left", () => {
  const tally = { ...newTally(), done: 30, found: 30, complete: true, toLookAt: 8, lookedAt: 3 };
  const { again, left } = progressOf(tally, 5, true);
  deepStrictEqual({ again, left }, { again: { done: 3, total: 8 }, left: null });
});

Deno.test("progress is made of finite numbers at every time", () => {
  const counts = fc.record({ done: fc.nat(), more: fc.nat(), complete: fc.boolean() });
  fc.assert(
    fc.property(counts, fc.double({ min: 0, max: 1e9, noNaN: true }), ({ done, more, complete }, s) => {
      const tally = { ...newTally(), done, found: done + more, complete };
      const { rate, left } = progressOf(tally, new Pace().at(s, done), true);
      ok(Number.isFinite(rate) && rate >= 0);
      ok(left === null || Number.isFinite(left) && left >= 0);
    }),
  );
});
