import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import type { Section } from "../../../../src/gallery/page/choice.ts";
import { between, heightOf, rowsOf, rowWith } from "../../../../src/gallery/page/rows.ts";
import { finds } from "./a_find.ts";

/** A name of so many letters makes a heading of so many pixels. */
const heading = ({ person }: Section) => person.length, sizes = { columns: 3, heading, row: 100 };
const section = (person: string, count: number) => ({ person, finds: finds(...Array(count).fill({})) });

Deno.test("rows lie one below the other, a heading before each section", () => {
  const rows = rowsOf([section("Ann", 4), section("Barnaby", 1)], sizes);
  deepStrictEqual(rows.map(({ kind, top }) => [kind, top]), [
    ["heading", 0],
    ["finds", 3],
    ["finds", 103],
    ["heading", 203],
    ["finds", 210],
  ]);
  strictEqual(heightOf(rows), 310);
  strictEqual(rowWith(rows, section("Ann", 4).finds[3])?.top, 103);
  deepStrictEqual([rowsOf([], sizes), heightOf([])], [[], 0]);
});

Deno.test("the rows between two heights are those that touch what is between", () => {
  const rows = rowsOf([section("Ann", 20), section("Bob", 7)], sizes),
    height = fc.integer({ min: -50, max: 1200 });
  fc.assert(fc.property(height, height, (a, b) => {
    const [top, bottom] = [Math.min(a, b), Math.max(a, b)], [from, to] = between(rows, top, bottom);
    rows.forEach((row, i) => {
      const touches = row.top + row.height > top && row.top < bottom;
      ok(touches === (i >= from && i < to) || top === bottom);
    });
  }));
});
