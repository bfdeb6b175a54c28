import { deepStrictEqual, strictEqual } from "node:assert";
import type { Effort } from "../../../src/faces/effort.ts";
import { OpenPhotos, type SeenPhoto } from "../../../src/scan/open_photos.ts";
import { decide, person, unit } from "../matching/plane.ts";

const ann = person("Ann", 0);
const CERTAIN = 0, UNDECIDED = Math.acos(0.75), STRANGER = 2;

/** A photo with faces at these angles to Ann. */
function seen(angles: number[], { effort = "normal" as Effort, side = 800 } = {}): SeenPhoto {
  const embeddings = angles.map(unit);
  const faces = embeddings.map((embedding) => ({
    box: { x: 0, y: 0, width: 50, height: 60 },
    landmarks: [[0, 0], [1, 0], [0, 1], [0, 2], [1, 2]] as const,
    score: 0.9,
    embedding,
    quality: { sharpness: 100, yaw: 0, size: 50 },
  }));
  return {
    photo: { kind: "photo", path: "/p", root: "/", below: "p", size: 1, modified: 1 },
    examined: {
      file: { hash: "00", size: 1, modified: 1 },
      analysis: { width: side, height: side / 2, effort, faces, damage: null },
      source: "analysis",
    },
    decisions: decide(embeddings, [ann]),
    duplicate: null,
    told: [],
  };
}

/** Where a photo is kept: until the end, for a thorough look, or not at all. */
function place(photo: SeenPhoto, thorough: boolean, learning = true): string {
  const open = new OpenPhotos({ thorough, learning }), kept = open.keep(photo);
  const where = open.waiting.length ? "waits" : open.takeToLookAt().length ? "is looked at" : "is settled";
  strictEqual(kept, where !== "is settled");
  return where;
}

Deno.test("a photo with an undecided face waits for the end, others are settled", () => {
  strictEqual(place(seen([CERTAIN]), false), "is settled");
  strictEqual(place(seen([STRANGER]), false), "is settled");
  strictEqual(place(seen([]), false), "is settled");
  strictEqual(place(seen([STRANGER, UNDECIDED]), false), "waits");
});

Deno.test("a thorough run looks again where no face, an undecided face, or a large photo was seen", () => {
  strictEqual(place(seen([CERTAIN]), true), "is settled");
  strictEqual(place(seen([STRANGER]), true), "is settled");
  strictEqual(place(seen([]), true), "is looked at");
  strictEqual(place(seen([UNDECIDED]), true), "is looked at");
  strictEqual(place(seen([CERTAIN], { side: 4000 }), true), "is looked at");
});

Deno.test("what has been looked at thoroughly is not looked at again, but may wait", () => {
  strictEqual(place(seen([], { effort: "thorough" }), true), "is settled");
  strictEqual(place(seen([CERTAIN], { effort: "thorough", side: 4000 }), true), "is settled");
  strictEqual(place(seen([UNDECIDED], { effort: "thorough" }), true), "waits");
});

Deno.test("where nothing is learnt, nothing waits, and the same photos are looked at again", () => {
  strictEqual(place(seen([UNDECIDED]), false, false), "is settled");
  strictEqual(place(seen([UNDECIDED], { effort: "thorough" }), true, false), "is settled");
  strictEqual(place(seen([UNDECIDED]), true, false), "is looked at");
  strictEqual(place(seen([]), true, false), "is looked at");
});

Deno.test("photos to look at are given once, with what was seen of them", () => {
  const open = new OpenPhotos({ thorough: true, learning: true }),
    photo = seen([CERTAIN, STRANGER], { side: 4000 });
  open.keep(photo);
  deepStrictEqual(open.takeToLookAt().map(({ seen }) => seen), [photo]);
  deepStrictEqual(open.takeToLookAt(), []);
});

Deno.test("of very many photos to look at, not all are held in memory; undecided ones have their own room", () => {
  const open = new OpenPhotos({ thorough: true, learning: true }),
    plain = seen([]),
    undecided = seen([UNDECIDED]);
  for (let i = 0; i < 10_001; i++) open.keep(plain);
  open.keep(undecided);
  const held = open.takeToLookAt().map(({ seen }) => seen !== null);
  deepStrictEqual([held.length, held[9999], held[10_000], held[10_001]], [10_002, true, false, true]);
});
