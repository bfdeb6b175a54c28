import { deepStrictEqual, ok } from "node:assert";
import fc from "fast-check";
import { dot, weightedSum } from "../../../src/matching/vectors.ts";

Deno.test("dot is the sum of the products, whatever the length", () => {
  const numbers = fc.float({ min: -1, max: 1, noNaN: true });
  const pairs = fc.array(fc.tuple(numbers, numbers), { maxLength: 11 });
  fc.assert(fc.property(pairs, (pairs) => {
    const a = Float32Array.from(pairs, ([x]) => x), b = Float32Array.from(pairs, ([, y]) => y);
    const plain = pairs.reduce((sum, [x, y]) => sum + x * y, 0);
    ok(Math.abs(dot(a, b) - plain) < 1e-9);
  }));
});

Deno.test("weightedSum adds each vector times its weight", () => {
  deepStrictEqual(
    weightedSum([Float32Array.of(1, 2), Float32Array.of(-1, 4)], [2, 0.5]),
    Float32Array.of(1.5, 6),
  );
});
