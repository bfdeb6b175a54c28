import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { magickWasm } from "../../../src/assets.ts";
import { FaceAnalyzer } from "../../../src/faces/analyzer.ts";
import { overlap } from "../../../src/faces/boxes.ts";
import type { Detection, Turn } from "../../../src/faces/face.ts";
import { readPack } from "../../../src/faces/pack.ts";
import { turnedFaces, uprightLooks } from "../../../src/faces/sideways.ts";
import { cosine } from "../../../src/matching/person.ts";
import { MagickDecoder } from "../../../src/photos/magick.ts";
import type { Orientation } from "../../../src/photos/orientation.ts";
import type { Raster } from "../../../src/photos/raster.ts";
import { uprightRect } from "../../../src/photos/region.ts";
import { nativeRuntime } from "../native_runtime.ts";
import { ORIENTATIONS, plain, storedAs } from "./stored_raster.ts";

const analyzer = new FaceAnalyzer(
  readPack(new URL("../../../models/", import.meta.url)),
  nativeRuntime(),
);
const photo = (name: string) => Deno.readFileSync(new URL(`../../photos/album/${name}`, import.meta.url));
const magick = new MagickDecoder(magickWasm);
const portrait = await magick.decode(photo("astronaut.png"), "png");
const cat = await magick.decode(photo("chelsea.png"), "png");

/** What says that the picture is to be turned so, if it says anything. */
const TURNED: [Orientation, Turn][] = [[6, 90], [3, 180], [8, 270]];

for (const [orientation, turn] of TURNED) {
  Deno.test(`a photo that must be turned by ${turn} degrees and doesn't say so gives the same face`, async () => {
    const [upright] = await analyzer.analyze(storedAs(portrait, 1), "normal");
    strictEqual(upright.turn, undefined);
    const lying = storedAs(portrait, orientation);
    const faces = await analyzer.analyze({ ...lying, orientation: 1 }, "normal");
    strictEqual(faces.length, 1);
    strictEqual(faces[0].turn, turn);
    // Its box is of the photo as it lies; turned, it is where the upright one is.
    const { x, y, width, height } = faces[0].box;
    const box = uprightRect(lying, { left: x, top: y, right: x + width, bottom: y + height });
    const there = { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top };
    ok(overlap(there, upright.box).union > 0.8, JSON.stringify([there, upright.box]));
    ok(cosine(upright.embedding, faces[0].embedding) > 0.9);
  });
}

Deno.test("photos without people stay without, whichever way they lie", async () => {
  for (const orientation of ORIENTATIONS) {
    deepStrictEqual(await analyzer.analyze({ ...storedAs(cat, orientation), orientation: 1 }, "normal"), []);
  }
});

Deno.test("turnedFaces looks thoroughly in the one direction that shows a certain face", async () => {
  const raster: Raster = { ...storedAs(plain(1000, 600), 1) };
  const face = (score: number): Detection => ({
    box: { x: 100, y: 50, width: 60, height: 80 },
    landmarks: [[110, 70], [150, 70], [130, 90], [115, 110], [145, 110]],
    score,
  });
  const looked: Orientation[] = [];
  const cheap = (view: Raster) => {
    ok(Math.max(view.width, view.height) <= 256);
    return Promise.resolve(view.orientation === 8 ? [face(0.9)] : view.orientation === 3 ? [face(0.7)] : []);
  };
  const thorough = (view: Raster) => {
    looked.push(view.orientation);
    return Promise.resolve([face(0.9), face(0.5)]);
  };
  const looks = await turnedFaces(raster, cheap, thorough);
  deepStrictEqual(looked, [8]);
  deepStrictEqual(looks.map(({ turn }) => turn), [270]);
  // 600 x 1000 when turned by 270 degrees clockwise: x is the stored y counted from the top of the right edge.
  deepStrictEqual(looks[0].full.box, { x: 1000 - 50 - 80, y: 100, width: 80, height: 60 });
  deepStrictEqual(await turnedFaces(raster, () => Promise.resolve([face(0.5)]), thorough), []);
});

/** The directions, as orientations, in which a face is looked at that was detected so. */
async function directions(width: number, score: number, nose: number): Promise<Orientation[]> {
  const raster: Raster = storedAs(plain(400, 400), 1);
  const detection: Detection = {
    box: { x: 150, y: 150, width, height: 100 },
    landmarks: [[170, 180], [210, 180], [nose, 200], [175, 225], [205, 225]],
    score,
  };
  const looked: Orientation[] = [];
  const nothing = (view: Raster) => {
    looked.push(view.orientation);
    return Promise.resolve([]);
  };
  await uprightLooks([{ raster, detection, full: detection, turn: 0 }], nothing, nothing);
  return looked;
}

Deno.test("a face is looked at well only in directions in which a glimpse of it was as credible", async () => {
  const raster: Raster = storedAs(plain(400, 400), 1);
  const detection: Detection = {
    box: { x: 150, y: 170, width: 80, height: 60 },
    landmarks: [[170, 180], [210, 180], [190, 200], [175, 215], [205, 215]],
    score: 0.6,
  };
  // What is cut out around it is 160 x 120 pixels: on its side, the face is 60 x 80 in the middle of 120 x 160.
  const seen = ({ width, height }: Raster, score: number): Detection[] => {
    const scale = Math.max(width, height) / 160;
    const box = { x: 30 * scale, y: 40 * scale, width: 60 * scale, height: 80 * scale };
    return [{ ...detection, box, score }];
  };
  const glimpsed: Orientation[] = [], looked: Orientation[] = [];
  const glimpse = (view: Raster) => {
    strictEqual(Math.max(view.width, view.height), 128);
    glimpsed.push(view.orientation);
    return Promise.resolve(seen(view, view.orientation === 8 ? 0.9 : 0.1));
  };
  const detect = (view: Raster) => {
    looked.push(view.orientation);
    return Promise.resolve(seen(view, 0.95));
  };
  const [look] = await uprightLooks([{ raster, detection, full: detection, turn: 0 }], glimpse, detect);
  deepStrictEqual([glimpsed, looked, look.turn], [[6, 8], [8], 270]);
  strictEqual(look.detection.score, 0.95);
  ok(overlap(look.full.box, detection.box).union > 0.99, JSON.stringify(look.full.box));
});

Deno.test("a face may stand on its head where the detector is unsure or takes it for turned away", async () => {
  const AHEAD = 190, ASIDE = 220;
  deepStrictEqual(await directions(75, 0.9, AHEAD), [], "certain, and as narrow as upright faces are");
  deepStrictEqual(await directions(75, 0.7, AHEAD), [3]);
  deepStrictEqual(await directions(75, 0.9, ASIDE), [3]);
  deepStrictEqual(await directions(60, 0.7, ASIDE), [], "too narrow for a face on its head");
  deepStrictEqual(await directions(100, 0.9, AHEAD), [3]);
  deepStrictEqual(await directions(120, 0.9, AHEAD), [6, 3, 8]);
  deepStrictEqual(await directions(140, 0.9, AHEAD), [6, 8]);
});
