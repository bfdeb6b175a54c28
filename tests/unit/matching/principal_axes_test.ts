import { deepStrictEqual, ok } from "node:assert";
import { principalAxes } from "../../../src/matching/principal_axes.ts";
import { SeededRandom } from "../../../src/matching/seeded_random.ts";
import { dot } from "../../../src/matching/vectors.ts";

/** 4,000 times normal numbers with these standard deviations along three directions at right angles. */
function spreadAlong(deviations: readonly [number, number, number]): Float32Array[] {
  const random = new SeededRandom(7), half = Math.SQRT1_2;
  return Array.from({ length: 4000 }, () => {
    const [a, b, c] = deviations.map((deviation) => deviation * random.normal());
    return Float32Array.of(half * (a + b), half * (a - b), c);
  });
}

const even = (vectors: readonly unknown[]) => vectors.map(() => 1 / vectors.length);

Deno.test("principalAxes are the widest directions, as long as the standard deviation along them", () => {
  const vectors = spreadAlong([3, 1, 0.2]), [first, second] = principalAxes(vectors, even(vectors), 2);
  ok(Math.abs(Math.hypot(...first) - 3) < 0.15 && Math.abs(Math.hypot(...second) - 1) < 0.05);
  ok(Math.abs(Math.abs(dot(first, Float32Array.of(1, 1, 0))) / Math.SQRT2 / 3 - 1) < 0.05);
  ok(Math.abs(dot(first, second)) < 0.01);
});

Deno.test("principalAxes of vectors that lie on a line are that line and nothing", () => {
  const vectors = [-2, -1, 1, 2].map((value) => Float32Array.of(0, value));
  const [line, ...rest] = principalAxes(vectors, even(vectors), 5);
  deepStrictEqual([rest.length, Math.hypot(...rest[0]) < 1e-3], [1, true]);
  ok(Math.abs(Math.abs(line[1]) - Math.sqrt(2.5)) < 1e-3);
});

Deno.test("principalAxes count a vector by its weight", () => {
  const vectors = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
  const [first] = principalAxes(vectors, [0.9, 0.1], 1);
  ok(Math.abs(Math.hypot(...first) - Math.sqrt(0.9)) < 1e-3 && Math.abs(first[1]) < 1e-3);
});
