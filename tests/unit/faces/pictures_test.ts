import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { takePictures } from "../../../src/faces/pictures.ts";
import { decodePhoto } from "../../../src/photos/decode.ts";
import { photoLimits } from "../../../src/photos/limits.ts";
import type { Pixels } from "../../../src/photos/pixels.ts";
import { resize, turnUpright } from "../../../src/photos/resize.ts";
import { decoders, fixture } from "../photos/decoders.ts";

const limits = photoLimits(0, 1), libraries = decoders();
const upright = async (bytes: Uint8Array): Promise<Pixels> => {
  const raster = await decodePhoto(bytes, libraries, limits);
  return turnUpright({ ...raster, data: raster.data.slice() }, raster.orientation);
};
const whole = await upright(fixture("baseline.jpg")), size = { width: whole.width, height: whole.height };
/** A face somewhere in it. */
const box = { x: size.width / 4, y: size.height / 4, width: size.width / 4, height: size.height / 3 };

/** The mean difference of two pictures' values, 0 to 255. */
function difference(a: Pixels, b: Pixels): number {
  deepStrictEqual([a.width, a.height], [b.width, b.height]);
  return a.data.reduce((sum, value, i) => sum + Math.abs(value - b.data[i]), 0) / a.data.length;
}

for (
  const name of [
    "baseline.jpg",
    "orientation-6.jpg",
    "orientation-3.jpg",
    "display-p3.jpg",
    "colour.png",
    "grid.heic",
  ]
) {
  Deno.test(`the pictures of ${name} are upright, small and of the right colours`, async () => {
    const order = { size, side: 100, faceSide: 60, faces: [box] };
    const [photo, face] = await takePictures(fixture(name), order, libraries, limits);
    const small = await upright(photo!), close = await upright(face!);
    strictEqual(Math.max(small.width, small.height), 100);
    ok(difference(small, resize(whole, small.width, small.height)) < 8);
    strictEqual(Math.max(close.width, close.height), 60);
    // The square around the face, with a third of its height on each side.
    const side = 1.7 * box.height, left = Math.round(box.x + box.width / 2 - side / 2);
    const top = Math.round(box.y + box.height / 2 - side / 2), data: number[] = [];
    const right = Math.min(size.width, Math.round(left + side)),
      bottom = Math.min(size.height, Math.round(top + side));
    for (let y = Math.max(0, top); y < bottom; y++) {
      const row = 3 * y * size.width;
      data.push(...whole.data.subarray(row + 3 * Math.max(0, left), row + 3 * right));
    }
    const around = {
      data: Uint8Array.from(data),
      width: right - Math.max(0, left),
      height: bottom - Math.max(0, top),
    };
    ok(difference(close, resize(around, close.width, close.height)) < 12);
  });
}

Deno.test("only the faces are pictured where the photo isn't ordered, and none that lies outside", async () => {
  const outside = { ...box, x: 10 * size.width };
  const order = { size: null, side: null, faceSide: 60, faces: [outside, box] };
  const pictures = await takePictures(fixture("baseline.jpg"), order, libraries, limits);
  deepStrictEqual(pictures.map((picture) => picture === null), [true, false]);
});

Deno.test("nothing is made larger than it is", async () => {
  const order = { size, side: 9999, faceSide: 9999, faces: [] };
  const [photo] = await takePictures(fixture("baseline.jpg"), order, libraries, limits);
  strictEqual((await upright(photo!)).width, size.width);
});
