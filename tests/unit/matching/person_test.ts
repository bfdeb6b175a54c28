import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import fc from "fast-check";
import { agreeing, cosine, makePerson, median, similarity } from "../../../src/matching/person.ts";
import { unit } from "./plane.ts";

const near = (actual: number, expected: number) =>
  ok(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);

Deno.test("makePerson's centroid is the mean of the references, of unit length", () => {
  const { centroid } = makePerson("Ann", [unit(0), unit(1)]);
  [...centroid].forEach((value, i) => near(value, unit(0.5)[i]));
});

Deno.test("makePerson's centroid lies nearer to the sharper reference", () => {
  const [even, toFirst, toSecond] = [[50, 50], [200, 5], [5, 200]].map((sharpness) =>
    makePerson("Ann", [unit(0), unit(1)], sharpness).centroid
  );
  [...even].forEach((value, i) => near(value, unit(0.5)[i]));
  ok(cosine(toFirst, unit(0)) > cosine(even, unit(0)) && cosine(toSecond, unit(1)) > cosine(even, unit(1)));
  near(Math.hypot(...toFirst), 1);
});

Deno.test("makePerson takes a reference without any sharpness", () => {
  [...makePerson("Ann", [unit(0.3)], [0]).centroid].forEach((value, i) => near(value, unit(0.3)[i]));
});

Deno.test("makePerson takes references that cancel each other out, and needs one", () => {
  deepStrictEqual([...makePerson("Ann", [Float32Array.of(1, 0), Float32Array.of(-1, 0)]).centroid], [0, 0]);
  throws(() => makePerson("Ann", []), RangeError);
});

Deno.test("similarity is the mean of the cosines to the nearest reference and to the centroid", () => {
  const person = makePerson("Ann", [unit(0), unit(1)]);
  near(similarity(person, unit(0)), (1 + Math.cos(0.5)) / 2);
  near(similarity(person, unit(0.5)), (Math.cos(0.5) + 1) / 2);
  near(similarity(person, unit(3)), (Math.cos(2) + Math.cos(2.5)) / 2);
});

Deno.test("similarity to the one reference is the cosine, -1 to 1", () => {
  const angle = fc.double({ min: -7, max: 7, noNaN: true });
  fc.assert(fc.property(angle, angle, (a, b) => {
    near(similarity(makePerson("Ann", [unit(a)]), unit(b)), Math.cos(a - b));
  }));
});

const LOWEST = 0.35;

Deno.test("agreeing drops the one reference of another person, wherever it stands", () => {
  const right = [0, 0.1, 0.2, -0.1].map(unit);
  for (let at = 0; at <= 4; at++) {
    deepStrictEqual(
      agreeing(right.toSpliced(at, 0, unit(2)), LOWEST),
      [true, true, true, true].toSpliced(at, 0, false),
    );
  }
});

Deno.test("agreeing keeps all when fewer than three could vote", () => {
  deepStrictEqual(agreeing([], LOWEST), []);
  deepStrictEqual(agreeing([unit(0)], LOWEST), [true]);
  deepStrictEqual(agreeing([unit(0), unit(3)], LOWEST), [true, true]);
});

Deno.test("agreeing drops two wrong ones out of six, the worst first, and stops at two", () => {
  deepStrictEqual(agreeing([unit(0), unit(0.1), unit(2), unit(0.2), unit(-2.5), unit(-0.1)], LOWEST), [
    true,
    true,
    false,
    true,
    false,
    true,
  ]);
  // Nobody agrees with anybody: two are left, because two cannot outvote each other.
  const axes = [0, 1, 2, 3].map((axis) => Float32Array.from({ length: 4 }, (_, i) => i === axis ? 1 : 0));
  strictEqual(agreeing(axes, LOWEST).filter((kept) => kept).length, 2);
});

Deno.test("agreeing keeps references that all agree", () => {
  fc.assert(fc.property(fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true })), (angles) => {
    return agreeing(angles.map(unit), LOWEST).every((kept) => kept);
  }));
});

Deno.test("agreeing asks for as much as it is told to", () => {
  const three = [unit(0), unit(0.1), unit(0.5)];
  deepStrictEqual(agreeing(three, 0.9), [true, true, false]);
  deepStrictEqual(agreeing(three, 0.85), [true, true, true]);
});

Deno.test("median is the middle value or the mean of the two in the middle, and sorts by number", () => {
  strictEqual(median([10, 9, 1]), 9);
  strictEqual(median([4, 10, 1, 100]), 7);
  ok(Number.isNaN(median([])));
});

Deno.test("cosine of unit vectors is the cosine of their angle", () => {
  near(cosine(unit(0.3), unit(1.5)), Math.cos(1.2));
});
