import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { lookCloser } from "../../../src/faces/closer.ts";
import type { Detection, Point } from "../../../src/faces/face.ts";
import type { Orientation } from "../../../src/photos/orientation.ts";
import type { Raster } from "../../../src/photos/raster.ts";
import { cut, storedRect, uprightRect } from "../../../src/photos/region.ts";
import type { PixelRect } from "../../../src/photos/pixels.ts";

/** A face whose landmarks all lie in its middle. */
function face(x: number, y: number, width: number): Detection {
  const middle: Point = [x + width / 2, y + width / 2];
  return {
    box: { x, y, width, height: width },
    landmarks: [middle, middle, middle, middle, middle],
    score: 1,
  };
}

/** A photo that was shrunk to a half; `asked` takes the parts that are decoded again. */
function halved(width: number, height: number, orientation: Orientation, asked: PixelRect[]): Raster {
  const full = { width, height };
  const pixels = (w: number, h: number) => ({ data: new Uint8Array(3 * w * h), width: w, height: h });
  return {
    ...pixels(width / 2, height / 2),
    orientation,
    scale: 0.5,
    full,
    damage: null,
    toSrgb: null,
    closer: (rect) => {
      asked.push(rect);
      return cut(pixels(width, height), rect);
    },
  };
}

const orientations: Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];

for (const orientation of orientations) {
  Deno.test(`a small face is looked for again in its place, orientation ${orientation}`, async () => {
    const raster = halved(400, 300, orientation, []);
    const coarse = face(50, 60, 20);
    // The detector that is asked again sees the face a pixel further right and down than was expected.
    const seen: Raster[] = [];
    const [{ raster: near, detection, full }] = await lookCloser(raster, [coarse], (part) => {
      seen.push(part);
      return Promise.resolve([face(0, 0, 10), face(33, 33, 40)]);
    });
    strictEqual(seen[0], near);
    strictEqual(near.scale, 1);
    deepStrictEqual(detection, face(33, 33, 40));
    // The part begins 32 pixels (.8 widths) before the face, which is at 100, 120 in the full photo.
    deepStrictEqual(full, face(101, 121, 40));
  });
}

Deno.test("a face that isn't seen again keeps its place, and large faces are left alone", async () => {
  const asked: PixelRect[] = [];
  const raster = halved(2000, 2000, 1, asked);
  const looks = await lookCloser(raster, [face(500, 500, 200), face(50, 60, 20)], () => Promise.resolve([]));
  deepStrictEqual(looks.map(({ full }) => full), [face(1000, 1000, 400), face(100, 120, 40)]);
  strictEqual(looks[0].raster, raster);
  strictEqual(asked.length, 1);
});

Deno.test("a crowd is decoded in a few parts", async () => {
  const asked: PixelRect[] = [];
  const crowd = Array.from({ length: 100 }, (_, i) => face(90 * (i % 10), 90 * Math.floor(i / 10), 30));
  await lookCloser(halved(2000, 2000, 1, asked), crowd, () => Promise.resolve([]));
  ok(asked.length >= 1 && asked.length <= 4, `${asked.length}`);
});

Deno.test("uprightRect undoes storedRect", () => {
  const number = fc.integer({ min: 0, max: 500 });
  fc.assert(
    fc.property(
      fc.constantFrom(...orientations),
      number,
      number,
      number,
      number,
      (orientation, a, b, c, d) => {
        const photo = { width: 700, height: 500, orientation };
        const rect = {
          left: Math.min(a, b),
          top: Math.min(c, d),
          right: Math.max(a, b),
          bottom: Math.max(c, d),
        };
        deepStrictEqual(storedRect(photo, uprightRect(photo, rect)), rect);
      },
    ),
  );
});
