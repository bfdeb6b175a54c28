import { deepStrictEqual, ok } from "node:assert";
import fc from "fast-check";
import { overlap, scaleDetection, suppress } from "../../../src/faces/boxes.ts";
import type { Detection, Landmarks } from "../../../src/faces/face.ts";

const coordinate = fc.double({ min: -100, max: 100, noNaN: true }),
  length = fc.double({ min: 1, max: 100, noNaN: true });
const box = fc.record({ x: coordinate, y: coordinate, width: length, height: length });

Deno.test("overlap counts the common area, of the union and of the smaller box", () => {
  const large = { x: 0, y: 0, width: 10, height: 10 }, small = { x: 5, y: 5, width: 5, height: 10 };
  deepStrictEqual(overlap(large, small), { union: 25 / 125, smaller: 0.5 });
});

Deno.test("overlap of boxes that only touch is 0", () => {
  const left = { x: 0, y: 0, width: 10, height: 10 }, right = { x: 10, y: 0, width: 10, height: 10 };
  deepStrictEqual(overlap(left, right), { union: 0, smaller: 0 });
});

Deno.test("overlap is symmetric, 0 to 1, and 1 for a box with itself", () => {
  fc.assert(fc.property(box, box, (a, b) => {
    const ab = overlap(a, b), ba = overlap(b, a);
    ok(Math.abs(ab.union - ba.union) < 1e-9 && Math.abs(ab.smaller - ba.smaller) < 1e-9);
    ok(ab.union >= 0 && ab.union <= ab.smaller + 1e-9 && ab.smaller < 1 + 1e-9);
    ok(Math.abs(overlap(a, a).union - 1) < 1e-9);
  }));
});

Deno.test("suppress keeps the best of what is the same", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 50 })), (numbers) => {
    const kept = suppress(numbers, (n) => n, (a, b) => Math.abs(a - b) < 5);
    ok(numbers.every((n) => kept.some((k) => k <= n && n - k < 5)));
    ok(kept.every((k, i) => kept.every((other, j) => i === j || Math.abs(k - other) >= 5)));
  }));
});

Deno.test("suppress keeps the first of equals and leaves its input alone", () => {
  const items = [{ name: "a", rank: 1 }, { name: "b", rank: 1 }, { name: "c", rank: 0 }];
  const kept = suppress(items, ({ rank }) => rank, (a, b) => a.rank === b.rank);
  deepStrictEqual([kept.map(({ name }) => name), items.map(({ name }) => name)], [["c", "a"], [
    "a",
    "b",
    "c",
  ]]);
});

Deno.test("scaleDetection undoes itself with the inverse factors", () => {
  const point = fc.tuple(coordinate, coordinate), factor = fc.double({ min: 0.1, max: 10, noNaN: true });
  const landmarks = fc.tuple(point, point, point, point, point);
  fc.assert(fc.property(box, landmarks, factor, factor, (box, landmarks, x, y) => {
    const face: Detection = { box, landmarks: landmarks as Landmarks, score: 0.5 };
    const back = scaleDetection(scaleDetection(face, x, y), 1 / x, 1 / y);
    const numbers = ({ box, landmarks }: Detection) => [...Object.values(box), ...landmarks.flat()];
    numbers(back).forEach((value, i) => ok(Math.abs(value - numbers(face)[i]) < 1e-9));
  }));
});

Deno.test("scaleDetection scales across and down by their own factors", () => {
  const points: Landmarks = [[1, 1], [2, 1], [1, 2], [1, 3], [2, 3]];
  deepStrictEqual(
    scaleDetection({ box: { x: -1, y: 2, width: 3, height: 4 }, landmarks: points, score: 0.7 }, 2, 10),
    {
      box: { x: -2, y: 20, width: 6, height: 40 },
      landmarks: [[2, 10], [4, 10], [2, 20], [2, 30], [4, 30]],
      score: 0.7,
    },
  );
});
