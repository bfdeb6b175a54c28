import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import fc from "fast-check";
import { Matrix } from "../../../src/matching/matrix.ts";
import { dot } from "../../../src/matching/vectors.ts";

const vectorsOf = (length: number, count: fc.Arbitrary<number>) =>
  count.chain((n) =>
    fc.array(
      fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: length, maxLength: length })
        .map((values) => Float32Array.from(values)),
      { minLength: n, maxLength: n },
    )
  );

Deno.test("each row's product is its dot product, whatever the length and the number of rows", () => {
  const lengths = fc.integer({ min: 1, max: 40 });
  const cases = lengths.chain((length) => vectorsOf(length, fc.integer({ min: 2, max: 12 })));
  fc.assert(fc.property(cases, ([vector, ...rows]) => {
    const products = new Matrix(rows).times(vector);
    strictEqual(products.length, rows.length);
    rows.forEach((row, i) => ok(Math.abs(products[i] - dot(row, vector)) < 1e-5));
  }));
});

Deno.test("a row's product doesn't depend on where the row stands", () => {
  const [row, vector] = [1, 2].map((seed) =>
    Float32Array.from({ length: 704 }, (_, i) => Math.sin(seed * i))
  );
  const products = new Matrix(Array.from({ length: 7 }, () => row)).times(vector);
  deepStrictEqual(new Set(products).size, 1);
});

Deno.test("a matrix larger than a page of memory keeps all of its rows", () => {
  const rows = Array.from({ length: 300 }, (_, i) => new Float32Array(512).fill(i / 300));
  const products = new Matrix(rows).times(new Float32Array(512).fill(1));
  rows.forEach((_, i) => ok(Math.abs(products[i] - 512 * i / 300) < 1e-3));
});

Deno.test("without rows there are no products; a vector of another length is refused", () => {
  strictEqual(new Matrix([]).times(new Float32Array()).length, 0);
  throws(() => new Matrix([Float32Array.of(1, 0)]).times(Float32Array.of(1, 0, 0)), RangeError);
});
