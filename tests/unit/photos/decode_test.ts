import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { crc32 } from "node:zlib";
import { Failure } from "../../../src/failure.ts";
import { decodePhoto } from "../../../src/photos/decode.ts";
import { magickWasm } from "../../../src/assets.ts";
import { MagickDecoder } from "../../../src/photos/magick.ts";
import { photoLimits } from "../../../src/photos/limits.ts";
import type { Pixels } from "../../../src/photos/raster.ts";
import { turnUpright } from "../../../src/photos/resize.ts";
import { decoders, fixture, resizedJpeg } from "./decoders.ts";

const limits = photoLimits(0, 1);
const libraries = decoders();
const names = [...Deno.readDirSync(new URL("../../photos/formats/", import.meta.url))].map(({ name }) => name)
  .filter((name) => !/\.(py|md|txt)$/.test(name)).sort();

const code = (expected: string) => (error: unknown) => error instanceof Failure && error.code === expected;

/** The mean difference of two pictures' brightness, 0 to 255. */
function difference(a: Pixels, b: Pixels): number {
  deepStrictEqual([a.width, a.height], [b.width, b.height]);
  let sum = 0;
  for (let i = 0; i < a.data.length; i += 3) {
    const gray = (p: Pixels) => 0.299 * p.data[i] + 0.587 * p.data[i + 1] + 0.114 * p.data[i + 2];
    sum += Math.abs(gray(a) - gray(b));
  }
  return 3 * sum / a.data.length;
}

for (const name of names) {
  Deno.test(`${name} decodes to the picture, upright`, async () => {
    const expected = await decodePhoto(fixture("colour.png"), libraries, limits);
    const raster = await decodePhoto(fixture(name), libraries, limits);
    strictEqual(raster.damage, null);
    // A wide colour space has other numbers for the same colours, a sensor's data are developed to taste.
    const most = /adobe-rgb|display-p3/.test(name) ? 8 : /dng/.test(name) ? 25 : 4;
    const actual = difference(turnUpright(raster, raster.orientation), expected);
    ok(actual < most, `${actual} of 255`);
  });
}

/** Sets 32-bit numbers in a copy of a file. */
function patched(name: string, values: [at: number, value: number, little: boolean][]): Uint8Array {
  const bytes = fixture(name), view = new DataView(bytes.buffer);
  for (const [at, value, little] of values) view.setUint32(at, value, little);
  return bytes;
}

const find = (name: string, text: string) => new TextDecoder("latin1").decode(fixture(name)).indexOf(text);

function hugePng(): Uint8Array {
  const bytes = patched("colour.png", [[16, 60_000, false], [20, 60_000, false]]);
  new DataView(bytes.buffer).setUint32(29, crc32(bytes.subarray(12, 29)));
  return bytes;
}

const bombs: Record<string, () => Uint8Array> = {
  "PNG": hugePng,
  "GIF": () => patched("still.gif", [[find("still.gif", ",\0\0\0\0\xc0") + 5, 0xfff0fff0, true]]),
  "BMP": () => patched("colour.bmp", [[18, 60_000, true], [22, 60_000, true]]),
  "HEIC": () => {
    const size = find("eight-bit.heic", "ispe");
    return patched("eight-bit.heic", [[size + 8, 60_000, false], [size + 12, 60_000, false]]);
  },
  "AVIF": () => {
    const size = find("eight-bit.avif", "ispe");
    return patched("eight-bit.avif", [[size + 8, 60_000, false], [size + 12, 60_000, false]]);
  },
  "JPEG": () => {
    const size = find("baseline.jpg", "\xff\xc0") + 5;
    return patched("baseline.jpg", [[size, 0xfff0fff0, false]]);
  },
};
for (const [format, make] of Object.entries(bombs)) {
  Deno.test(`a small ${format} that promises billions of pixels is refused before it is inflated`, async () => {
    await rejects(decodePhoto(make(), libraries, limits), (error) => {
      ok(error instanceof Failure);
      // libheif has a limit of its own.
      ok(["too_large", ...(/HEIC|AVIF/.test(format) ? ["broken"] : [])].includes(error.code), error.message);
      return true;
    });
  });
}

Deno.test("a JPEG with a thousand scans is refused before it is decoded", async () => {
  const photo = fixture("progressive.jpg");
  const text = new TextDecoder("latin1").decode(photo), scan = text.lastIndexOf("\xff\xda");
  const scans = Array.from({ length: 1000 }, () => photo.subarray(scan, photo.length - 2));
  const bytes = new Uint8Array(scan + 1000 * scans[0].length + 2);
  bytes.set(photo.subarray(0, scan));
  scans.forEach((one, i) => bytes.set(one, scan + i * one.length));
  await rejects(decodePhoto(bytes, libraries, limits), code("broken"));
});

Deno.test("the user's limit of megapixels holds, in both directions", async () => {
  await rejects(
    decodePhoto(fixture("baseline.jpg"), libraries, photoLimits(0, 1, 0.03)),
    code("too_large"),
  );
  await rejects(decodePhoto(fixture("colour.png"), libraries, photoLimits(0, 1, 0.03)), code("too_large"));
  strictEqual((await decodePhoto(fixture("colour.png"), libraries, photoLimits(0, 1, 0.04))).width, 192);
});

Deno.test("what isn't a photo says so: nothing, text, a film", async () => {
  const text = new TextEncoder();
  await rejects(decodePhoto(new Uint8Array(), libraries, limits), code("empty"));
  await rejects(decodePhoto(text.encode("no photo"), libraries, limits), code("not_an_image"));
  await rejects(decodePhoto(text.encode("\0\0\0\x14ftypqt  \0\0\0\0qt  "), libraries, limits), code("video"));
  await rejects(decodePhoto(text.encode("\0\0\0\x18ftypmp42\0\0\0\0isom"), libraries, limits), code("video"));
});

Deno.test("a JPEG whose tail is missing gives what is there, other formats fail", async () => {
  const cut = (name: string) => fixture(name).slice(0, fixture(name).length * 0.7);
  for (const name of ["baseline.jpg", "progressive.jpg", "cmyk.jpg", "orientation-6.jpg", "gray.jpg"]) {
    const whole = await decodePhoto(fixture(name), libraries, limits);
    const pixels = { ...whole, data: whole.data.slice() };
    const part = await decodePhoto(cut(name), libraries, limits);
    strictEqual(part.damage?.code, "truncated", name);
    const half = (p: Pixels) => ({
      ...p,
      height: p.height >> 2,
      data: p.data.subarray(0, 3 * p.width * (p.height >> 2)),
    });
    ok(difference(half(part), half(pixels)) < 6, name);
  }
  for (
    const name of ["colour.png", "lossy.webp", "eight-bit.heic", "eight-bit.avif", "lossy.jxl", "pages.tif"]
  ) {
    await rejects(decodePhoto(cut(name), libraries, limits), code("broken"), name);
  }
});

Deno.test("a JPEG of 60 megapixels is shrunk while decoding, and its parts can be had at full size", async () => {
  await libraries.magick.size(fixture("colour.png"), "png");
  const jpeg = resizedJpeg(fixture("baseline.jpg"), 9600, 8000);
  const raster = await decodePhoto(jpeg, libraries, photoLimits(0, 1));
  deepStrictEqual([raster.width, raster.height, raster.scale], [4800, 4000, 0.5]);
  deepStrictEqual(raster.full, { width: 9600, height: 8000 });
  const part = raster.closer!({ left: 4001, top: 3001, right: 4501, bottom: 3601 })!;
  ok(part.left <= 4001 && part.left + part.width >= 4501);
  deepStrictEqual([part.top, part.height], [3001, 600]);
  // The same place in both.
  const at = (p: Pixels, x: number, y: number) => p.data[3 * (y * p.width + x) + 1];
  for (const [x, y] of [[4100, 3100], [4300, 3301], [4480, 3590]]) {
    const near = at(part, x - part.left, y - part.top), far = at(raster, x >> 1, y >> 1);
    ok(Math.abs(near - far) < 12, `${near} and ${far} at ${x}, ${y}`);
  }
  strictEqual(raster.closer!({ left: 9600, top: 0, right: 9700, bottom: 10 }), null);
});

Deno.test("want of memory is not the file's fault", async () => {
  const failing = (error: Error) =>
    ({ size: () => Promise.reject(error) }) as unknown as typeof libraries.magick;
  const decode = (error: Error) =>
    decodePhoto(fixture("colour.png"), { ...libraries, magick: failing(error) }, limits);
  for (const message of ["CacheResourcesExhausted `' @ error/cache.c", "memory allocation failed `x'"]) {
    await rejects(
      decode(new Error(message)),
      (error) => code("out_of_memory")(error) && (error as Failure).retryable,
    );
  }
  await rejects(decode(new RangeError("Array buffer allocation failed")), RangeError);
  await rejects(decode(new Error("improper image header")), code("broken"));
  // The limit is the running library's: nothing else may be decoded after this.
  const small = new MagickDecoder(magickWasm, 1000);
  await rejects(
    decodePhoto(fixture("colour.png"), { ...libraries, magick: small }, limits),
    code("out_of_memory"),
  );
});
