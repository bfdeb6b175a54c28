import { ok, strictEqual } from "node:assert";
import { decodePhoto } from "../../../src/photos/decode.ts";
import { mostFileBytes, photoLimits } from "../../../src/photos/limits.ts";
import { decoders, fixture } from "./decoders.ts";

const gigabyte = 2 ** 30;

Deno.test("photoLimits shares the free memory among the workers, within bounds", () => {
  const none = photoLimits(0, 4).memory, some = photoLimits(12 * gigabyte, 4).memory;
  ok(none < some && some < 3 * gigabyte);
  strictEqual(photoLimits(gigabyte, 4).memory, none);
  // WebAssembly can use no more than 4 GB.
  ok(photoLimits(2 ** 50, 1).memory < 4 * gigabyte);
});

Deno.test("the user's word on megapixels lifts the limit of the memory, but for WebAssembly's own", () => {
  const { memory, pixels } = photoLimits(0, 8, 250);
  strictEqual(pixels, 250e6);
  strictEqual(memory, photoLimits(2 ** 50, 1).memory);
});

Deno.test("a file leaves room for its decoder", () => {
  ok(mostFileBytes(photoLimits(0, 1)) > 300e6);
  ok(2 * mostFileBytes(photoLimits(0, 1)) < photoLimits(0, 1).memory);
});

Deno.test("a photo that fits into little memory alone is refused into less", async () => {
  const photo = fixture("eight-bit.heic"), libraries = decoders();
  strictEqual((await decodePhoto(photo, libraries, { memory: 1e6, pixels: null })).width, 192);
  let code: unknown;
  await decodePhoto(photo, libraries, { memory: 5e5, pixels: null }).catch((error) => code = error.code);
  strictEqual(code, "too_large");
});
