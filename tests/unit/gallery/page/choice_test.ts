import { deepStrictEqual } from "node:assert";
import { type Choice, EVERYTHING, sectionsOf } from "../../../../src/gallery/page/choice.ts";
import { type Fields, finds } from "./a_find.ts";

function chosen(choice: Partial<Choice>, ...fields: Fields[]) {
  const sections = sectionsOf(
    finds(...fields),
    { ...EVERYTHING, ...choice },
    ({ face }) => face.confirmed ? "yes" : null,
  );
  return sections.map(({ person, finds }) => [person, ...finds.map(({ id }) => id)]);
}

Deno.test("finds stand in sections by person, the surest first", () => {
  deepStrictEqual(chosen({}, { person: 1 }, { similarity: 0.6 }, { similarity: 0.8 }), [["Ann", 2, 1], [
    "Bob",
    0,
  ]]);
});

Deno.test("as searched only what was named is shown; looser also what is near, stricter only what is far above", () => {
  const near: Fields = { named: false, similarity: 0.45 }, taken: Fields = { named: false, similarity: 0.55 };
  // Named by what was learnt during the search.
  const learnt: Fields = { similarity: 0.49 };
  deepStrictEqual(chosen({}, near, taken, learnt, {}), [["Ann", 3, 2]]);
  deepStrictEqual(chosen({ stricter: -0.06 }, near, taken, learnt, {}), [["Ann", 3, 1, 2, 0]]);
  deepStrictEqual(chosen({ stricter: 0.1 }, near, taken, learnt, {}), [["Ann", 3]]);
});

Deno.test("the slider adds to each person's own threshold", () => {
  deepStrictEqual(chosen({ stricter: 0.15 }, { similarity: 0.7 }, { person: 1, similarity: 0.7 }), [[
    "Ann",
    0,
  ]]);
});

Deno.test("what was decided stays, however strict the slider is", () => {
  deepStrictEqual(chosen({ stricter: 0.3 }, { confirmed: true }, {}), [["Ann", 0]]);
  deepStrictEqual(chosen({ verdict: "open" }, { confirmed: true }, {}), [["Ann", 1]]);
});

Deno.test("finds are chosen by person", () => {
  deepStrictEqual(chosen({ person: "Bob" }, {}, { person: 1 }), [["Bob", 1]]);
});

Deno.test("finds are chosen by what is in the path, whatever the case", () => {
  deepStrictEqual(chosen({ text: "beach" }, { path: "/Beach/1.jpg" }, {}), [["Ann", 0]]);
});

Deno.test("finds are chosen by days; those without a date are of none", () => {
  const days = ["2020-01-01T12:00:00Z", "2020-06-01T12:00:00Z", "nonsense"].map((modified) => ({ modified }));
  deepStrictEqual(chosen({ from: "2020-02-01" }, ...days), [["Ann", 1]]);
  deepStrictEqual(chosen({ to: "2020-02-01" }, ...days), [["Ann", 0]]);
});

Deno.test("finds are chosen by confidence, where there is none as the lowest", () => {
  const finds: Fields[] = [{ confidence: 0.4 }, { confidence: null }, {}];
  deepStrictEqual(chosen({ confidence: "doubtful" }, ...finds), [["Ann", 0, 1]]);
});

Deno.test("what has no date comes last, whether the newest or the oldest comes first", () => {
  const days = ["nonsense", "2020-01-01T12:00:00Z", "2020-06-01T12:00:00Z"].map((modified) => ({ modified }));
  deepStrictEqual(chosen({ order: "newest" }, ...days), [["Ann", 2, 1, 0]]);
  deepStrictEqual(chosen({ order: "oldest" }, ...days), [["Ann", 1, 2, 0]]);
});
