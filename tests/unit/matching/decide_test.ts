import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { readManifest } from "../../../src/faces/pack.ts";
import { decide } from "../../../src/matching/decide.ts";
import { agreeing, makePerson, similarity } from "../../../src/matching/person.ts";
import { confidence, lowestAgreement, thresholdFor } from "../../../src/matching/threshold.ts";

const manifest = readManifest(new URL("../../../models/", import.meta.url));
const unit = (angle: number) => Float32Array.of(Math.cos(angle), Math.sin(angle));
const sought = (name: string, angle: number) => ({ ...makePerson(name, [unit(angle)]), threshold: 0.9 });

Deno.test("decide names a person once a photo: the most similar face", () => {
  const [first, second, third] = decide([unit(0.2), unit(0.1), unit(1.5)], [
    sought("Ann", 0),
    sought("Bob", 3),
  ]);
  strictEqual(first.person, null);
  strictEqual(second.person?.name, "Ann");
  strictEqual(third.person, null);
  deepStrictEqual([first.nearest?.name, first.runnerUp?.person.name], ["Ann", "Bob"]);
});

Deno.test("decide without anybody sought names nobody", () => {
  deepStrictEqual(decide([unit(1)], []), [{ person: null, nearest: null, similarity: null, runnerUp: null }]);
});

Deno.test("similarity is the mean of nearest reference and centroid", () => {
  const person = makePerson("Ann", [unit(0), unit(1)]);
  ok(Math.abs(similarity(person, unit(0)) - (1 + Math.cos(0.5)) / 2) < 1e-6);
});

Deno.test("agreeing drops the one reference of another person, and judges no pair", () => {
  deepStrictEqual(agreeing([unit(0), unit(0.1), unit(2), unit(0.2), unit(-0.1)], 0.35), [
    true,
    true,
    false,
    true,
    true,
  ]);
  deepStrictEqual(agreeing([unit(0), unit(3)], 0.35), [true, true]);
});

Deno.test("references of the program's own pack agree from a cosine of .35 on", () => {
  ok(Math.abs(lowestAgreement(manifest.thresholds) - 0.35) < 1e-3);
});

Deno.test("thresholds rise with references, people and strictness", () => {
  const numbers = fc.integer({ min: 1, max: 200 });
  fc.assert(fc.property(numbers, numbers, (references, people) => {
    const at = (r: number, n: number) => thresholdFor(manifest.thresholds, "normal", r, n);
    return at(references, people) <= at(references + 1, people) &&
      at(references, people) < at(references, people + 1) &&
      at(references, people) < thresholdFor(manifest.thresholds, "strict", references, people);
  }));
  strictEqual(thresholdFor(manifest.thresholds, "normal", 1, 1), manifest.thresholds.similarity[0][1]);
});

Deno.test("confidence rises with similarity and stays between 0 and 1", () => {
  const numbers = fc.integer({ min: 1, max: 100 });
  fc.assert(
    fc.property(numbers, numbers, fc.double({ min: -1, max: 0.9, noNaN: true }), (references, people, at) => {
      const low = confidence(manifest, references, people, at),
        high = confidence(manifest, references, people, at + 0.1);
      return low >= 0 && high <= 1 && low <= high;
    }),
  );
});
