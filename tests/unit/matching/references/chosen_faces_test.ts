import { deepStrictEqual, ok } from "node:assert";
import fc from "fast-check";
import { chooseFaces } from "../../../../src/matching/references/chosen_faces.ts";
import { agreeing } from "../../../../src/matching/person.ts";
import { SeededRandom } from "../../../../src/matching/seeded_random.ts";
import { unit } from "../synthetic_people.ts";

const AGREEMENT = 0.35, DIMENSION = 128;

/** A face of somebody; faces of different people don't agree. `number`: another picture of the same person. */
function face(person: number, number = 0): Float32Array {
  const people = new SeededRandom(person), photos = new SeededRandom(1000 * person + number + 1);
  return unit(Float32Array.from({ length: DIMENSION }, () => people.normal() + 0.5 * photos.normal()));
}

/** Each photo is a list of people, largest first; its number makes its faces others than those of other photos. */
const album = (...photos: number[][]) => photos.map((people, i) => people.map((person) => face(person, i)));

/** The position of the chosen face of each photo; null where it doesn't agree. */
const chosen = (...photos: number[][]) =>
  chooseFaces(album(...photos), AGREEMENT).map(({ face, agrees }) => agrees ? face : null);

const ANN = 1, BOB = 2, CAT = 3, DAN = 4, EVE = 5, FAY = 6;

Deno.test("the largest faces are chosen when they agree, whoever else is on the photos", () => {
  deepStrictEqual(chosen([ANN], [ANN], [ANN]), [0, 0, 0]);
  deepStrictEqual(chosen([ANN, BOB], [ANN, BOB], [ANN, BOB]), [0, 0, 0]);
});

Deno.test("where the largest face is somebody else's, the one that agrees with the other photos is chosen", () => {
  deepStrictEqual(chosen([ANN], [ANN], [BOB, ANN]), [0, 0, 1]);
  deepStrictEqual(chosen([ANN, CAT], [BOB, CAT, ANN], [ANN], [ANN]), [0, 2, 0, 0]);
});

Deno.test("a photo without a face that agrees has none, and its largest is kept", () => {
  deepStrictEqual(chooseFaces(album([ANN], [ANN], [ANN], [BOB, CAT]), AGREEMENT)[3], {
    face: 0,
    agrees: false,
  });
});

Deno.test("who is on most photos is chosen, also when another is largest on more of them", () => {
  deepStrictEqual(chosen([ANN], [ANN], [BOB, ANN], [BOB, ANN], [BOB, ANN]), [0, 0, 1, 1, 1]);
});

Deno.test("who is on all photos is chosen, also when somebody else is larger on each", () => {
  deepStrictEqual(chosen([BOB, ANN], [CAT, ANN], [DAN, EVE, ANN], [FAY, ANN]), [1, 1, 2, 1]);
});

Deno.test("of two who are on equally many photos, the one who is alone on most is chosen", () => {
  deepStrictEqual(chosen([BOB, CAT], [BOB, ANN], [BOB, ANN], [ANN]), [null, 1, 1, 0]);
});

Deno.test("a couple on all photos is told apart by who is largest on more of them", () => {
  deepStrictEqual(chosen([ANN, BOB], [ANN, BOB], [BOB, ANN]), [0, 0, 1]);
  deepStrictEqual(chosen([ANN, BOB], [BOB, ANN], [BOB, ANN]), [1, 0, 0]);
});

Deno.test("two photos whose largest faces differ show whoever is on both, if that can be one only", () => {
  deepStrictEqual(chosen([ANN], [BOB, ANN]), [0, 1]);
  deepStrictEqual(chosen([CAT, ANN], [BOB, DAN, ANN]), [1, 2]);
  deepStrictEqual(chosen([ANN, BOB], [BOB, ANN]), [0, 0]);
  deepStrictEqual(chosen([ANN], [BOB, CAT]), [0, 0]);
  deepStrictEqual(chosen([ANN, BOB], [ANN, BOB]), [0, 0]);
});

Deno.test("of one photo the largest face is chosen, of none nothing", () => {
  deepStrictEqual(chosen([ANN, BOB]), [0]);
  deepStrictEqual(chosen(), []);
});

Deno.test("two who happen to be alike among several photos are no majority", () => {
  deepStrictEqual(chosen([BOB, ANN], [CAT, ANN], [DAN], [EVE]).filter((face) => face === 1), []);
});

const photos = fc.array(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }), {
  maxLength: 9,
});

Deno.test("photos with one face are judged as ever, each by itself", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 9 }), (people) => {
    const faces = album(...people.map((person) => [person]));
    deepStrictEqual(
      chooseFaces(faces, AGREEMENT),
      agreeing(faces.flat(), AGREEMENT).map((agrees) => ({ face: 0, agrees })),
    );
  }));
});

Deno.test("no fewer photos agree than by the largest faces, and nothing changes where all of these do", () => {
  fc.assert(fc.property(photos, (people) => {
    const faces = album(...people), before = agreeing(faces.map(([largest]) => largest), AGREEMENT);
    const choices = chooseFaces(faces, AGREEMENT);
    ok(choices.filter(({ agrees }) => agrees).length >= before.filter((agrees) => agrees).length);
    ok(choices.every(({ face, agrees }, i) => face < faces[i].length && (agrees || face === 0)));
    if (people.length > 2 && before.every((agrees) => agrees)) {
      deepStrictEqual(choices, before.map((agrees) => ({ face: 0, agrees })));
    }
  }));
});

Deno.test("whoever is alone on some photos and among others on the rest is chosen, wherever they are", () => {
  const others = fc.integer({ min: 2, max: 30 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.uniqueArray(others, { maxLength: 3 }), fc.nat(3)), {
        minLength: 1,
        maxLength: 5,
      }),
      fc.integer({ min: 2, max: 4 }),
      (groups, portraits) => {
        const people = [
          ...Array.from({ length: portraits }, () => [ANN]),
          ...groups.map(([strangers, at]) => strangers.toSpliced(at, 0, ANN)),
        ];
        deepStrictEqual(chosen(...people), people.map((photo) => photo.indexOf(ANN)));
      },
    ),
  );
});
