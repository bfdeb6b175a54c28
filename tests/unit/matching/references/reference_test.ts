import { deepStrictEqual, match } from "node:assert";
import type { Quality } from "../../../../src/faces/face.ts";
import {
  advised,
  judgeReferences,
  type ReferencePhoto,
} from "../../../../src/matching/references/reference.ts";
import { faceOf } from "../a_face.ts";
import { unit } from "../plane.ts";

const AGREEMENT = 0.35;

let photos = 0;
/** A photo with a face at this angle, the same content as no other. */
function photo(
  angle: number,
  fields: Partial<ReferencePhoto> = {},
  quality: Partial<Quality> = {},
): ReferencePhoto {
  return {
    path: `/Ann/${++photos}.jpg`,
    hash: `${photos}`,
    faces: [faceOf(unit(angle), quality)],
    damage: null,
    ...fields,
  };
}

/** Used or not, and the codes. */
const judged = (...references: ReferencePhoto[]) =>
  judgeReferences("Ann", references, AGREEMENT).map((
    { used, findings },
  ) => [used, ...findings.map(({ code }) => code)]);

Deno.test("good photos of one person are used, and nothing is found", () => {
  deepStrictEqual(judged(photo(0), photo(0.5), photo(1)), [[true], [true], [true]]);
  deepStrictEqual(judged(), []);
});

Deno.test("a photo without a face is not used; of several faces the first is", () => {
  const [none, several] = judgeReferences("Ann", [
    photo(0, { faces: [] }),
    photo(0, { faces: [faceOf(unit(0)), faceOf(unit(3))] }),
  ], AGREEMENT);
  deepStrictEqual([none.used, none.face, none.findings], [false, null, [{
    code: "no_face",
    message: "no face found",
  }]]);
  deepStrictEqual([several.used, several.face!.embedding], [true, unit(0)]);
  deepStrictEqual(several.findings, [{
    code: "several_faces",
    message: "2 faces, the largest is used (90 x 120 pixels at 10, 20)",
  }]);
});

Deno.test("quality is told of at the measured borders", () => {
  const found = (quality: Partial<Quality>) => judged(photo(0, {}, quality))[0].slice(1);
  deepStrictEqual(found({ sharpness: 15, size: 28, yaw: 34.9 }), []);
  deepStrictEqual(found({ sharpness: 14.9 }), ["blurred"]);
  deepStrictEqual(found({ size: 27.9 }), ["small"]);
  deepStrictEqual([found({ yaw: 35 }), found({ yaw: -35 })], [["turned_away"], ["turned_away"]]);
  // It is blurred because it is small.
  deepStrictEqual(found({ size: 20, sharpness: 3 }), ["small"]);
});

Deno.test("a damaged photo is used as far as it goes", () => {
  deepStrictEqual(judged(photo(0, { damage: "the file ends early" })), [[true, "damaged"]]);
});

Deno.test("of the same content the first photo is used, of the same picture the one with the largest face", () => {
  deepStrictEqual(judged(photo(0, { hash: "a" }), photo(1), photo(0, { hash: "a" })), [[true], [true], [
    false,
    "duplicate",
  ]]);
  deepStrictEqual(judged(photo(0, {}, { size: 40 }), photo(1), photo(0.3, {}, { size: 90 })), [
    [false, "near_duplicate"],
    [true],
    [true],
  ]);
});

Deno.test("of a photo whose largest face is somebody else's, the face like the other photos is used and judged", () => {
  const group = { faces: [faceOf(unit(2)), faceOf(unit(-0.5), { sharpness: 3 })] };
  const references = judgeReferences("Ann", [photo(0), photo(0.5), photo(2, group), photo(1)], AGREEMENT);
  deepStrictEqual(references.map(({ used }) => used), [true, true, true, true]);
  deepStrictEqual(references[2].face, group.faces[1]);
  deepStrictEqual(references[2].findings, [
    {
      code: "several_faces",
      message: "2 faces, the one like the other photos is used (90 x 120 pixels at 10, 20)",
    },
    { code: "blurred", message: "the face is blurred" },
  ]);
});

Deno.test("copies show the same face as their originals", () => {
  const group = { hash: "a", faces: [faceOf(unit(2)), faceOf(unit(0.6))] };
  const smaller = { faces: [faceOf(unit(2.01), { size: 40 }), faceOf(unit(0.61), { size: 40 })] };
  const [, , original, file, picture] = judgeReferences(
    "Ann",
    [photo(0), photo(1), photo(2, group), photo(2, group), photo(2, smaller)],
    AGREEMENT,
  );
  deepStrictEqual([original.used, original.face], [true, group.faces[1]]);
  deepStrictEqual([file.used, file.face, file.findings.at(-1)!.code], [false, group.faces[1], "duplicate"]);
  deepStrictEqual([picture.used, picture.face, picture.findings.at(-1)!.code], [
    false,
    smaller.faces[1],
    "near_duplicate",
  ]);
});

Deno.test("who was cut out of another of the photos is no further reference", () => {
  const group = { faces: [faceOf(unit(2)), faceOf(unit(0.01), { size: 40 })] };
  deepStrictEqual(judged(photo(0), photo(0.5), photo(1), photo(2, group)), [[true], [true], [true], [
    false,
    "several_faces",
    "near_duplicate",
  ]]);
});

Deno.test("photos without a face are no copies of each other", () => {
  const blank = { hash: "a", faces: [] };
  deepStrictEqual(judged(photo(0, blank), photo(0, blank)), [[false, "no_face"], [false, "no_face"]]);
});

Deno.test("a photo of somebody else is outvoted, even when it is there three times", () => {
  const other = { hash: "x" };
  deepStrictEqual(
    judged(photo(0), photo(2, other), photo(0.5), photo(2, other), photo(2, other)),
    [
      [true],
      [true],
      [true],
      [false, "duplicate"],
      [false, "duplicate"],
    ].with(1, [false, "different_person"]),
  );
});

Deno.test("advised says what to do", () => {
  match(advised({ code: "no_face", message: "no face found" }), /^no face found; choose a photo/);
});
