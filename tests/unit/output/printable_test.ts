import { strictEqual } from "node:assert";
import { coloured } from "../../../src/output/styles.ts";
import { PlainProgress } from "../../../src/output/progress_printers.ts";
import { fitting, printableLines } from "../../../src/output/printable.ts";

Deno.test("printableLines keeps line ends and the cleared line of the progress, and no other control character", () => {
  strictEqual(printableLines("a\x1b[2J\x00b\nc\r\n"), "a\uFFFD[2J\uFFFDb\nc\uFFFD\n");
  strictEqual(printableLines("\r\x1b[K1 of 2\x9b"), "\r\x1b[K1 of 2\uFFFD");
  strictEqual(printableLines("a\r\x1b[K"), "a\uFFFD\uFFFD[K");
});

Deno.test("a name in a line of the progress cannot begin a line of its own", () => {
  let written = "";
  new PlainProgress((text) => written += text).line("looking for A\nwarning: fake");
  strictEqual(written, "looking for A\uFFFDwarning: fake\n");
});

Deno.test("printableLines keeps the program's colours, and no other sequence", () => {
  const line = coloured("good", "Ann") + coloured("faint", "\x1b[1m\n");
  strictEqual(line, "\x1b[32mAnn\x1b[39m\x1b[2m\uFFFD[1m\uFFFD\x1b[22m");
  strictEqual(printableLines(line), line);
  for (const other of ["\x1b[8m", "\x1b[1;8m", "\x1b[1A", "\x1b]0;title\x07", "\x1b[32", "\x1b"]) {
    strictEqual(printableLines(other).includes("\x1b"), false, JSON.stringify(other));
  }
});

Deno.test("fitting never cuts a character in two, and counts two columns for wide ones", () => {
  strictEqual(fitting("abc", 2), "ab");
  strictEqual(fitting("a中b", 3), "a中");
  strictEqual(fitting("a\u{1F600}b", 2), "a");
  strictEqual(fitting("abc", 9), "abc");
});
