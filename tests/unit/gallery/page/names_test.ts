import { deepStrictEqual, strictEqual } from "node:assert";
import { Names } from "../../../../src/gallery/page/names.ts";

const group = (name: string, unnamed = true) => ({ name, unnamed, threshold: 0.5, references: [] });
const make = () => new Names({ people: [group("person-001"), group("Ann", false), group("person-003")] });

Deno.test("groups have the names that they had before, and no others", () => {
  const names = make();
  deepStrictEqual([0, 1, 2].map((at) => names.of(at)), [null, "Ann", null]);
  deepStrictEqual(names.all, ["Ann"]);
});

Deno.test("a name is given without needless blanks, and an empty one takes it back", () => {
  const names = make();
  names.set(0, "  Bob   Ross ");
  strictEqual(names.of(0), "Bob Ross");
  names.set(0, " ");
  strictEqual(names.of(0), null);
});

Deno.test("groups with the same name are the same person", () => {
  const names = make();
  names.set(2, "Ann");
  deepStrictEqual([names.sameAs(1), names.sameAs(2), names.sameAs(0)], [[2], [1], []]);
});

Deno.test("it is known which names are new", () => {
  const names = make();
  names.set(0, "Bob");
  names.set(1, "Anne");
  deepStrictEqual([0, 1, 2].map((at) => names.isAsBefore(at)), [false, false, true]);
  names.set(1, "Ann");
  strictEqual(names.isAsBefore(1), true);
});
