import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { content } from "../../../src/photos/format.ts";
import { firstFrame } from "../../../src/photos/webp.ts";
import { joined } from "../../joined.ts";
import { decoders, fixture } from "./decoders.ts";

/** An animated WebP with another chunk at its end. */
function withChunk(animated: Uint8Array, chunk: Uint8Array): Uint8Array {
  const both = joined(animated, chunk);
  new DataView(both.buffer).setUint32(4, both.length - 8, true);
  return both;
}

Deno.test("firstFrame makes a still picture of an animated WebP, and leaves others alone", async () => {
  const animated = fixture("animated.webp"), { bytes, canvas } = firstFrame(animated);
  ok(bytes.length < animated.length);
  strictEqual(content(bytes), "webp");
  deepStrictEqual(canvas, { left: 0, top: 0, width: 192, height: 160 });
  const { magick } = decoders();
  const expected = await magick.decode(animated, "webp"), actual = await magick.decode(bytes, "webp");
  deepStrictEqual([actual.width, actual.height, actual.warning], [192, 160, null]);
  deepStrictEqual(actual.data, expected.data);
  for (const name of ["lossy.webp", "lossless.webp", "orientation-6.webp"]) {
    const file = fixture(name);
    deepStrictEqual(firstFrame(file), { bytes: file, canvas: null });
  }
});

Deno.test("firstFrame keeps the orientation that comes after the frames, and the colour profile before them", async () => {
  const turned = fixture("orientation-6.webp"), text = new TextDecoder("latin1");
  const exif = turned.subarray(text.decode(turned).indexOf("EXIF"));
  for (const name of ["animated.webp", "display-p3-animated.webp"]) {
    const { bytes } = firstFrame(withChunk(fixture(name), exif));
    const { orientation, colours, warning } = await decoders().magick.decode(bytes, "webp");
    deepStrictEqual([name, orientation, warning], [name, 6, null]);
    strictEqual(colours !== null, name === "display-p3-animated.webp");
  }
});

Deno.test("firstFrame takes any bytes", () => {
  const head = [..."RIFF????WEBPVP8X\x0a\0\0\0\x02\0\0\0"].map((c) => c.charCodeAt(0));
  const chunk = fc.tuple(fc.constantFrom("ANMF", "EXIF", "ICCP", "VP8 "), fc.uint8Array({ maxLength: 60 }));
  fc.assert(fc.property(fc.array(chunk, { maxLength: 5 }), (chunks) => {
    const bytes = chunks.flatMap(([name, body]) => [...new TextEncoder().encode(name), ...body]);
    return firstFrame(Uint8Array.from([...head, ...bytes])).bytes.length > 0;
  }));
});
