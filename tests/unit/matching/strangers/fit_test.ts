import { ok, strictEqual } from "node:assert";
import { falseMatchRate, similarityToStrangers } from "../../../../src/matching/strangers/expected_false.ts";
import { makePerson, median, similarity } from "../../../../src/matching/person.ts";
import { fitStrangers } from "../../../../src/matching/strangers/fit.ts";
import { drawPeople } from "../synthetic_people.ts";

const drawn = { dimension: 32, photos: 3, noise: 0.2 };
const model = fitStrangers(drawPeople({ ...drawn, people: 600, seed: 1 }), 16);
const others = drawPeople({ ...drawn, people: 600, seed: 2 });

/** For some of the others with so many references: what the model says of them, and what the rest of the others are. */
function sought(references: number) {
  return others.slice(0, 50).map((own) => {
    const person = makePerson("", own.slice(0, references));
    const similarities = others.filter((other) => other !== own).map(([face]) => similarity(person, face));
    return { person, similarities };
  });
}

for (const references of [1, 3]) {
  Deno.test(`the model knows mean and deviation of people that it was not fitted on, by ${references}`, () => {
    const ratios = sought(references).map(({ person, similarities }) => {
      const { mean, deviation } = similarityToStrangers(person, model);
      const real = similarities.reduce((sum, value) => sum + value, 0) / similarities.length;
      ok(Math.abs(mean - real) < 0.06, `mean ${mean}, not ${real}`);
      const squares = similarities.reduce((sum, value) => sum + (value - real) ** 2, 0);
      return deviation / Math.sqrt(squares / similarities.length);
    });
    ok(Math.abs(median(ratios) - 1) < 0.05, `deviations ${median(ratios)} times the real ones`);
  });

  Deno.test(`the expected false matches are those of people that it was not fitted on, by ${references}`, () => {
    for (const threshold of [0.45, 0.5]) {
      let expected = 0, real = 0;
      for (const { person, similarities } of sought(references)) {
        expected += falseMatchRate(person, model)(threshold) * similarities.length;
        real += similarities.filter((value) => value >= threshold).length;
      }
      ok(
        real > 100 && expected / real > 0.7 && expected / real < 1.4,
        `${threshold}: ${expected}, not ${real}`,
      );
    }
  });
}

Deno.test("a person of many photos counts no more than others", () => {
  const people = drawPeople({ ...drawn, photos: 1, people: 200, seed: 3 });
  const copied = people.map((own, i) => i === 0 ? Array.from({ length: 500 }, () => own[0]) : own);
  const [one, many] = [people, copied].map((list) => fitStrangers(list, 4));
  ok(one.mean.every((value, i) => Math.abs(value - many.mean[i]) < 1e-4));
});

Deno.test("the same people give the same model, to the last bit", () => {
  const people = drawPeople({ ...drawn, people: 50, seed: 4 });
  strictEqual(JSON.stringify(fitStrangers(people, 4)), JSON.stringify(fitStrangers(people, 4)));
});

Deno.test("too few people to see a tail are given the normal distribution's", () => {
  const { tail } = fitStrangers(drawPeople({ ...drawn, people: 5, seed: 5 }), 2);
  strictEqual(JSON.stringify(tail), JSON.stringify({ intercept: 0, slope: 1 }));
});
