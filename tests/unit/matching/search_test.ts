import { match, notStrictEqual, strictEqual } from "node:assert";
import type { KnownPerson } from "../../../src/matching/decision/known_person.ts";
import { makePerson } from "../../../src/matching/person.ts";
import { searchId } from "../../../src/matching/search.ts";

const sought = (name: string, threshold: number, ...references: number[][]): KnownPerson => ({
  ...makePerson(name, references.map((numbers) => Float32Array.from(numbers))),
  threshold,
  certain: 1,
});
const people = [sought("Ann", 0.4, [1, 0], [0, 1]), sought("Bob", 0.5, [0.6, 0.8])];
const settings = { all: false, roots: ["/photos"] };
const notWanted = [sought("Cid", 0.4, [0.8, 0.6])];
const id = searchId(people, notWanted, [], settings);

Deno.test("the same search has the same id", () => {
  match(id, /^[0-9a-f]{64}$/);
  strictEqual(searchId(structuredClone(people), structuredClone(notWanted), [], { ...settings }), id);
  const [ann, bob] = people, within = new Float32Array([9, ...bob.references[0], 9]).subarray(1, 3);
  strictEqual(searchId([ann, { ...bob, references: [within] }], notWanted, [], settings), id);
});

const OTHERS: [string, KnownPerson[], unknown][] = [
  ["fewer people", people.slice(1), settings],
  ["another name", [people[0], sought("Rob", 0.5, [0.6, 0.8])], settings],
  ["another threshold", [people[0], sought("Bob", 0.51, [0.6, 0.8])], settings],
  ["other certainty", [people[0], { ...people[1], certain: 0.9 }], settings],
  ["another reference", [people[0], sought("Bob", 0.5, [0.8, 0.6])], settings],
  ["one reference more", [people[0], sought("Bob", 0.5, [0.6, 0.8], [1, 0])], settings],
  ["a reference of somebody else", [
    sought("Ann", 0.4, [1, 0]),
    sought("Bob", 0.5, [0, 1], [0.6, 0.8]),
  ], settings],
  [
    "references that count otherwise",
    [people[0], { ...people[1], centroid: Float32Array.of(0, 1) }],
    settings,
  ],
  [
    "a face that was rejected",
    [people[0], { ...people[1], rejected: { faces: [Float32Array.of(1, 0)], threshold: 0.5 } }],
    settings,
  ],
  ["another setting", people, { ...settings, all: true }],
  ["another root", people, { ...settings, roots: ["/photos2"] }],
];
for (const [name, others, settings] of OTHERS) {
  Deno.test(`a search with ${name} has another id`, () => {
    notStrictEqual(searchId(others, notWanted, [], settings), id);
  });
}

const OTHER_RIVALS: [string, KnownPerson[], KnownPerson[]][] = [
  ["without those who are not wanted", people, []],
  ["with another reference of someone not wanted", people, [sought("Cid", 0.4, [0.6, 0.8])]],
  ["with one more who is not wanted", people, [...notWanted, sought("Dan", 0.4, [0, 1])]],
  ["for someone who was not wanted", [...people, ...notWanted], []],
];
for (const [name, wanted, others] of OTHER_RIVALS) {
  Deno.test(`a search ${name} has another id`, () => {
    notStrictEqual(searchId(wanted, others, [], settings), id);
  });
}

Deno.test("a search after a decision, or after another one, has another id", () => {
  const box = { x: 0, y: 0, width: 1, height: 1 };
  const ids = (["yes", "no"] as const).map((verdict) =>
    searchId(people, notWanted, [{ hash: "00", box, person: "Eve", verdict }], settings)
  );
  strictEqual(new Set([id, ...ids]).size, 3);
});
