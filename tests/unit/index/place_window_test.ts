import { deepStrictEqual, ok } from "node:assert";
import fc from "fast-check";
import { Database } from "../../../src/index/database.ts";
import { photosBy, PlaceWindow } from "../../../src/index/place_window.ts";
import { makeFolder } from "../output/temporary_folder.ts";
import { done, hashOf, placeOf } from "./sample_findings.ts";
import { fileIn, withIndex } from "./test_index.ts";

const name = fc.string({
  unit: fc.constantFrom("a", "b", "/", ".", " ", "\u00e9", "\uffff", "\u{1f600}"),
  minLength: 1,
  maxLength: 6,
});

Deno.test("a window finds each place's rows, in whatever order they are asked for", async () => {
  await using folder = await makeFolder();
  const known = fc.sample(name, { numRuns: 300, seed: 1 });
  await withIndex(folder, async (index) => {
    // Twice each: two sizes under one path.
    await Promise.all(
      known.flatMap((below, i) =>
        [100, 200].map((size) => index.record({ ...placeOf(below), size }, hashOf(i), done(i), []))
      ),
    );
  });
  const processing = await withIndex(folder, () => Promise.resolve()).then(() => {
    const database = Database.open(fileIn(folder));
    const row = database.get<{ processing: string }>("SELECT processing FROM content")!;
    database.close();
    return row.processing;
  });
  const database = Database.open(fileIn(folder));
  try {
    const sorted = [...new Set(known)].sort(), isKnown = new Set(known);
    const orders = fc.oneof(
      fc.constant(sorted),
      fc.constant(sorted.toReversed()),
      fc.shuffledSubarray(sorted),
      fc.array(name),
    );
    fc.assert(fc.property(orders, fc.nat({ max: 20 }), (asked, forgotten) => {
      const window = new PlaceWindow(photosBy(processing));
      asked.forEach((below, i) => {
        if (i === forgotten) window.forget(below);
        const rows = window.find(database, below);
        ok(rows.every((row) => row.below === below));
        deepStrictEqual(rows.map(({ size }) => size).sort(), isKnown.has(below) ? [100, 200] : []);
      });
    }));
  } finally {
    database.close();
  }
});
