import { ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { readManifest } from "../../../src/faces/pack.ts";
import {
  certainAbove,
  confidence,
  learntAbove,
  STRICTNESSES,
  thresholdFor,
} from "../../../src/matching/threshold.ts";

const manifest = readManifest(new URL("../../../models/", import.meta.url));
const numbers = fc.integer({ min: 1, max: 100 });
const similarity = fc.double({ min: -1, max: 0.9, noNaN: true });
const scored = fc.record({ references: numbers, similarity });

Deno.test("thresholds rise with references, people and strictness", () => {
  fc.assert(fc.property(numbers, numbers, (references, people) => {
    const at = (r: number, n: number) => thresholdFor(manifest.thresholds, "normal", r, n);
    return at(references, people) <= at(references + 1, people) &&
      at(references, people) < at(references, people + 1);
  }));
  fc.assert(fc.property(numbers, numbers, (references, people) => {
    const [loose, normal, strict] = STRICTNESSES.map((strictness) =>
      thresholdFor(manifest.thresholds, strictness, references, people)
    );
    return loose < normal && normal < strict;
  }));
});

Deno.test("the thresholds of one person with one reference are the table's first row", () => {
  STRICTNESSES.forEach((strictness, i) =>
    strictEqual(thresholdFor(manifest.thresholds, strictness, 1, 1), manifest.thresholds.similarity[0][i])
  );
});

Deno.test("ten people sought strictly have the threshold of one whose promise is ten times as strict", () => {
  const { thresholds } = manifest;
  const distance = thresholdFor(thresholds, "normal", 3, 10) - thresholdFor(thresholds, "strict", 3, 1);
  ok(Math.abs(distance) < 1e-9);
});

Deno.test("a certain match lies above the threshold, and a learnt one a little", () => {
  const { thresholds } = manifest;
  fc.assert(fc.property(numbers, numbers, numbers, (references, found, people) => {
    const rise = learntAbove(thresholds, "normal", { references, found }, people);
    return certainAbove(thresholds, "normal", references, people) > 0.05 && rise > 0 && rise < 0.1;
  }));
  const of = (references: number) => thresholdFor(thresholds, "normal", references, 1);
  const rise = learntAbove(thresholds, "normal", { references: 1, found: 9 }, 1);
  ok(Math.abs(rise - (of(10) - of(1)) / 2) < 1e-12);
});

Deno.test("confidence rises with similarity and stays between 0 and 1", () => {
  const others = fc.array(scored, { maxLength: 3 });
  fc.assert(fc.property(scored, numbers, others, ({ references, similarity }, people, rivals) => {
    const low = confidence(manifest, people, { references, similarity }, rivals),
      high = confidence(manifest, people, { references, similarity: similarity + 0.1 }, rivals);
    return low >= 0 && high <= 1 && low <= high;
  }));
});

Deno.test("confidence is shared among those whom a face may be", () => {
  fc.assert(fc.property(fc.array(scored, { minLength: 1, maxLength: 4 }), numbers, (candidates, people) => {
    const shares = candidates.map((one, i) => confidence(manifest, people, one, candidates.toSpliced(i, 1)));
    const alone = candidates.map((one) => confidence(manifest, people, one, []));
    ok(shares.reduce((a, b) => a + b) <= 1 + 1e-9);
    shares.forEach((share, i) => ok(share <= alone[i]));
  }));
});
