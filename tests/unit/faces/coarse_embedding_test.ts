import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { COARSE_FACTS, coarseFaces } from "../../../src/faces/coarse_embedding.ts";

const numbers = fc.float({ min: -1, max: 1, noNaN: true });
const embeddings = fc.integer({ min: 1, max: 40 }).chain((length) =>
  fc.array(fc.array(numbers, { minLength: length, maxLength: length }).map((all) => Float32Array.from(all)))
);
const lengthOf = (values: Iterable<number>) => Math.sqrt([...values].reduce((sum, v) => sum + v * v, 0));

/** Holds of any embedding, and of what is told of it: its row as long as a stride, and its scale, error and length. */
function always(
  holds: (
    embedding: Float32Array,
    coarse: { row: Int8Array; scale: number; error: number; length: number },
  ) => boolean,
) {
  fc.assert(fc.property(embeddings, (all) => {
    const { stride, rows, facts } = coarseFaces(all);
    all.forEach((embedding, face) => {
      const [scale, error, length] = facts.subarray(face * COARSE_FACTS, (face + 1) * COARSE_FACTS);
      const row = rows.subarray(face * stride, (face + 1) * stride);
      ok(holds(embedding, { row, scale, error, length }), `face ${face} of ${all.length}`);
    });
  }));
}

Deno.test("there are as many coarse embeddings as embeddings", () => {
  fc.assert(fc.property(embeddings, (all) => strictEqual(coarseFaces(all).count, all.length)));
});

Deno.test("a coarse embedding's numbers are from -127 on, with zeros behind", () =>
  always((embedding, { row }) =>
    row.every((value, i) => value >= -127 && (i < embedding.length || value === 0))
  ));

Deno.test("a coarse embedding is no farther from the embedding than it says", () =>
  always((embedding, { row, scale, error }) =>
    lengthOf(embedding.map((value, i) => value - scale * row[i])) <= error + 1e-12
  ));

Deno.test("what a coarse embedding says of its distance is near", () =>
  always((embedding, { error }) =>
    error <= 0.005 * Math.max(...embedding.map(Math.abs)) * Math.sqrt(embedding.length) + 1e-12
  ));

Deno.test("an embedding is no longer than its coarse one says", () =>
  always((embedding, { length }) => lengthOf(embedding) <= length));

Deno.test("what is no number is said to be as far away as can't be said", () => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    const { facts } = coarseFaces([Float32Array.of(0.5, bad, 0.5)]);
    ok(Number.isNaN(facts[1]));
  }
  deepStrictEqual(coarseFaces([]), {
    count: 0,
    stride: 0,
    rows: new Int8Array(),
    facts: new Float32Array(),
  });
});
