import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import type { Face } from "../../../src/faces/face.ts";
import { FaceGatherer } from "../../../src/scan/gathered_faces.ts";
import type { SeenPhoto } from "../../../src/scan/open_photos.ts";
import { faceOf } from "../matching/a_face.ts";
import { unit } from "../matching/plane.ts";

/** A photo as a run has seen it. */
function seen(path: string, hash: string, faces: Face[]): SeenPhoto {
  return {
    photo: { kind: "photo", path, root: "/", below: path, size: 1, modified: null },
    examined: {
      file: { hash, size: 1, modified: null },
      analysis: { width: 640, height: 480, effort: "normal", faces, damage: null },
      source: "analysis",
    },
    decisions: [],
    duplicate: null,
    told: [],
  };
}

function gather(photos: readonly SeenPhoto[]) {
  const gatherer = new FaceGatherer(2, 0.5);
  photos.forEach((photo) => gatherer.add(photo));
  return gatherer.gathered;
}

const PHOTOS = [
  seen("/b.jpg", "22", [faceOf(unit(1)), faceOf(unit(2), { sharpness: 3 })]),
  seen("/none.jpg", "00", []),
  seen("/a.jpg", "33", [faceOf(unit(3))]),
  seen("/copy of b.jpg", "22", [faceOf(unit(1)), faceOf(unit(2), { sharpness: 3 })]),
  seen("/c.jpg", "11", [faceOf(unit(0))]),
];

Deno.test("all faces are gathered once, by the hashes of their photos", () => {
  const { store, photos, clear, all, origin, of } = gather(PHOTOS);
  deepStrictEqual(all.map(({ hash, files }) => [hash, files.map(({ path }) => path)]), [
    ["11", ["/c.jpg"]],
    ["22", ["/b.jpg", "/copy of b.jpg"]],
    ["33", ["/a.jpg"]],
  ]);
  deepStrictEqual([[...photos], [...clear]], [[0, 1, 1, 2], [1, 1, 0, 1]]);
  for (let face = 0; face < 4; face++) {
    ok(Math.abs(store.embedding(face)[0] - Math.cos(face)) < 1e-4, `${face}`);
  }
  deepStrictEqual([origin(2).photo, origin(2).place], [all[1], 1]);
  deepStrictEqual(of(all[1]), [1, 2]);
});

Deno.test("the order in which photos are seen makes no difference", () => {
  const facts = (photos: readonly SeenPhoto[]) => {
    const { store, photos: numbers, clear, all } = gather(photos);
    return { all, numbers, clear, rows: Array.from(numbers, (_, i) => store.embedding(i)) };
  };
  const expected = facts(PHOTOS);
  fc.assert(fc.property(fc.shuffledSubarray(PHOTOS, { minLength: PHOTOS.length }), (order) => {
    deepStrictEqual(facts(order), expected);
  }));
});

Deno.test("without photos there are no faces", () => {
  const { store, all } = gather([]);
  deepStrictEqual([store.count, all.length], [0, 0]);
});

Deno.test("what is kept of a face is where it is and how good, not the analysis", () => {
  const [{ faces: [face] }] = gather(PHOTOS).all;
  deepStrictEqual(Object.keys(face), ["box", "quality", "isClear"]);
  strictEqual(face.isClear, true);
});
