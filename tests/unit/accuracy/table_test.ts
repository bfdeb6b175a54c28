import { deepStrictEqual, ok } from "node:assert";
import { measure } from "../../accuracy/measure.ts";
import { losses, tables } from "../../accuracy/table.ts";

const found = (part: string, item: string, hits: number) =>
  measure({ part, item, what: "found" }, [{ hits, of: 10 }]);

Deno.test("a table has a line for each item and a column for each thing that was counted", () => {
  const wrong = measure({ part: "search", item: "strict", what: "false matches", per: 1000 }, [{
    hits: 0,
    of: 2000,
  }]);
  const lines = tables([found("search", "default", 9), found("search", "strict", 8), wrong]).split("\n");
  deepStrictEqual(lines.slice(0, 4), [
    "## search",
    "",
    "|  | found (%) | false matches (a 1,000) |",
    "| --- | ---: | ---: |",
  ]);
  ok(lines[4].startsWith("| default | 90.0 [") && lines[4].endsWith("] 9/10 |  |"), lines[4]);
  ok(lines[5].endsWith("| 0.00 [0.00, 1.92] 0/2000 |"), lines[5]);
});

Deno.test("where most is lost comes first, against the untouched photo", () => {
  const all = [
    found("ladder: none", "0", 10),
    found("ladder: blur", "2", 7),
    found("ladder: blur", "4", 3),
    found("album", "24", 1),
  ];
  const lines = losses(all, "ladder: none", 2).split("\n").filter((line) => line.startsWith("| ladder"));
  ok(lines[0].startsWith("| ladder: blur: 4 | 30.0") && lines[0].endsWith("| 70.0 |  |"), lines[0]);
  ok(lines[1].startsWith("| ladder: blur: 2 | 70.0"), lines[1]);
});
