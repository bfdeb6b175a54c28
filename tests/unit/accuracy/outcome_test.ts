import { deepStrictEqual, strictEqual } from "node:assert";
import fc from "fast-check";
import type { Owner } from "../../accuracy/collection.ts";
import {
  countByOwner,
  faceAt,
  isFalse,
  isFound,
  type Outcome,
  outcomes,
  searchMeasures,
  type SeenFace,
  thresholdAtRate,
} from "../../accuracy/outcome.ts";

const owner = (name: string, sought: boolean): Owner => ({
  name,
  sought,
  half: "tune",
  photos: [],
  references: [],
});
const ann = owner("Ann", true), bob = owner("Bob", false);

/** A face whose middle is at x and y; it was taken for `person`. */
function face(x: number, y: number, person: string | null, nearest = person, similarity = 0.5): SeenFace {
  return { box: { x: x - 10, y: y - 15, width: 20, height: 30 }, person, nearest, similarity };
}

function outcome(of: Owner, seen: SeenFace | null): Outcome {
  return { target: { path: "", owner: of, face: null }, face: seen };
}

Deno.test("the face nearest the middle of the photo counts", () => {
  const middle = face(110, 90, "Ann"),
    photo = { width: 200, height: 200, faces: [face(20, 20, "Bob"), middle] };
  strictEqual(faceAt(photo, null), middle);
});

Deno.test("a face that is farther away than its height isn't the one looked for", () => {
  const seen = face(50, 50, "Ann"), photo = { width: 200, height: 200, faces: [seen] };
  strictEqual(faceAt(photo, { at: [50, 79], height: 30 }), seen);
  strictEqual(faceAt(photo, { at: [50, 81], height: 30 }), null);
});

Deno.test("found is who is sought under the right name, false is every other name", () => {
  const cases: [Owner, string | null, boolean, boolean][] = [
    [ann, "Ann", true, false],
    [ann, "Eve", false, true],
    [ann, null, false, false],
    [bob, "Ann", false, true],
    [bob, null, false, false],
  ];
  for (const [of, person, found, wrong] of cases) {
    const one = outcome(of, face(0, 0, person));
    deepStrictEqual([isFound(one), isFalse(one)], [found, wrong]);
  }
  deepStrictEqual([isFound(outcome(ann, null)), isFalse(outcome(ann, null))], [false, false]);
});

Deno.test("a threshold stands in for the decision", () => {
  const one = outcome(ann, face(0, 0, null, "Ann", 0.3));
  deepStrictEqual([isFound(one, 0.3), isFound(one, 0.31), isFound(one)], [true, false, false]);
});

Deno.test("a photo that the search didn't tell of is an error", () => {
  const target = { path: "/a.jpg", owner: ann, face: null };
  let message = "";
  try {
    outcomes([target], new Map());
  } catch (error) {
    message = `${error}`;
  }
  strictEqual(message, "Error: the search told nothing of /a.jpg");
});

Deno.test("counts are by the owner of the photos", () => {
  const all = [outcome(ann, face(0, 0, "Ann")), outcome(bob, null), outcome(ann, null)];
  deepStrictEqual(countByOwner(all, isFound), [{ hits: 1, of: 2 }, { hits: 0, of: 1 }]);
});

Deno.test("recall is of photos of people sought, false matches are of all photos", () => {
  const all = [outcome(ann, face(0, 0, "Ann")), outcome(bob, face(0, 0, "Ann")), outcome(ann, null)];
  const [found, wrong] = searchMeasures({ part: "p", item: "i" }, all);
  deepStrictEqual([found.hits, found.of, wrong.hits, wrong.of], [1, 2, 1, 3]);
});

Deno.test("the threshold at a rate lets that many false matches through and no more, and is the lowest", () => {
  const similarity = fc.integer({ min: 0, max: 1000 }).map((value) => value / 1000);
  fc.assert(
    fc.property(
      fc.uniqueArray(similarity, { minLength: 1, maxLength: 60 }),
      fc.double({ min: 0, max: 0.5, noNaN: true }),
      (values, share) => {
        const all = values.map((value) => outcome(bob, face(0, 0, null, "Ann", value)));
        const threshold = thresholdAtRate(all, share);
        const wrong = (at: number) => all.filter((one) => isFalse(one, at)).length;
        strictEqual(wrong(threshold), Math.min(values.length, Math.floor(share * values.length + 1e-9)));
      },
    ),
  );
});
