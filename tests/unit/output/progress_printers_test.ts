import { strictEqual } from "node:assert";
import { progressOf } from "../../../src/output/progress.ts";
import { NoProgress, PlainProgress, TerminalProgress } from "../../../src/output/progress_printers.ts";
import { newTally } from "../../../src/output/tally.ts";

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
    `${TEXT}\na warning\n0 of 2 photos so far, 0 with a match, 2 errors\n`,
  );
});

Deno.test("quiet progress is never asked for", () => {
  strictEqual(Number.isFinite(new NoProgress().interval), false);
});
