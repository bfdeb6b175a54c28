import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { coarseFaces } from "../../../../src/faces/coarse_embedding.ts";
import type { KnownPerson } from "../../../../src/matching/decision/known_person.ts";
import { Matcher } from "../../../../src/matching/decision/decide.ts";
import { makePerson, similarity } from "../../../../src/matching/person.ts";
import { Prefilter } from "../../../../src/matching/decision/prefilter.ts";
import { isUndecided, undecidedFrom } from "../../../../src/matching/decision/surest.ts";
import { drawPeople } from "../synthetic_people.ts";
import { person, unit } from "../plane.ts";

/** What is drawn of a world: the dimensions of a few packs, and odd ones. */
const worlds = fc.record({
  dimension: fc.constantFrom(3, 16, 100, 512, 704),
  people: fc.integer({ min: 1, max: 6 }),
  notWanted: fc.integer({ min: 0, max: 2 }),
  references: fc.integer({ min: 1, max: 5 }),
  noise: fc.double({ min: 0, max: 0.5, noNaN: true }),
  threshold: fc.double({ min: -0.5, max: 1.1, noNaN: true }),
  seed: fc.integer(),
});

Deno.test("no face is held back that is somebody, may come to be somebody, or is somebody not wanted", () => {
  fc.assert(fc.property(worlds, ({ dimension, people, notWanted, references, noise, threshold, seed }) => {
    const drawn = drawPeople({ dimension, people: people + notWanted + 3, photos: 9, noise, seed });
    const known = drawn.slice(0, people + notWanted).map((photos, n): KnownPerson => ({
      ...makePerson(`${n}`, photos.slice(0, references)),
      threshold,
      certain: threshold + 0.1,
    }));
    const sought = known.slice(0, people), not = known.slice(people);
    const faces = drawn.flatMap((photos) => photos.slice(references));
    const matters = new Prefilter(sought, not).mayMatter(coarseFaces(faces));
    const matcher = new Matcher(sought, not);
    faces.forEach((face, i) => {
      const decisions = matcher.decide([face]), [{ person, isRival }] = decisions;
      ok(matters[i] === 1 || !person && !isRival && !isUndecided(decisions));
    });
  }));
});

Deno.test("a face at the very similarity that matters is let through, one well below is held back", () => {
  const face = drawPeople({ dimension: 704, people: 1, photos: 1, noise: 0, seed: 3 })[0][0];
  const [ann] = drawPeople({ dimension: 704, people: 2, photos: 3, noise: 0.2, seed: 4 })
    .map((photos) => makePerson("Ann", photos));
  const at = similarity(ann, face);
  const matters = (offset: number, wanted: boolean) => {
    const person = { ...ann, threshold: at + offset, certain: 2 };
    const filter = wanted ? new Prefilter([person], []) : new Prefilter([], [person]);
    return filter.mayMatter(coarseFaces([face]))[0];
  };
  const rise = -undecidedFrom({ ...ann, threshold: 0, certain: 0 });
  deepStrictEqual([matters(rise, true), matters(rise + 0.03, true)], [1, 0]);
  deepStrictEqual([matters(0, false), matters(0.03, false)], [1, 0]);
});

Deno.test("what the coarse numbers leave out of a person counts too, where those of a face leave nothing out", () => {
  const DIMENSION = 16, face = new Float32Array(DIMENSION).fill(0.25);
  // All but the largest lie below the middle between two of the steps that a vector's numbers are rounded to.
  const step = 0.6 / (2 ** 15 - 1), small = 0.8 / Math.sqrt(DIMENSION - 1);
  const reference = new Float32Array(DIMENSION).fill((Math.floor(small / step) + 0.45) * step).fill(
    0.6,
    0,
    1,
  );
  const amy = makePerson("Amy", [reference]), at = similarity(amy, face);
  const filter = new Prefilter([], [{ ...amy, threshold: at, certain: 2 }]);
  strictEqual(filter.mayMatter(coarseFaces([face]))[0], 1);
});

Deno.test("nearly all faces of strangers are held back", () => {
  const [ann, ...strangers] = drawPeople({ dimension: 704, people: 1500, photos: 2, noise: 0.02, seed: 5 });
  const sought = { ...makePerson("Ann", ann), threshold: 0.95, certain: 1 };
  const matters = new Prefilter([sought], []).mayMatter(coarseFaces(strangers.flat()));
  ok(matters.filter((one) => one === 1).length < 0.02 * matters.length);
});

Deno.test("embeddings that are no numbers, or of another length, are let through; without people nothing is", () => {
  const filter = new Prefilter([person("Ann", 0)], []);
  strictEqual(filter.mayMatter(coarseFaces([Float32Array.of(NaN, 0)]))[0], 1);
  strictEqual(filter.mayMatter(coarseFaces([new Float32Array(40)]))[0], 1);
  strictEqual(new Prefilter([], []).mayMatter(coarseFaces([unit(0)]))[0], 0);
});
