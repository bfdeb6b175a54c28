import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { KnownPerson } from "../../../../src/matching/decision/known_person.ts";
import { similarity } from "../../../../src/matching/person.ts";
import { isUndecided, SurestMatches } from "../../../../src/matching/decision/surest.ts";
import { decide, person, unit } from "../plane.ts";

/** Surer than a match, and less than the picture of a reference. */
const CERTAIN = { certain: 0.9 };
const ann = person("Ann", 0, CERTAIN), bob = person("Bob", 3, CERTAIN);
/** Thresholds that stay. */
const LEVEL = () => 0;
/** What is learnt from photos of one face each. */
function learntFrom(angles: number[], people = [ann, bob], notWanted: KnownPerson[] = []) {
  const surest = new SurestMatches();
  angles.forEach((angle, i) => surest.add(`${i}`, [unit(angle)], decide([unit(angle)], people, notWanted)));
  return surest;
}

Deno.test("a certain match moves a person towards the sides that it shows", () => {
  const [learnt, other] = learntFrom([0.4]).learnt([ann, bob], LEVEL);
  ok(similarity(learnt, unit(0.6)) > similarity(ann, unit(0.6)));
  ok(similarity(learnt, unit(-0.6)) < similarity(ann, unit(-0.6)));
  strictEqual(other, bob, "nothing was learnt of Bob");
});

Deno.test("a match that is only just one teaches nothing", () => {
  const [learnt] = learntFrom([0.5]).learnt([ann], LEVEL);
  strictEqual(learnt, ann);
});

Deno.test("a reference photo that is searched, too, teaches nothing, nor does a copy of it", () => {
  const references = Array.from({ length: 10 }, (_, i) => i / 100);
  const [learnt] = learntFrom([...references, 0.4]).learnt([ann], LEVEL);
  deepStrictEqual(learnt, learntFrom([0.4]).learnt([ann], LEVEL)[0]);
  strictEqual(learntFrom(references).learnt([ann], LEVEL)[0], ann);
});

Deno.test("of very many matches only the surest ten count", () => {
  const few = learntFrom(Array.from({ length: 10 }, () => 0.35)).learnt([ann], LEVEL)[0];
  const many = learntFrom([
    ...Array.from({ length: 50 }, () => 0.4),
    ...Array.from({ length: 10 }, () => 0.35),
  ]);
  ok(Math.abs(similarity(many.learnt([ann], LEVEL)[0], unit(1)) - similarity(few, unit(1))) < 1e-6);
});

Deno.test("the threshold of whom more is known rises by what that many photos ask for", () => {
  const rise = ({ references, found }: { references: number; found: number }) =>
    references / 100 + found / 10;
  const [learnt, other] = learntFrom([0.4, 0.35]).learnt([ann, bob], rise);
  strictEqual(learnt.threshold, 0.8 + 0.01 + 0.2);
  strictEqual(other.threshold, 0.8);
});

Deno.test("of the same content only the surest match counts, whichever comes first", () => {
  for (const angles of [[0.35, 0.4], [0.4, 0.35]]) {
    const surest = new SurestMatches();
    for (const angle of angles) surest.add("same", [unit(angle)], decide([unit(angle)], [ann]));
    deepStrictEqual(surest.learnt([ann], LEVEL), learntFrom([0.35], [ann]).learnt([ann], LEVEL));
  }
});

Deno.test("of a person who is not wanted is learnt too, and not of the one sought", () => {
  const amy = person("Amy", 0.1, CERTAIN), surest = learntFrom([0.5], [ann], [amy]);
  ok(surest.learnt([amy], LEVEL)[0].wider);
  strictEqual(surest.learnt([ann], LEVEL)[0].wider, undefined);
});

Deno.test("a face just below a threshold is undecided; one above, far below, or of somebody not wanted isn't", () => {
  const undecided = (angle: number, notWanted: KnownPerson[] = []) =>
    isUndecided(decide([unit(angle)], [ann], notWanted));
  strictEqual(undecided(Math.acos(0.75)), true);
  strictEqual(undecided(Math.acos(0.85)), false);
  strictEqual(undecided(Math.acos(0.6)), false);
  strictEqual(undecided(Math.acos(0.75), [person("Amy", Math.acos(0.75))]), false);
  strictEqual(isUndecided(decide([unit(0)], [])), false);
});
