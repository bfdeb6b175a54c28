import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { KnownPerson } from "../../../../src/matching/decision/known_person.ts";
import { Matcher } from "../../../../src/matching/decision/decide.ts";
import { extended } from "../../../../src/matching/person.ts";
import { reconsider } from "../../../../src/matching/decision/reconsider.ts";
import { decide, person, unit } from "../plane.ts";

const ann = person("Ann", 0), bob = person("Bob", 3);
const knowing = (people: KnownPerson[], notWanted: KnownPerson[] = []) => new Matcher(people, notWanted);
const names = (decisions: ReturnType<typeof decide>) => decisions.map(({ person }) => person?.name);

Deno.test("a face that was nobody may be somebody of whom more is known by now", () => {
  const faces = [unit(0.7), unit(3)], first = decide(faces, [ann, bob]);
  deepStrictEqual(names(first), [undefined, "Bob"]);
  const again = reconsider(faces, first, knowing([extended(ann, [unit(0.6)]), bob]));
  deepStrictEqual(names(again), ["Ann", "Bob"]);
});

Deno.test("names that were given stay, and nobody gets a second face", () => {
  const faces = [unit(0.1), unit(0.7)], first = decide(faces, [ann]);
  const again = reconsider(faces, first, knowing([extended(ann, [unit(0.7), unit(0.7), unit(0.7)])]));
  deepStrictEqual(names(again), ["Ann", undefined]);
  strictEqual(again[0], first[0]);
  strictEqual(again[1].nearest?.name, "Ann", "told as nearest all the same");
  ok(again[1].similarity! > first[1].similarity!, "by what is known of her now");
});

Deno.test("a second face of somebody doesn't become a relative because the name is taken", () => {
  const faces = [unit(0), unit(0.05)], amy = person("Amy", 0.6), first = decide(faces, [ann, amy]);
  deepStrictEqual(names(first), ["Ann", undefined]);
  deepStrictEqual(names(reconsider(faces, first, knowing([ann, amy]))), ["Ann", undefined]);
});

Deno.test("a face that is more like somebody who is not wanted stays nobody", () => {
  const faces = [unit(0.7)], first = decide(faces, [ann]);
  const again = reconsider(faces, first, knowing([extended(ann, [unit(0.6)])], [person("Amy", 0.7)]));
  strictEqual(names(again)[0], undefined);
});
