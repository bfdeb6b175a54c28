import { deepStrictEqual, match, ok } from "node:assert";
import { readMe } from "../../../src/packaging/read_me.ts";
import { executableName, TARGETS } from "../../../src/packaging/targets.ts";

const needs = (
  lowest: string,
) => ({ file: "", arch: "x86_64", lowest, because: "", besides: "runtime.dll" } as const);
const text = readMe(
  "1.2.3",
  TARGETS.map((target) => ({
    target,
    program: needs("System 7"),
    library: target.native.length > 0 ? needs("System 9") : null,
  })),
);

Deno.test("every editor shows it: ASCII, line ends of Windows, no long lines", () => {
  match(text, /^[\x20-\x7e\r\n]+$/);
  const lines = text.split("\r\n");
  ok(lines.every((line) => !line.includes("\n")));
  deepStrictEqual(lines.filter((line) => line.length > 88), []);
});

Deno.test("it tells of every system what it needs, and what the system says to an unsigned program", () => {
  for (const target of TARGETS) {
    const part = text.split(`\r\n${executableName(target)}\r\n`)[1].replace(/\s+/g, " ");
    match(part, /needs System 7\. Several times (faster with|slower there)/);
  }
  for (
    const word of ["Permission denied", "chmod +x", "SmartScreen", "antivirus", "quarantine", "Open Anyway"]
  ) ok(text.includes(word), word);
});
