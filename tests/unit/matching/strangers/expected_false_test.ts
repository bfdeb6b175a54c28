import { ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { falseMatchRate, similarityToStrangers } from "../../../../src/matching/strangers/expected_false.ts";
import { makePerson, similarity } from "../../../../src/matching/person.ts";
import { SeededRandom } from "../../../../src/matching/seeded_random.ts";
import type { Strangers } from "../../../../src/matching/strangers/strangers.ts";
import { unit } from "../synthetic_people.ts";

/** Strangers spread by .3 along the first number, by .1 along the others, around .2 on the second. */
const STRANGERS: Strangers = {
  mean: Float32Array.of(0, 0.2, 0),
  axes: [Float32Array.of(0.3, 0, 0)],
  rest: Float32Array.of(0, 0.01, 0.01),
  tail: { intercept: 0, slope: 1 },
};
const near = (actual: number, expected: number, within = 1e-6) =>
  ok(Math.abs(actual - expected) < within, `${actual} is not ${expected}`);
const one = (...values: number[]) => makePerson("Ann", [Float32Array.of(...values)]);

Deno.test("similarityToStrangers of one reference is the model seen along it", () => {
  const along = similarityToStrangers(one(1, 0, 0), STRANGERS);
  near(along.mean, 0), near(along.deviation, 0.3);
  const aside = similarityToStrangers(one(0, 0.6, 0.8), STRANGERS);
  near(aside.mean, 0.12), near(aside.deviation, 0.1);
});

Deno.test("similarityToStrangers doesn't change when a reference is there twice", () => {
  const reference = unit(Float32Array.of(1, 2, 3));
  const alone = similarityToStrangers(makePerson("", [reference]), STRANGERS);
  const twice = similarityToStrangers(makePerson("", [reference, reference]), STRANGERS);
  near(twice.mean, alone.mean, 0.005), near(twice.deviation, alone.deviation, 0.005);
});

Deno.test("similarityToStrangers of two references is higher than that of either: the nearest counts", () => {
  const two = [Float32Array.of(1, 0, 0), Float32Array.of(0, 0, 1)];
  ok(similarityToStrangers(makePerson("", two), STRANGERS).mean > 0.04);
});

Deno.test("similarityToStrangers is that of strangers who are drawn and compared, also when sharp references count more", () => {
  const references = [Float32Array.of(1, 0, 0), Float32Array.of(0, 1, 0), Float32Array.of(0, 0, 1)];
  const random = new SeededRandom(2);
  for (const sharpness of [[0, 0, 0], [1000, 0, 0]]) {
    const person = makePerson("", references, sharpness);
    const real = Array.from({ length: 20_000 }, () =>
      similarity(
        person,
        Float32Array.of(0.3 * random.normal(), 0.2 + 0.1 * random.normal(), 0.1 * random.normal()),
      ));
    const mean = real.reduce((sum, value) => sum + value, 0) / real.length;
    const squares = real.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const expected = similarityToStrangers(person, STRANGERS);
    near(expected.mean, mean, 0.005), near(expected.deviation, Math.sqrt(squares / real.length), 0.005);
  }
});

Deno.test("falseMatchRate falls with the threshold, from 1 to 0, for any references", () => {
  const vector = fc.array(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 })
    .map((values) => unit(Float32Array.from(values)));
  fc.assert(
    fc.property(fc.array(vector, { minLength: 1, maxLength: 8 }), (references) => {
      const rate = falseMatchRate(makePerson("", references), STRANGERS);
      const rates = [-3, -1, 0, 0.2, 0.4, 0.6, 1, 5].map(rate);
      ok(rates.every((value, i) => value >= 0 && value <= 1 && (i === 0 || value <= rates[i - 1])));
      ok(rates[0] > 0.99 && rates.at(-1)! < 0.01);
    }),
    { numRuns: 20 },
  );
});

Deno.test("falseMatchRate is the same each time", () => {
  const person = makePerson("", [Float32Array.of(1, 0, 0), Float32Array.of(0, 1, 0)]);
  strictEqual(falseMatchRate(person, STRANGERS)(0.5), falseMatchRate(person, STRANGERS)(0.5));
});
