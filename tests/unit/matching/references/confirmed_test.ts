import { deepStrictEqual, strictEqual } from "node:assert";
import { withConfirmed } from "../../../../src/matching/references/confirmed.ts";
import { makePerson } from "../../../../src/matching/person.ts";
import { unit } from "../plane.ts";

const source = { path: "/a.jpg", hash: "00", box: { x: 0, y: 0, width: 1, height: 1 } };
const confirmed = (angle: number) => ({ embedding: unit(angle), sharpness: 50, source });
const ann = (...angles: number[]) => ({
  ...makePerson("Ann", angles.map(unit)),
  sharpness: angles.map(() => 50),
  sources: angles.map(() => source),
});

Deno.test("of confirmed faces those least like the person join the references, up to five in all", () => {
  const { references, sharpness, sources } = withConfirmed(
    ann(0),
    [1, 0.4, 0.9, 0.5, 0.8, 0.6].map(confirmed),
  );
  deepStrictEqual(references, [0, 1, 0.9, 0.8, 0.6].map(unit));
  deepStrictEqual([sharpness.length, sources.length], [5, 5]);
});

Deno.test("a person with five references is not changed by confirmed faces", () => {
  const person = ann(0, 0.1, 0.2, 0.3, 0.4);
  strictEqual(withConfirmed(person, [confirmed(1)]), person);
});

Deno.test("a confirmed face that is one picture with a reference doesn't join", () => {
  const person = ann(0);
  strictEqual(withConfirmed(person, [confirmed(0.01)]), person);
});
