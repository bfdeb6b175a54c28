import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { magickWasm } from "../../../src/assets.ts";
import { FaceAnalyzer } from "../../../src/faces/analyzer.ts";
import { overlap } from "../../../src/faces/boxes.ts";
import type { Effort } from "../../../src/faces/effort.ts";
import type { Face } from "../../../src/faces/face.ts";
import { readPack } from "../../../src/faces/pack.ts";
import { cosine } from "../../../src/matching/person.ts";
import { Meter } from "../../../src/meter.ts";
import { MagickDecoder } from "../../../src/photos/magick.ts";
import type { Raster } from "../../../src/photos/raster.ts";
import type { Pixels } from "../../../src/photos/pixels.ts";
import { cut } from "../../../src/photos/region.ts";
import { resize } from "../../../src/photos/resize.ts";
import { nativeRuntime } from "../native_runtime.ts";
import { ORIENTATIONS, plain, storedAs } from "./stored_raster.ts";

const pack = readPack(new URL("../../../models/", import.meta.url));
const runtime = nativeRuntime();
const analyzer = new FaceAnalyzer(pack, runtime);

const portrait: Pixels = await new MagickDecoder(magickWasm).decode(
  Deno.readFileSync(new URL("../../photos/album/astronaut.png", import.meta.url)),
  "png",
);

/** A large grey photo with the portrait, `side` pixels wide and high, at (`left`, `top`). */
function withPortrait(width: number, height: number, side: number, left: number, top: number): Pixels {
  const photo = plain(width, height, [120, 120, 120]), small = resize(portrait, side, side);
  for (let y = 0; y < side; y++) {
    const row = small.data.subarray(3 * side * y, 3 * side * (y + 1));
    photo.data.set(row, 3 * ((top + y) * width + left));
  }
  return photo;
}

/** How far the landmarks of two faces are apart at most, in widths of the first. */
const apart = (a: Face, b: Face) =>
  Math.max(...a.landmarks.map(([x, y], i) => Math.hypot(x - b.landmarks[i][0], y - b.landmarks[i][1]))) /
  a.box.width;

/** That a photo gives the same one face however it is stored. */
async function sameInEveryOrientation(photo: Pixels): Promise<Face> {
  const [upright, ...more] = await analyzer.analyze(storedAs(photo, 1), "normal");
  strictEqual(more.length, 0);
  for (const orientation of ORIENTATIONS) {
    const [face, ...others] = await analyzer.analyze(storedAs(photo, orientation), "normal");
    strictEqual(others.length, 0, `orientation ${orientation}`);
    const off = apart(upright, face), likeness = cosine(upright.embedding, face.embedding);
    ok(
      overlap(upright.box, face.box).union > 0.97 && off < 0.01 && likeness > 0.995,
      `${orientation}: ${off}, ${likeness}`,
    );
  }
  return upright;
}

Deno.test("analyze finds the same face however the photo is stored", async () => {
  const { box, landmarks, embedding, quality } = await sameInEveryOrientation(portrait);
  ok(landmarks.every(([x, y]) => x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height));
  strictEqual(embedding.length, pack.manifest.dimension);
  strictEqual(quality.size, Math.min(box.width, box.height));
  ok(Math.abs(quality.yaw) < 30 && quality.sharpness > 50, JSON.stringify(quality));
});

Deno.test("analyze looks at a photo in other directions only where something in it may be a turned face", async () => {
  const meter = new Meter(), metered = new FaceAnalyzer(pack, runtime, meter);
  const isTurned = async (photo: Raster, effort: Effort) => {
    await metered.analyze(photo, effort);
    return "turned" in meter.take();
  };
  const nothing = storedAs(plain(900, 700, [120, 120, 120]), 1);
  const lying: Raster = { ...storedAs(withPortrait(900, 700, 400, 100, 100), 6), orientation: 1 };
  deepStrictEqual(
    [await isTurned(nothing, "normal"), await isTurned(nothing, "thorough"), await isTurned(lying, "normal")],
    [false, true, true],
  );
});

Deno.test("analyze finds a small face in a large photo, at its place, however the photo is stored", async () => {
  // A third as large as the portrait's, and in the overview of 480 pixels less than 9 wide.
  const side = 170,
    left = 1210,
    top = 90,
    found = await sameInEveryOrientation(
      withPortrait(1600, 1100, side, left, top),
    );
  const [large] = await analyzer.analyze(storedAs(portrait, 1), "normal"), scale = side / portrait.width;
  const expected = {
    x: left + scale * large.box.x,
    y: top + scale * large.box.y,
    width: scale * large.box.width,
    height: scale * large.box.height,
  };
  ok(overlap(found.box, expected).union > 0.75, JSON.stringify([found.box, expected]));
  ok(cosine(found.embedding, large.embedding) > 0.8, `${cosine(found.embedding, large.embedding)}`);
});

Deno.test("analyze finds a small face in a panorama, at its place, whichever way it is stored", async () => {
  const [large] = await analyzer.analyze(storedAs(portrait, 1), "normal");
  const side = 250, left = 5100, top = 500, scale = side / portrait.width;
  const panorama = withPortrait(8000, 1200, side, left, top);
  // In the detector's view of the whole, 1280 pixels wide, it is 7 pixels wide.
  for (const orientation of [1, 6] as const) {
    const faces = await analyzer.analyze(storedAs(panorama, orientation), "normal");
    strictEqual(faces.length, 1);
    const { x, y, width, height } = large.box;
    const expected = {
      x: left + scale * x,
      y: top + scale * y,
      width: scale * width,
      height: scale * height,
    };
    ok(overlap(faces[0].box, expected).union > 0.8, JSON.stringify([faces[0].box, expected]));
    ok(cosine(faces[0].embedding, large.embedding) > 0.85);
  }
});

Deno.test("analyze finds a face that fills the photo, small and large", async () => {
  const [{ box, embedding }] = await analyzer.analyze(storedAs(portrait, 1), "normal");
  const [left, top] = [box.x, box.y].map(Math.floor);
  const face = cut(portrait, {
    left,
    top,
    right: Math.ceil(box.x + box.width),
    bottom: Math.ceil(box.y + box.height),
  })!;
  for (const width of [300, 1200, 3600]) {
    const closeUp = resize(face, width, Math.round(width * face.height / face.width));
    const [found, ...more] = await analyzer.analyze(storedAs(closeUp, 1), "normal");
    strictEqual(more.length, 0);
    ok(cosine(found.embedding, embedding) > 0.85, `${width}: ${cosine(found.embedding, embedding)}`);
  }
});

Deno.test("analyze gives coordinates of the full photo when it was shrunk while decoding", async () => {
  const raster = storedAs(portrait, 1);
  const [face] = await analyzer.analyze(raster, "normal");
  const [same] = await analyzer.analyze(
    { ...raster, scale: 0.25, full: { width: 2048, height: 2048 } },
    "normal",
  );
  const numbers = ({ box, landmarks }: Face) => [...Object.values(box), ...landmarks.flat()];
  deepStrictEqual(numbers(same), numbers(face).map((value) => 4 * value));
  deepStrictEqual(same.embedding, face.embedding);
  strictEqual(same.quality.size, 4 * face.quality.size);
});

Deno.test("analyze gives the largest face first, and embeddings of unit length, each network's half of it", async () => {
  const photo = withPortrait(1000, 600, 400, 20, 20);
  const second = withPortrait(1000, 600, 250, 600, 300);
  second.data.forEach((value, i) => photo.data[i] = value === 120 ? photo.data[i] : value);
  const faces = await analyzer.analyze(storedAs(photo, 1), "normal");
  strictEqual(faces.length, 2);
  ok(faces[0].box.width > faces[1].box.width && faces[0].box.x < faces[1].box.x);
  const [first] = pack.manifest.recognizers;
  for (const { embedding } of faces) {
    ok(Math.abs(Math.hypot(...embedding) - 1) < 1e-5);
    ok(Math.abs(Math.hypot(...embedding.subarray(0, first.dimension)) - Math.SQRT1_2) < 1e-5);
  }
});

Deno.test("analyze finds nobody in a picture of one colour, of one pixel, or of a line", async () => {
  for (const [width, height] of [[640, 480], [1, 1], [3000, 1], [1, 900]]) {
    deepStrictEqual(await analyzer.analyze(storedAs(plain(width, height, [90, 140, 60]), 1), "normal"), []);
  }
});
