import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import {
  NoProgress,
  PlainProgress,
  progressOf,
  span,
  TerminalProgress,
} from "../../../src/output/progress.ts";
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
  const written: string[] = [], printer = new PlainProgress((text) => written.push(text));
  printer.update(
    progressOf({ ...newTally(), done: 10, found: 10, complete: true, grouping: 0.256 }, 5, false),
  );
  deepStrictEqual(written, ["grouping faces, 25 %\n"]);
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

const progress = progressOf(
  { ...newTally(), done: 1200, found: 5000, complete: true, matches: 3, errors: 1 },
  12,
  true,
);
const TEXT = "1200 of 5000 photos, 3 with a match, 1 error, 12 a second, 5 min 17 s left";

Deno.test("on a terminal progress is one line that is written over, and gone at the end", () => {
  const parts: string[] = [];
  const printer = new TerminalProgress((part) => parts.push(part), () => 200);
  printer.update(progress);
  strictEqual(parts.join(""), `\r\x1b[K${TEXT}`);
  printer.line("a warning");
  printer.line("another");
  printer.close();
  strictEqual(parts.join(""), `\r\x1b[K${TEXT}\r\x1b[Ka warning\nanother\n`);
});

Deno.test("on a terminal the line stays shorter than the terminal is wide", () => {
  for (const columns of [2, 10, 21, 40, 79, 80]) {
    let text = "";
    new TerminalProgress((part) => text += part, () => columns).update(progress);
    strictEqual(text, `\r\x1b[K${TEXT.slice(0, columns - 1)}`);
  }
});

Deno.test("where nobody is sought, nothing is said of matches", () => {
  let text = "";
  const printer = new PlainProgress((part) => text += part);
  printer.update(progressOf({ ...newTally(), done: 1, found: 1 }, 1, false));
  printer.update(progressOf({ ...newTally(), complete: true, toLookAt: 3, lookedAt: 1 }, 1, false));
  strictEqual(text, "1 of 1 photo so far, 1.0 a second\n1 of 3 photos looked at thoroughly\n");
});

Deno.test("on a terminal the name that was found last is told, cut off where the line ends, whatever it holds", () => {
  const seen = (columns: number, ...latest: string[]) => {
    let text = "";
    new TerminalProgress((part) => text += part, () => columns).update({ ...progress, latest });
    return text.replace("\r\x1b[K", "");
  };
  strictEqual(seen(200, "Ann"), `${TEXT}, found Ann`);
  strictEqual(seen(200, "Ann", "B\x1b[2J\nb"), `${TEXT}, found Ann and B\uFFFD[2J\uFFFDb`);
  const wide = seen(TEXT.length + 12, "中中中中中");
  strictEqual(wide, `${TEXT}, found 中`, "each takes two columns");
});

Deno.test("what else is printed to the terminal finds an empty line, and the progress is there again after it", async () => {
  const parts: string[] = [], printer = new TerminalProgress((part) => parts.push(part), () => 200);
  const print = () => Promise.resolve(parts.push("a match\n"));
  await printer.aside(print);
  printer.update(progress);
  await printer.aside(print);
  strictEqual(
    parts.join(""),
    `a match\n\r\x1b[K${TEXT}\r\x1b[Ka match\n\r\x1b[K${TEXT}`,
  );
});

Deno.test("while something else is printed, the progress waits", async () => {
  const parts: string[] = [], printer = new TerminalProgress((part) => parts.push(part), () => 200);
  await printer.aside(() => {
    printer.update(progress);
    return Promise.resolve(parts.push("a match\n"));
  });
  strictEqual(parts.join(""), `a match\n\r\x1b[K${TEXT}`);
  await printer.aside(() => {
    printer.close();
    return Promise.resolve(parts.push("another\n"));
  });
  strictEqual(parts.join(""), `a match\n\r\x1b[K${TEXT}\r\x1b[Kanother\n`, "closed meanwhile");
});

Deno.test("in a file progress is plain lines without control characters", () => {
  let text = "";
  const printer = new PlainProgress((part) => text += part);
  printer.update(progress);
  printer.line("a warning");
  printer.update(progressOf({ ...newTally(), found: 2, errors: 2 }, 0, true));
  printer.close();
  strictEqual(
    text,
    `${TEXT}\na warning\n0 of 2 photos so far, 0 with a match, 2 errors, 0.0 a second\n`,
  );
});

Deno.test("quiet progress is never asked for", () => {
  strictEqual(Number.isFinite(new NoProgress().interval), false);
});
