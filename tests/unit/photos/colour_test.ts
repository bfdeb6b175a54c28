import { ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { readCicp } from "../../../src/photos/cicp.ts";
import { type ColourSpace, inSrgb, SRGB_TO_XYZ, srgbLight, toSrgb } from "../../../src/photos/colour.ts";
import type { Pixels } from "../../../src/photos/pixels.ts";

const pixels = (...data: number[]): Pixels => ({
  data: Uint8Array.from(data),
  width: data.length / 3,
  height: 1,
});
const byte = fc.integer({ min: 0, max: 255 });
const space = (curve: (v: number) => number, toXyz = SRGB_TO_XYZ): ColourSpace => ({
  curves: [curve, curve, curve],
  toXyz,
});

/** Each byte at most `by` from what is expected. */
function near(actual: Pixels, expected: readonly number[], by = 1) {
  const far = expected.findIndex((value, i) => Math.abs(actual.data[i] - value) > by);
  strictEqual(far, -1, `${actual.data}, not ${expected}`);
}

Deno.test("toSrgb: sRGB, and what differs from it by next to nothing, need no conversion", () => {
  strictEqual(toSrgb(space(srgbLight)), null);
  strictEqual(toSrgb(space((v) => srgbLight(v) * 0.999)), null);
  strictEqual(toSrgb(readCicp(1, 13)), null);
  strictEqual(toSrgb(readCicp(2, 2)), null);
  const picture = pixels(1, 2, 3);
  strictEqual(inSrgb(picture, null), picture);
});

Deno.test("toSrgb: spaces that make no picture are left alone", () => {
  strictEqual(toSrgb(space(() => NaN)), null);
  strictEqual(toSrgb(space(() => 0)), null);
  strictEqual(toSrgb(space((v) => 1 - v)), null);
  strictEqual(toSrgb(space((v) => v, [0, 0, 0, 0, 0, 0, 0, 0, 0])), null);
  strictEqual(toSrgb(space((v) => v, [100, -100, 1, 0, 1, 0, 0, 0, 0.8])), null);
});

Deno.test("inSrgb: known colours of Display P3", () => {
  const conversion = toSrgb(readCicp(12, 13));
  // By Little CMS, relative colorimetric.
  const expected = [209, 147, 115, 77, 131, 86, 255, 255, 255, 0, 0, 0];
  near(inSrgb(pixels(200, 150, 120, 90, 130, 90, 255, 255, 255, 0, 0, 0), conversion), expected);
  // Outside of sRGB: onto its edge.
  near(inSrgb(pixels(255, 0, 0, 0, 255, 0), conversion), [255, 0, 0, 0, 255, 0]);
});

Deno.test("inSrgb: gray stays gray in every space, and other tone curves change it as they say", () => {
  const exponent = toSrgb(space((v) => v ** 1.8));
  for (const [primaries, transfer] of [[9, 16], [9, 18], [12, 13], [9, 13], [12, 8], [1, 4]]) {
    const conversion = toSrgb(readCicp(primaries, transfer));
    fc.assert(fc.property(byte, (v) => {
      const { data: [r, g, b] } = inSrgb(pixels(v, v, v), conversion);
      return Math.max(r, g, b) - Math.min(r, g, b) <= 2;
    }));
  }
  fc.assert(fc.property(byte, (v) => {
    const light = (v / 255) ** 1.8;
    const expected = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
    near(inSrgb(pixels(v, v, v), exponent), Array(3).fill(Math.round(255 * expected)));
  }));
});

Deno.test("inSrgb: brighter is never darker, and white in films is their white for paper", () => {
  for (const transfer of [16, 18]) {
    const conversion = toSrgb(readCicp(9, transfer));
    const all = inSrgb(pixels(...Array.from({ length: 256 }, (_, v) => [v, v, v]).flat()), conversion).data;
    for (let v = 1; v < 256; v++) ok(all[3 * v] >= all[3 * v - 3]);
    // ITU-R BT.2408: 203 cd/m² at 58 % of PQ, at 75 % of HLG.
    const white = Math.round(255 * (transfer === 16 ? 0.58 : 0.75));
    ok(all[3 * white] >= 253 && all[3 * (white - 8)] < 250, `${all[3 * white]}, ${all[3 * (white - 8)]}`);
  }
});

Deno.test("inSrgb leaves the picture that it is given as it is", () => {
  const picture = pixels(10, 200, 30);
  inSrgb(picture, toSrgb(readCicp(9, 13)));
  near(picture, [10, 200, 30], 0);
});
