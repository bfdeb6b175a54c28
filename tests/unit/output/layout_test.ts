import { deepStrictEqual } from "node:assert";
import { sep } from "node:path";
import fc from "fast-check";
import { copyPaths, LAYOUTS } from "../../../src/output/layout.ts";

const photo = { below: ["2014", "June?", "a.jpg"].join(sep), year: 2013, folders: ["Ann", "Bob"] };

Deno.test("copyPaths lays photos out by person and folder, by person and year, or all in one folder", () => {
  deepStrictEqual(copyPaths("person", photo), ["Ann/2014/June_/a.jpg", "Bob/2014/June_/a.jpg"]);
  deepStrictEqual(copyPaths("person-year", photo), ["Ann/2013/a.jpg", "Bob/2013/a.jpg"]);
  deepStrictEqual(copyPaths("flat", photo), ["a.jpg"]);
  deepStrictEqual(copyPaths("person-year", { ...photo, year: null, folders: ["Ann"] }), [
    "Ann/year unknown/a.jpg",
  ]);
});

Deno.test("copyPaths never leads out of its folder", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...LAYOUTS),
      fc.string(),
      (layout, below) =>
        copyPaths(layout, { ...photo, below }).every((path) =>
          path.split("/").every((part) => part !== "..")
        ),
    ),
  );
});
