import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { type Decision, Matcher } from "../../../../src/matching/decision/decide.ts";
import type { KnownPerson } from "../../../../src/matching/decision/known_person.ts";
import { similarity } from "../../../../src/matching/person.ts";
import { decide, person, unit } from "../plane.ts";

const sought = (name: string, angle: number, threshold = 0.9) => person(name, angle, { threshold });
/** Names of persons, of the nearest, and of the second nearest. */
const names = (decisions: Decision[]) =>
  decisions.map(({ person, nearest, runnerUp }) => [person?.name, nearest?.name, runnerUp?.person.name]);

Deno.test("decide names a person once a photo: the most similar face", () => {
  const people = [sought("Ann", 0), sought("Bob", 3)];
  deepStrictEqual(names(decide([unit(0.2), unit(0.1), unit(1.5)], people)), [
    [undefined, "Ann", "Bob"],
    ["Ann", "Ann", "Bob"],
    [undefined, "Bob", "Ann"],
  ]);
});

Deno.test("decide without anybody sought names nobody", () => {
  const nobody = {
    person: null,
    nearest: null,
    similarity: null,
    runnerUp: null,
    rival: null,
    isRival: false,
  };
  deepStrictEqual(decide([unit(1)], []), [nobody]);
});

Deno.test("a face whose embedding was not kept is nobody, and takes no name from others", () => {
  const [lost, face] = decide([new Float32Array(), unit(0)], [sought("Ann", 0)], [sought("Amy", 1)]);
  deepStrictEqual([lost.person, lost.nearest, lost.rival, face.person?.name], [null, null, null, "Ann"]);
});

Deno.test("a face that just reaches the threshold counts, one just below doesn't", () => {
  const face = unit(0.3), at = decide([face], [sought("Ann", 0)])[0].similarity!;
  strictEqual(decide([face], [sought("Ann", 0, at)])[0].person?.name, "Ann");
  strictEqual(decide([face], [sought("Ann", 0, at + 1e-12)])[0].person, null);
});

Deno.test("a face whose person is another's is its second choice, if that is about as likely", () => {
  // The first is Ann a little more than Bob; the second is surely Ann.
  const people = [sought("Ann", 0), sought("Bob", 0.6)];
  const decisions = decide([unit(0.28), unit(-0.1)], people);
  deepStrictEqual(names(decisions), [["Bob", "Bob", "Ann"], ["Ann", "Ann", "Bob"]]);
  const [{ similarity, runnerUp }] = decisions;
  ok(similarity! < runnerUp!.similarity, "similarity is the one to the person named");
});

Deno.test("the same person twice in a photo, as in a mirror, is not taken for somebody else", () => {
  const people = [sought("Ann", 0), sought("Bob", 0.45)];
  deepStrictEqual(names(decide([unit(0.05), unit(-0.1)], people)), [
    ["Ann", "Ann", "Bob"],
    [undefined, "Ann", "Bob"],
  ]);
});

Deno.test("people are compared by how far a face lies above their thresholds", () => {
  const [decision] = decide([unit(0.5)], [sought("Ann", 0, 0.9), sought("Bob", 1.05, 0.8)]);
  deepStrictEqual(names([decision]), [["Bob", "Bob", "Ann"]]);
});

Deno.test("a face more like someone not wanted is nobody sought, and says whom", () => {
  const people = [sought("Ann", 0)], amy = sought("Amy", 0.4);
  const [ann, twin, far] = decide([unit(0.1), unit(0.3), unit(2)], people, [amy]);
  deepStrictEqual([ann.person?.name, ann.rival?.person.name, ann.isRival], ["Ann", "Amy", false]);
  deepStrictEqual([twin.person, twin.nearest?.name, twin.rival?.person, twin.isRival], [
    null,
    "Ann",
    amy,
    true,
  ]);
  deepStrictEqual([far.person, far.rival?.person, far.isRival], [null, amy, false]);
  strictEqual(decide([unit(0.3)], people)[0].person?.name, "Ann");
});

Deno.test("a face exactly as much like someone not wanted as like someone sought is nobody sought", () => {
  const [face] = decide([unit(0.1)], [sought("Ann", 0)], [sought("Amy", 0)]);
  deepStrictEqual([face.person, face.nearest?.name, face.rival?.person.name, face.isRival], [
    null,
    "Ann",
    "Amy",
    true,
  ]);
});

Deno.test("someone not wanted may be in a photo twice, and leaves the name to the right face", () => {
  const decisions = decide([unit(0.35), unit(0.45), unit(0.15)], [sought("Ann", 0)], [sought("Amy", 0.4)]);
  deepStrictEqual(decisions.map(({ isRival }) => isRival), [true, true, false]);
  strictEqual(decisions[2].person?.name, "Ann");
});

const angle = fc.double({ min: -3, max: 3, noNaN: true });
const group = fc.array(fc.record({ angle, threshold: fc.double({ min: 0.5, max: 1, noNaN: true }) }), {
  maxLength: 5,
});

/** Holds of the decisions about any faces, with any people sought and not wanted. */
function always(
  holds: (decisions: readonly Decision[], sought: readonly KnownPerson[], faces: number) => void,
) {
  fc.assert(fc.property(fc.array(angle, { maxLength: 6 }), group, group, (angles, wanted, others) => {
    const people = wanted.map(({ angle, threshold }, i) => sought(`sought ${i}`, angle, threshold));
    const notWanted = others.map(({ angle, threshold }, i) => sought(`not ${i}`, angle, threshold));
    holds(decide(angles.map(unit), people, notWanted), people, angles.length);
  }));
}

/** Holds of each decision that names somebody, likewise. */
function alwaysNamed(
  holds: (
    decision: Decision & { person: KnownPerson; similarity: number },
    sought: readonly KnownPerson[],
  ) => boolean,
) {
  always((decisions, people) => {
    for (const decision of decisions) {
      const { person, similarity } = decision;
      if (person) ok(holds({ ...decision, person, similarity: similarity! }, people), person.name);
    }
  });
}

Deno.test("each face is decided about", () =>
  always((decisions, _, faces) => strictEqual(decisions.length, faces)));

Deno.test("nobody is named twice", () =>
  always((decisions) => {
    const named = decisions.flatMap(({ person }) => person ?? []);
    strictEqual(new Set(named).size, named.length);
  }));

Deno.test("whoever is named is sought, and the nearest", () =>
  alwaysNamed(({ person, nearest, isRival }, people) =>
    person === nearest && people.includes(person) && !isRival
  ));

Deno.test("whoever is named reaches the threshold", () =>
  alwaysNamed(({ person, similarity }) => similarity >= person.threshold));

Deno.test("whoever is named is farther above the threshold than anyone not wanted", () =>
  alwaysNamed(({ person, similarity, rival }) =>
    rival === null || similarity - person.threshold > rival.similarity - rival.person.threshold
  ));

Deno.test("the runner-up is another than the nearest", () =>
  always((decisions) => {
    for (const { nearest, runnerUp } of decisions) ok(runnerUp === null || runnerUp.person !== nearest);
  }));

Deno.test("a face alone in its photo is the most alike person whose threshold it reaches", () => {
  fc.assert(fc.property(angle, group, (at, wanted) => {
    const people = wanted.map(({ angle, threshold }, i) => sought(`sought ${i}`, angle, threshold));
    const [{ person }] = decide([unit(at)], people);
    const most = Math.max(...people.map((one) => similarity(one, unit(at)) - one.threshold));
    // Decisions are made with single precision.
    fc.pre(Math.abs(most) > 1e-6);
    strictEqual(person !== null, most > 0);
    ok(person === null || similarity(person, unit(at)) - person.threshold > most - 1e-6);
  }));
});

const isAnn = { is: "Ann", not: new Set<string>() }, isNotAnn = { is: null, not: new Set(["Ann"]) };

Deno.test("a face that was rejected is the next most alike person whose threshold it reaches, or nobody", () => {
  const people = [sought("Ann", 0), sought("Bob", 0.4)];
  const [first, second] = new Matcher(people).decide([unit(0.1), unit(-0.4)], {
    verdicts: [isNotAnn, isNotAnn],
  });
  deepStrictEqual(names([first, second]), [["Bob", "Bob", undefined], [undefined, "Bob", undefined]]);
});

Deno.test("a face that was confirmed is the person, whatever it is like, and the name isn't given to others", () => {
  const people = [sought("Ann", 0), sought("Bob", 2)];
  const [unlike, alike] = new Matcher(people).decide([unit(2), unit(0.1)], { verdicts: [isAnn, null] });
  deepStrictEqual(names([unlike, alike]), [["Ann", "Ann", "Bob"], [undefined, "Ann", "Bob"]]);
  deepStrictEqual([unlike.confirmed, alike.confirmed], [true, undefined]);
});

Deno.test("a face that was confirmed to be somebody who isn't sought is nobody", () => {
  const [face] = new Matcher([sought("Ann", 0)]).decide([unit(0)], {
    verdicts: [{ is: "Zoe", not: new Set() }],
  });
  deepStrictEqual([face.person, face.nearest], [null, null]);
});

Deno.test("two faces that were confirmed to be the same person both are", () => {
  const decisions = new Matcher([sought("Ann", 0)]).decide([unit(0), unit(1)], { verdicts: [isAnn, isAnn] });
  deepStrictEqual(decisions.map(({ person }) => person?.name), ["Ann", "Ann"]);
});

Deno.test("a face as far above the threshold of a rejected one is not the person", () => {
  const ann = { ...sought("Ann", 0), rejected: { faces: [unit(0.4)], threshold: 0.9 } };
  const [right, middle, wrong] = decide([unit(-0.3), unit(0.19), unit(0.3)], [ann, sought("Bob", 1.2)]);
  // Alone each would be Ann.
  deepStrictEqual(names([right, middle, wrong]).map(([, nearest]) => nearest), ["Ann", "Ann", "Bob"]);
  deepStrictEqual(decide([unit(0.19)], [ann])[0].person, ann);
  deepStrictEqual(decide([unit(0.3)], [ann])[0].person, null);
});

Deno.test("a rejected face matters to nobody but the person it was rejected for", () => {
  const ann = { ...sought("Ann", 0), rejected: { faces: [unit(0.4)], threshold: 0.9 } };
  deepStrictEqual(names(decide([unit(0.4)], [ann, sought("Bob", 0.4)])), [["Bob", "Bob", undefined]]);
});
