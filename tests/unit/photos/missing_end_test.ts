import { ok, strictEqual } from "node:assert";
import { fillMissingEnd } from "../../../src/photos/missing_end.ts";
import { mutate } from "../../fuzz/mutate.ts";
import { Random } from "../../random.ts";
import { fixture } from "./decoders.ts";

const MOST = 2 ** 24;
const files = [["lossy.webp", "webp"], ["colour.bmp", "bmp"], ["eight-bit.heic", "heic"], [
  "pages.tif",
  "tiff",
], [
  "animated.gif",
  "gif",
]] as const;

Deno.test("fillMissingEnd leaves whole files, and formats that check their data, alone", () => {
  for (const [name, format] of files) strictEqual(fillMissingEnd(fixture(name), format, MOST), null, name);
  for (
    const [name, format] of [["colour.png", "png"], ["lossy.jxl", "jxl"], ["eight-bit.avif", "avif"]] as const
  ) {
    const file = fixture(name);
    strictEqual(fillMissingEnd(file.subarray(0, file.length / 2), format, MOST), null);
  }
});

Deno.test("fillMissingEnd makes files as long as they say, with what there is unchanged", () => {
  for (
    const [name, format] of [["lossy.webp", "webp"], ["colour.bmp", "bmp"], [
      "eight-bit.heic",
      "heic",
    ]] as const
  ) {
    const file = fixture(name), part = file.subarray(0, 0.4 * file.length);
    const filled = fillMissingEnd(part, format, MOST)!;
    strictEqual(filled.length, file.length);
    ok(filled.every((byte, i) => byte === (i < part.length ? part[i] : 0)));
    strictEqual(fillMissingEnd(part, format, file.length - 1), null);
  }
});

Deno.test("fillMissingEnd doesn't believe a small file that claims to be huge", () => {
  const file = fixture("eight-bit.heic"), text = new TextDecoder("latin1").decode(file);
  new DataView(file.buffer).setUint32(text.indexOf("mdat") - 4, 300e6);
  strictEqual(fillMissingEnd(file, "heic", 2 ** 30), null);
});

Deno.test("fillMissingEnd takes any file, and makes none longer than it may be", () => {
  for (let seed = 0; seed < 2000; seed++) {
    const random = new Random(seed), [name, format] = random.pick(files);
    const filled = fillMissingEnd(mutate(fixture(name), random, fixture("gray.png")), format, MOST);
    ok(!filled || filled.length <= MOST + 600, `seed ${seed}`);
  }
});
