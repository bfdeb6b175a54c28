import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { crc32 } from "node:zlib";
import { Failure } from "../../../src/failure.ts";
import { inSrgb } from "../../../src/photos/colour.ts";
import { decodePhoto } from "../../../src/photos/decode.ts";
import { magickWasm } from "../../../src/assets.ts";
import { MagickDecoder } from "../../../src/photos/magick.ts";
import { photoLimits } from "../../../src/photos/limits.ts";
import { cut } from "../../../src/photos/region.ts";
import type { Pixels } from "../../../src/photos/pixels.ts";
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

Deno.test("a HEIC file of 100 MB, which takes ten times that, is refused before it is opened", async () => {
  const file = new Uint8Array(100e6);
  file.set(fixture("eight-bit.heic"));
  await rejects(decodePhoto(file, libraries, limits), code("too_large"));
});

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

/** The part of a picture from `from` on, up to `to`, of its height. */
function rows({ data, width, height }: Pixels, from: number, to: number): Pixels {
  const top = Math.floor(from * height), bottom = Math.floor(to * height);
  return { data: data.subarray(3 * width * top, 3 * width * bottom), width, height: bottom - top };
}

for (
  const [name, kept, from, to] of [
    ["baseline.jpg", 0.7, 0, 0.25],
    ["progressive.jpg", 0.7, 0, 0.25],
    ["cmyk.jpg", 0.7, 0, 0.25],
    ["orientation-6.jpg", 0.7, 0, 0.25],
    ["gray.jpg", 0.7, 0, 0.25],
    ["lossy.webp", 0.8, 0, 0.25],
    ["lossless.webp", 0.8, 0, 0.25],
    ["animated.webp", 0.8, 0, 0.25],
    ["orientation-6.webp", 0.8, 0, 0.25],
    ["eight-bit.heic", 0.8, 0, 0.25],
    ["ten-bit.heic", 0.8, 0, 0.25],
    ["irot-180.heic", 0.8, 0.75, 1],
    // Bitmaps are stored from below; GIFs in four passes.
    ["colour.bmp", 0.7, 0.5, 1],
    ["palette.bmp", 0.7, 0.5, 1],
    ["still.gif", 0.8, 0, 0.25],
  ] as const
) {
  Deno.test(`${name} without its tail gives what is there`, async () => {
    const file = fixture(name), whole = await decodePhoto(file, libraries, limits);
    const pixels = { ...whole, data: whole.data.slice() };
    const part = await decodePhoto(file.slice(0, kept * file.length), libraries, limits);
    strictEqual(part.damage?.code, "truncated");
    ok(difference(rows(part, from, to), rows(pixels, from, to)) < 6);
  });
}

/** A gray TIFF of 64 x 64 pixels, each 200, in four strips without compression. */
function plainTiff(): Uint8Array {
  const fields = [[256, 64], [257, 64], [258, 8], [259, 1], [262, 1], [273, 0], [277, 1], [278, 16], [
    279,
    0,
  ]];
  const places = 10 + 12 * fields.length + 4, start = places + 32;
  const bytes = new Uint8Array(start + 4096).fill(200, start), view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0, 8]);
  view.setUint16(8, fields.length, true);
  fields.forEach(([tag, value], i) => {
    const at = 10 + 12 * i, isList = tag === 273 || tag === 279;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, 4, true);
    view.setUint32(at + 4, isList ? 4 : 1, true);
    view.setUint32(at + 8, tag === 273 ? places : tag === 279 ? places + 16 : value, true);
  });
  for (let i = 0; i < 4; i++) {
    view.setUint32(places + 4 * i, start + 1024 * i, true);
    view.setUint32(places + 16 + 4 * i, 1024, true);
  }
  return bytes;
}

Deno.test("a TIFF that isn't packed, without its tail, gives what is there", async () => {
  const file = plainTiff(), whole = await decodePhoto(file, libraries, limits);
  deepStrictEqual([whole.damage, whole.data.every((value) => value === 200)], [null, true]);
  const part = await decodePhoto(file.slice(0, file.length - 2500), libraries, limits);
  strictEqual(part.damage?.code, "truncated");
  ok(rows(part, 0, 0.35).data.every((value) => value === 200));
});

Deno.test("a BigTIFF whose last tiles are missing says so, though its decoder doesn't", async () => {
  const file = fixture("tiles-big.tif");
  strictEqual((await decodePhoto(file, libraries, limits)).damage, null);
  strictEqual(
    (await decodePhoto(file.slice(0, 0.8 * file.length), libraries, limits)).damage?.code,
    "truncated",
  );
});

Deno.test("formats that check their data are broken without their tail", async () => {
  for (
    const name of [
      "colour.png",
      "eight-bit.avif",
      "lossy.jxl",
      "lossless.jxl",
      "pages.tif",
      "big-endian-16.tif",
    ]
  ) {
    const file = fixture(name);
    await rejects(decodePhoto(file.slice(0, 0.7 * file.length), libraries, limits), code("broken"), name);
  }
});

Deno.test("a file that claims a tail larger than memory is broken", async () => {
  const claims: [name: string, at: number][] = [["lossy.webp", 4], ["colour.bmp", 2]];
  for (const [name, at] of claims) {
    const file = patched(name, [[at, 0xfffffff0, true]]);
    await rejects(decodePhoto(file.slice(0, 0.7 * file.length), libraries, limits), code("broken"), name);
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

Deno.test("a TIFF field that claims to have more values than memory has room for makes the file broken", async () => {
  const bytes = fixture("big-endian-16.tif"), view = new DataView(bytes.buffer, bytes.byteOffset);
  const COMPRESSION = 0x0103, FIRST_FIELD = 10;
  let at = FIRST_FIELD;
  while (view.getUint16(at) !== COMPRESSION) at += 12;
  view.setUint32(at + 4, 0x10000001);
  await rejects(decodePhoto(bytes, libraries, limits), code("broken"));
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
