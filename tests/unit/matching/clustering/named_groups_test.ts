import { deepStrictEqual, ok } from "node:assert";
import type { FaceVerdict } from "../../../../src/decisions/verdicts.ts";
import { groupOf } from "../../../../src/matching/clustering/grouping.ts";
import { nameGroups } from "../../../../src/matching/clustering/named_groups.ts";
import { unit } from "../plane.ts";
import { stored } from "./stored.ts";

const store = stored([0, 0.1, 0.2, 1, 1.1, 2, 3].map(unit));
/** Three faces, two, and two that are alone. */
const GROUPS = [groupOf([0, 1, 2], store), groupOf([3, 4], store)];
const is = (name: string): FaceVerdict => ({ is: name, not: new Set() });
const not = (name: string): FaceVerdict => ({ is: null, not: new Set([name]) });

function named(said: Record<number, FaceVerdict>) {
  return nameGroups(GROUPS, store, (face) => said[face] ?? null).groups.map(({ name, faces }) => [
    name,
    ...faces.map(({ face }) => face).sort((a, b) => a - b),
  ]);
}

Deno.test("without a word about any face the groups stay as they are", () => {
  deepStrictEqual(named({}), [[null, 0, 1, 2], [null, 3, 4]]);
});

Deno.test("a name that was given to one face holds for its group", () => {
  deepStrictEqual(named({ 4: is("Ann") }), [[null, 0, 1, 2], ["Ann", 3, 4]]);
});

Deno.test("groups with the same name are one, with faces that are alone", () => {
  deepStrictEqual(named({ 0: is("Ann"), 3: is("Ann"), 6: is("Ann") }), [["Ann", 0, 1, 2, 3, 4, 6]]);
});

Deno.test("a face that isn't the person is alone, one that is somebody else goes there", () => {
  deepStrictEqual(named({ 0: is("Ann"), 2: not("Ann") }), [["Ann", 0, 1], [null, 3, 4]]);
  deepStrictEqual(named({ 0: is("Ann"), 2: not("Bob") }), [["Ann", 0, 1, 2], [null, 3, 4]]);
});

Deno.test("faces that are taken out of a group are told together: they may be somebody else's", () => {
  const takenOut = (said: Record<number, FaceVerdict>) =>
    nameGroups(GROUPS, store, (face) => said[face] ?? null).takenOut.map((faces) => faces.toSorted());
  deepStrictEqual(takenOut({ 0: is("Ann"), 1: not("Ann"), 2: not("Ann") }), [[1, 2]]);
  deepStrictEqual(takenOut({ 0: is("Ann"), 2: not("Ann") }), []);
});

Deno.test("a group with two names goes apart: of the rest nobody knows whose it is", () => {
  deepStrictEqual(named({ 0: is("Ann"), 1: is("Bob"), 3: is("Bob") }), [["Bob", 1, 3, 4], ["Ann", 0]]);
});

Deno.test("faces are told by how typical they are of the group that they came to", () => {
  const { groups: [{ faces }] } = nameGroups(
    GROUPS,
    store,
    (face) => face === 0 || face === 3 ? is("Ann") : null,
  );
  const similarities = faces.map(({ similarity }) => similarity);
  deepStrictEqual(similarities, similarities.toSorted((a, b) => b - a));
  // The middle of 0, .1, .2, 1 and 1.1 is nearer to .2 than to the others.
  ok(faces[0].face === 2 && similarities[0] < 0.99);
});
