import { deepStrictEqual } from "node:assert";
import { tableLines } from "../../../src/output/table.ts";

Deno.test("columns are as wide as their widest cell, and no line ends with spaces", () => {
  const rows = [["stage", "ms", "of"], ["a", "10.5", ""]];
  deepStrictEqual(tableLines(rows, (column) => column === 0), ["stage    ms  of", "a      10.5"]);
  deepStrictEqual(tableLines(rows, () => true), ["stage  ms    of", "a      10.5"]);
});
