import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { chooseFaces } from "../../../../src/matching/references/chosen_faces.ts";
import {
  chooseStarterPhotos,
  showsWell,
  type StarterCandidate,
} from "../../../../src/matching/clustering/starter_photos.ts";
import { unit } from "../plane.ts";

/** A good photo of somebody alone at an angle, or with other fields. */
function photo(angle: number, fields: Partial<StarterCandidate> = {}): StarterCandidate {
  return {
    faces: [unit(angle)],
    own: 0,
    quality: { sharpness: 120, yaw: 0, size: 90 },
    similarity: Math.cos(angle),
    ...fields,
  };
}
/** Together with somebody else, who is larger or smaller. */
const withBob = (angle: number, bobIs: "larger" | "smaller") =>
  photo(
    angle,
    bobIs === "larger" ? { faces: [unit(2), unit(angle)], own: 1 } : { faces: [unit(angle), unit(2)] },
  );
const AGREEMENT = 0.5;
const choose = (candidates: readonly StarterCandidate[]) => chooseStarterPhotos(candidates, AGREEMENT);

Deno.test("the best photo comes first, then those that are least like the others; eight are enough", () => {
  deepStrictEqual(choose([photo(0.1), photo(0), photo(0.5), photo(0.45), photo(-0.4)]), [1, 2, 4, 0, 3]);
  strictEqual(choose(Array.from({ length: 30 }, (_, i) => photo(i / 100))).length, 8);
});

Deno.test("photos of the person alone are preferred, then those where nobody is larger", () => {
  const alone = Array.from({ length: 5 }, (_, i) => photo(i / 20)),
    others = [withBob(0.9, "smaller"), photo(0.3)];
  deepStrictEqual(choose([...others, ...alone]).toSorted(), [1, 2, 3, 4, 5, 6]);
  const large = Array.from({ length: 5 }, (_, i) => withBob(i / 20, "smaller"));
  deepStrictEqual(choose([withBob(0.3, "larger"), ...large]).toSorted(), [1, 2, 3, 4, 5]);
});

Deno.test("good photos are preferred to blurred, small and turned ones, which are better than none", () => {
  const poor = [{ sharpness: 20 }, { size: 30 }, { yaw: 60 }].map((quality) =>
    photo(0.2, { quality: { sharpness: 120, yaw: 0, size: 90, ...quality } })
  );
  const good = Array.from({ length: 5 }, (_, i) => photo(i / 20));
  deepStrictEqual(choose([...poor, ...good]).toSorted(), [3, 4, 5, 6, 7]);
  strictEqual(choose(poor).length, 3);
});

Deno.test("where a search would take somebody else, there is no photo", () => {
  deepStrictEqual(choose([withBob(0, "larger"), withBob(0.1, "larger"), withBob(0.2, "larger")]), []);
  deepStrictEqual(choose([]), []);
});

Deno.test("a search takes the right face of all photos that are chosen", () => {
  const angle = fc.double({ min: -0.6, max: 0.6, noNaN: true });
  const candidate = fc.tuple(
    angle,
    fc.array(fc.double({ min: 1.2, max: 5, noNaN: true }), { maxLength: 3 }),
    fc.nat(3),
    fc.nat(200),
  )
    .map(([own, others, place, sharpness]) => {
      const angles = others.toSpliced(Math.min(place, others.length), 0, own);
      return photo(own, {
        faces: angles.map(unit),
        own: angles.indexOf(own),
        quality: { sharpness, yaw: 0, size: 90 },
      });
    });
  fc.assert(fc.property(fc.array(candidate, { maxLength: 12 }), (candidates) => {
    const chosen = choose(candidates).map((i) => candidates[i]);
    const choices = chooseFaces(chosen.map(({ faces }) => faces), AGREEMENT);
    chosen.forEach(({ own }, i) => deepStrictEqual(choices[i], { face: own, agrees: true }));
  }));
});

Deno.test("a face shows its person the better, the more typical, sharper, larger and straighter it is", () => {
  const best = showsWell(photo(0)), quality = { sharpness: 120, yaw: 0, size: 90 };
  strictEqual(best, 1);
  ok(showsWell(photo(0.5)) < best);
  for (const worse of [{ sharpness: 20 }, { size: 30 }, { yaw: -60 }]) {
    ok(showsWell(photo(0, { quality: { ...quality, ...worse } })) < best, JSON.stringify(worse));
  }
});
