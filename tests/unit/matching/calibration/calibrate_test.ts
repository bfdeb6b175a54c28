import { deepStrictEqual, ok, throws } from "node:assert";
import { calibrate, Uncalibratable } from "../../../../src/matching/calibration/calibrate.ts";
import { somePeople } from "./samples.ts";

// Photos alike as 1 / (1 + noise²) on average, strangers as 0: they overlap, and so promises can be broken.
const people = somePeople({ people: 240, photos: (person) => 2 + person % 5, dimension: 24, noise: 0.6 });
const { judgement, kept, reliability, comparisons } = calibrate(people);

Deno.test("calibrate gives a threshold for each number of references that the photos allow, and each rate", () => {
  const { references, false_match_rates, similarity } = judgement.thresholds;
  deepStrictEqual(references, [1, 2, 3, 5]);
  deepStrictEqual(comparisons.map((row) => row.references), references);
  for (const row of similarity) {
    ok(row.length === false_match_rates.length && row.every((value, i) => i === 0 || value > row[i - 1]));
  }
});

Deno.test("what is fitted on some people keeps its promise for others, within what so few photos can show", () => {
  for (const { promised, met, recall } of kept.filter(({ promised }) => promised === 1e-3)) {
    ok(met > promised / 3 && met < promised * 1.5, `${met}`);
    ok(recall > 0.5);
  }
});

Deno.test("confidence is about how often it is right", () => {
  for (const { share, told, right } of reliability) {
    if (share > 1e-3) ok(Math.abs(told - right) < 0.15, JSON.stringify({ share, told, right }));
  }
  const total = reliability.reduce((sum, { share }) => sum + share, 0);
  ok(Math.abs(total - 1) < 1e-9);
});

Deno.test("calibrate refuses too few people, and people without enough photos", () => {
  const says = (text: RegExp) => (error: unknown) =>
    error instanceof Uncalibratable && text.test(error.message);
  throws(() => calibrate(people.slice(0, 19)), says(/^19 people .* expected 20/));
  throws(() => calibrate(somePeople({ people: 40, photos: () => 1 })), says(/^0 people/));
  throws(() => calibrate(Array(40).fill(people[1])), says(/all photos of others look the same/));
});

Deno.test("calibrate says so where folders hold the same photos, and where faces tell nobody apart", () => {
  const says = (text: RegExp) => (error: unknown) =>
    error instanceof Uncalibratable && text.test(error.message);
  const some = somePeople({ people: 40, photos: () => 6 });
  const twice = [...some, ...some.map((person) => ({ ...person, name: `${person.name} again` }))];
  throws(() => calibrate(twice), says(/several folders/));
  const [{ embeddings: [common] }] = somePeople({ people: 1, photos: () => 1, seed: 2 });
  const sharing = some.map((person) => ({ ...person, embeddings: [common, ...person.embeddings] }));
  throws(() => calibrate(sharing), says(/several folders/));
  // Photos that are as far from others of the same person as from anybody's.
  const anybody = somePeople({ people: 240, photos: () => 1 }).map(({ embeddings }) => embeddings[0]);
  const mixed = some.map((person, i) => ({ ...person, embeddings: anybody.slice(6 * i, 6 * i + 6) }));
  throws(() => calibrate(mixed), says(/tell these people apart/));
});
