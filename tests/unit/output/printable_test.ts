import { strictEqual } from "node:assert";
import { PlainProgress } from "../../../src/output/progress.ts";
import { printableLines } from "../../../src/output/printable.ts";

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
