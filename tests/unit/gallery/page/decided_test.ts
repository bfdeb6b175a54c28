import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { parseDecisions } from "../../../../src/decisions/decisions_file.ts";
import { Decided } from "../../../../src/gallery/page/decided.ts";
import { Names } from "../../../../src/gallery/page/names.ts";
import { finds } from "./a_find.ts";

const hash = "ab".repeat(32), other = "cd".repeat(32);

Deno.test("what is decided about a face holds in copies of the photo, and is saved once", () => {
  const all = finds({ hash }, { hash, path: "/copy.jpg" }, { hash: other }), decided = new Decided(all);
  decided.set(all[1], "no");
  deepStrictEqual(all.map((find) => decided.of(find)), ["no", "no", null]);
  strictEqual(decided.file().decisions.length, 1);
  decided.set(all[0], null);
  deepStrictEqual([decided.of(all[1]), decided.size], [null, 0]);
});

Deno.test("two faces, and two names, in one photo are decided about apart", () => {
  const all = finds({ hash }, { hash, person: 1 }, { hash, box: { x: 60, y: 60, width: 20, height: 20 } });
  const decided = new Decided(all);
  decided.set(all[0], "yes");
  deepStrictEqual(all.map((find) => decided.of(find)), ["yes", null, null]);
});

Deno.test("the program reads what the page saves, and the page too, with what is of other photos", () => {
  const all = finds({ hash }, { hash: other, person: 1 }), decided = new Decided(all);
  decided.set(all[0], "yes");
  decided.set(all[1], "no");
  const text = JSON.stringify(decided.file());
  deepStrictEqual(parseDecisions(text), decided.file().decisions);
  const [first] = all, again = new Decided([first]);
  strictEqual(again.load(text), 1);
  deepStrictEqual([again.of(first), again.size, again.isUnsaved], ["yes", 2, false]);
});

Deno.test("what is no file of decisions changes nothing", () => {
  const all = finds({ hash }), decided = new Decided(all);
  for (const text of ["", "1", '{"schema":2,"decisions":[]}', '{"schema":1,"decisions":[{"hash":"a"}]}']) {
    throws(() => decided.load(text));
  }
  strictEqual(decided.size, 0);
});

Deno.test("a face that was confirmed before the search is so, until that is rejected", () => {
  const all = finds({ hash, confirmed: true }), decided = new Decided(all);
  strictEqual(decided.of(all[0]), "yes");
  decided.set(all[0], null);
  deepStrictEqual([decided.of(all[0]), decided.isUnsaved], ["yes", false], "there is nothing to take back");
  decided.set(all[0], "no");
  deepStrictEqual([decided.of(all[0]), decided.isUnsaved], ["no", true]);
  decided.set(all[0], null);
  strictEqual(decided.of(all[0]), "yes");
});

/** Names of two groups; the second was named Bob before. */
const namesOfTwo = () =>
  new Names({
    people: ["person-001", "Bob"].map((name) => ({
      name,
      unnamed: name !== "Bob",
      threshold: 0.5,
      references: [],
    })),
  });

Deno.test("the faces of a group are somebody's once it has a name, but for those that were rejected", () => {
  const all = finds({ hash }, { hash: other }, { hash: "ef".repeat(32), person: 1 });
  const names = namesOfTwo(), decided = new Decided(all, names);
  decided.set(all[1], "no");
  deepStrictEqual([decided.size, decided.isUnsaved], [0, true]);
  names.set(0, "Ann");
  decided.named();
  const said = decided.file().decisions;
  deepStrictEqual(said.map(({ person, verdict }) => [person, verdict]), [["Ann", "yes"], ["Ann", "no"]]);
  deepStrictEqual(parseDecisions(JSON.stringify(decided.file())), said);
});

Deno.test("a page of groups takes names and rejections from a file, and keeps what is of other photos", () => {
  const all = finds({ hash }, { hash: other }), names = namesOfTwo(), decided = new Decided(all, names);
  names.set(0, "Ann");
  decided.set(all[1], "no");
  const text = JSON.stringify(decided.file());
  const namesAgain = namesOfTwo(), again = new Decided(all, namesAgain);
  strictEqual(again.load(text), 2);
  deepStrictEqual([namesAgain.of(0), again.of(all[1])], ["Ann", "no"]);
  deepStrictEqual(again.file(), decided.file());
  const elsewhere = new Decided(finds({ hash: "ef".repeat(32) }), namesOfTwo());
  strictEqual(elsewhere.load(text), 0);
  strictEqual(elsewhere.size, 2);
});

Deno.test("a page of groups takes No from a file too where that comes before the name", () => {
  const all = finds({ hash }, { hash: other }), names = namesOfTwo(), decided = new Decided(all, names);
  names.set(0, "Ann");
  decided.set(all[0], "no");
  deepStrictEqual(decided.file().decisions.map(({ verdict }) => verdict), ["no", "yes"]);
  const again = new Decided(all, namesOfTwo());
  strictEqual(again.load(JSON.stringify(decided.file())), 2);
  deepStrictEqual(all.map((find) => again.of(find)), ["no", "yes"]);
  deepStrictEqual(again.file(), decided.file());
});
