import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { content } from "../../../src/photos/format.ts";
import { firstFrame } from "../../../src/photos/webp.ts";
import { decoders, fixture } from "./decoders.ts";

Deno.test("firstFrame makes a still picture of an animated WebP, and leaves others alone", async () => {
  const animated = fixture("animated.webp"), first = firstFrame(animated);
  ok(first.length < animated.length);
  strictEqual(content(first), "webp");
  const { magick } = decoders();
  const expected = await magick.decode(animated, "webp"), actual = await magick.decode(first, "webp");
  deepStrictEqual([actual.width, actual.height, actual.warning], [192, 160, null]);
  deepStrictEqual(actual.data, expected.data);
  for (const name of ["lossy.webp", "lossless.webp", "orientation-6.webp"]) {
    strictEqual(firstFrame(fixture(name)).length, fixture(name).length);
  }
});

Deno.test("firstFrame keeps the orientation that comes after the frames", async () => {
  const animated = fixture("animated.webp"), turned = fixture("orientation-6.webp");
  const exif = new TextDecoder("latin1").decode(turned).indexOf("EXIF");
  const both = new Uint8Array([...animated, ...turned.subarray(exif)]);
  new DataView(both.buffer).setUint32(4, both.length - 8, true);
  const { orientation, warning } = await decoders().magick.decode(firstFrame(both), "webp");
  deepStrictEqual([orientation, warning], [6, null]);
});

Deno.test("firstFrame takes any bytes", () => {
  const head = [..."RIFF????WEBPVP8X\x0a\0\0\0\x02\0\0\0"].map((c) => c.charCodeAt(0));
  const chunk = fc.tuple(fc.constantFrom("ANMF", "EXIF", "VP8 "), fc.uint8Array({ maxLength: 60 }));
  fc.assert(fc.property(fc.array(chunk, { maxLength: 5 }), (chunks) => {
    const bytes = chunks.flatMap(([name, body]) => [...new TextEncoder().encode(name), ...body]);
    return firstFrame(Uint8Array.from([...head, ...bytes])).length > 0;
  }));
});
