import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { decodePhoto } from "../../../src/photos/decode.ts";
import { findPreviews, rawOrientation } from "../../../src/photos/raw.ts";
import { photoLimits } from "../../../src/photos/limits.ts";
import { decoders, fixture, resizedJpeg } from "./decoders.ts";
import { fujifilm, rawFiles } from "./raw_files.ts";

const limits = photoLimits(2 ** 31, 1);
const libraries = decoders();
await libraries.magick.size(fixture("colour.png"), "png"); // from now on ImageMagick runs

// Stored on its side, as the sensor has it; lossless JPEG with more pixels than the thumbnail, as in Canon's files.
const preview = resizedJpeg(fixture("orientation-6.jpg"), 640, 768);
const parts = {
  thumbnail: fixture("baseline.jpg"),
  preview,
  orientation: 6,
  sensor: fixture("lossless.jpg"),
};

for (const [name, bytes] of Object.entries(rawFiles(parts))) {
  Deno.test(`${name}: the largest preview is decoded, turned as the raw says`, async () => {
    const { width, height, orientation, damage } = await decodePhoto(bytes, libraries, limits);
    deepStrictEqual([width, height, orientation, damage], [640, 768, 6, null]);
  });
}

Deno.test("a preview's own word on its orientation holds", async () => {
  const raw = fujifilm(fixture("orientation-8.jpg"), fixture("lossless.jpg"));
  const { width, height, orientation } = await decodePhoto(raw, libraries, limits);
  deepStrictEqual([width, height, orientation], [160, 192, 8]);
});

Deno.test("a preview that is broken gives way to the next one", async () => {
  const { "canon.cr2": raw } = rawFiles({
    ...parts,
    preview: preview.subarray(0, 700),
    sensor: new Uint8Array(),
  });
  const { full: { width } } = await decodePhoto(raw, libraries, limits);
  ok(width === 640 || width === 192);
});

Deno.test("a TIFF that is no raw is decoded itself, whatever JPEG it holds", async () => {
  const { width, height } = await decodePhoto(fixture("jpeg.tif"), libraries, limits);
  deepStrictEqual([width, height], [192, 160]);
});

Deno.test("findPreviews leaves sensor data out, gives the largest first, and cuts at the JPEG's end", () => {
  const { "canon.cr2": raw } = rawFiles(parts);
  const found = findPreviews(raw, 4);
  deepStrictEqual(found.map(({ header: { width } }) => width), [640, 192]);
  strictEqual(found[0].bytes.length, preview.length);
});

Deno.test("any bytes are looked through without a failure", () => {
  const starts = ["II*\0", "MM\0*", "IIRO", "FUJIFILMCCD-RAW ", "\0\0\0\x18ftypcrx "];
  fc.assert(fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 400 }), (start, noise) => {
    const bytes = Uint8Array.of(...new TextEncoder().encode(start), ...noise, 0xff, 0xd8, 0xff, ...noise);
    const orientation = rawOrientation(bytes);
    return findPreviews(bytes, 4).length <= 4 && orientation >= 1 && orientation <= 8;
  }));
});

Deno.test("a file full of beginnings of JPEGs is given up in time", () => {
  const bytes = new Uint8Array(3_000_000);
  for (let i = 0; i < bytes.length; i += 3) bytes.set([0xff, 0xd8, 0xff], i);
  deepStrictEqual(findPreviews(bytes, 4), []);
});
