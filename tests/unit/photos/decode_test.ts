import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { crc32 } from "node:zlib";
import { Failure } from "../../../src/failure.ts";
import { inSrgb } from "../../../src/photos/colour.ts";
import { decodePhoto } from "../../../src/photos/decode.ts";
import { magickWasm } from "../../../src/assets.ts";
import { MagickDecoder } from "../../../src/photos/magick.ts";
import { photoLimits } from "../../../src/photos/limits.ts";
import { cut } from "../../../src/photos/region.ts";
import type { Pixels } from "../../../src/photos/raster.ts";
import { turnUpright } from "../../../src/photos/resize.ts";
import { joined } from "../../joined.ts";
import { Random } from "../../random.ts";
import { blackOnly, curv, displayP3, profile, withProfile } from "./icc_profiles.ts";
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

/** A GIF of one frame that lies at `left`, `top` of a screen of `width` x `height`. */
function gifOnScreen(width: number, height: number, left: number, top: number): Uint8Array {
  const bytes = fixture("still.gif"),
    view = new DataView(bytes.buffer),
    frame = find("still.gif", ",\0\0\0\0\xc0");
  [[6, width], [8, height], [frame + 1, left], [frame + 3, top]].forEach(([at, value]) =>
    view.setUint16(at, value, true)
  );
  return bytes;
}

/** An animated WebP whose first frame lies at `left`, `top`, even numbers, of a canvas of `width` x `height`. */
function webpOnCanvas(width: number, height: number, left: number, top: number): Uint8Array {
  const frame = find("animated.webp", "ANMF") + 8;
  return patched("animated.webp", [
    [24, width - 1, true],
    [27, height - 1 | (fixture("animated.webp")[30] << 24), true],
    [frame, left / 2, true],
    [frame + 3, top / 2 | 191 << 24, true],
  ]);
}

const onCanvas = { GIF: gifOnScreen, WebP: webpOnCanvas };
for (const [format, make] of Object.entries(onCanvas)) {
  Deno.test(`a ${format} whose first frame doesn't fill it comes whole, with the frame in its place`, async () => {
    const expected = await decodePhoto(fixture("colour.png"), libraries, limits);
    const raster = await decodePhoto(make(300, 260, 50, 40), libraries, limits);
    deepStrictEqual(raster.full, { width: 300, height: 260 });
    const frame = cut(raster, { left: 50, top: 40, right: 242, bottom: 200 })!;
    ok(difference(frame, expected) < 4);
    ok(cut(raster, { left: 0, top: 0, right: 300, bottom: 40 })!.data.every((value) => value === 0));
  });

  Deno.test(`a ${format} whose frame reaches beyond it grows, and a huge one is refused`, async () => {
    const raster = await decodePhoto(make(100, 100, 0, 0), libraries, limits);
    deepStrictEqual(raster.full, { width: 192, height: 160 });
    await rejects(decodePhoto(make(60_000, 60_000, 50, 40), libraries, limits), code("too_large"));
  });
}

for (const name of names) {
  Deno.test(`${name} decodes to the picture, upright`, async () => {
    const expected = await decodePhoto(fixture("colour.png"), libraries, limits);
    const raster = await decodePhoto(fixture(name), libraries, limits);
    strictEqual(raster.damage, null);
    // A sensor's data are developed to taste.
    const most = /dng/.test(name) ? 25 : 4;
    const upright = turnUpright(inSrgb(raster, raster.toSrgb), raster.orientation);
    ok(difference(upright, expected) < most, `${difference(upright, expected)} of 255`);
    const isOther = /adobe-rgb|display-p3|prophoto|perceptual|hybrid/.test(name);
    strictEqual(raster.toSrgb !== null, isOther);
  });
}

Deno.test("a CMYK photo is seen by its profile", async () => {
  const plain = await decodePhoto(fixture("cmyk.jpg"), libraries, limits);
  const colourful = (p: Pixels) => p.data.some((value, i) => Math.abs(value - p.data[i - i % 3]) > 40);
  ok(colourful(plain));
  const raster = await decodePhoto(withProfile(fixture("cmyk.jpg"), blackOnly()), libraries, limits);
  ok(!colourful(raster));
});

Deno.test("profiles that are damaged, or of another kind of picture, are left alone", async () => {
  const random = new Random(1), noise = Uint8Array.from({ length: 3000 }, () => random.below(256));
  const broken = joined(profile(displayP3(curv(461))).subarray(0, 150), noise);
  for (const name of ["baseline.jpg", "gray.jpg", "cmyk.jpg"]) {
    const plain = await decodePhoto(fixture(name), libraries, limits), data = plain.data.slice();
    const others = name === "cmyk.jpg" ? [profile(displayP3(curv(461)))] : [blackOnly()];
    for (const icc of [noise, broken, new Uint8Array(10), new Uint8Array(60_000), ...others]) {
      const raster = await decodePhoto(withProfile(fixture(name), icc), libraries, limits);
      deepStrictEqual([raster.toSrgb, raster.damage], [null, null]);
      ok(raster.data.every((value, i) => value === data[i]), name);
    }
  }
});

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
