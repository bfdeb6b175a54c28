import { deepStrictEqual, notDeepStrictEqual, ok } from "node:assert";
import { brokenFile, seeds } from "../../fuzz/fuzz.ts";
import { Random } from "../../random.ts";

Deno.test("a broken file is the same for the same seed and number, and another for others", () => {
  const originals = seeds();
  for (const number of [0, 17, 4711]) {
    deepStrictEqual(brokenFile(originals, 1, number), brokenFile(originals, 1, number));
  }
  notDeepStrictEqual(brokenFile(originals, 1, 17).bytes, brokenFile(originals, 2, 17).bytes);
});

Deno.test("nearly all files are changed", () => {
  const originals = seeds();
  const changed = Array.from({ length: 1000 }, (_, number) => {
    const [, bytes] = originals[number % originals.length];
    return brokenFile(originals, 3, number).bytes.some((value, i) => value !== bytes[i]);
  });
  ok(changed.filter((yes) => yes).length > 850);
});

Deno.test("Random gives every number below a limit", () => {
  const random = new Random(5);
  const seen = new Set(Array.from({ length: 200 }, () => random.below(8)));
  deepStrictEqual([...seen].sort(), [0, 1, 2, 3, 4, 5, 6, 7]);
});
