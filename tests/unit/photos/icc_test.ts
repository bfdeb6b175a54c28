import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { srgbLight, toSrgb } from "../../../src/photos/colour.ts";
import { readProfile } from "../../../src/photos/icc.ts";
import { joinProfile, readJpegHeader } from "../../../src/photos/jpeg_header.ts";
import { srgbProfile } from "../../../src/photos/srgb_profile.ts";
import { mutate } from "../../fuzz/mutate.ts";
import { joined } from "../../joined.ts";
import { Random } from "../../random.ts";
import { fixture } from "./decoders.ts";
import { curv, displayP3, para, profile, shorts, tag } from "./icc_profiles.ts";

const near = (actual: number, expected: number, by = 1e-3) =>
  ok(Math.abs(actual - expected) <= by, `${actual}, not ${expected}`);

const curveOf = (data: Uint8Array) => readProfile(profile(displayP3(data)), "colour")!.curves[0];
const unit = fc.double({ min: 0, max: 1, noNaN: true });

Deno.test("readProfile: a curve of samples is read in straight lines, of one as an exponent, of none as it is", () => {
  fc.assert(fc.property(unit, fc.integer({ min: 1, max: 1023 }), (v, exponent) => {
    near(curveOf(curv())(v), v);
    near(curveOf(curv(exponent))(v), v ** (exponent / 256));
    near(curveOf(curv(0, 16384, 65535))(v), v < 0.5 ? v / 2 : 0.25 + (v - 0.5) * 1.5);
  }));
});

Deno.test("readProfile: what was read stays when the memory that the profile lay in is used again or is gone", () => {
  for (const curve of [curv(0, 16384, 65535), curv(461), para(0, 2.4)]) {
    const memory = new Uint8Array(profile(displayP3(curve)));
    const { curves: [read] } = readProfile(memory, "colour")!, before = read(0.3);
    memory.fill(0xff);
    strictEqual(read(0.3), before);
    structuredClone(memory, { transfer: [memory.buffer] });
    strictEqual(read(0.3), before);
  }
});

Deno.test("readProfile: parametric curves of every kind", () => {
  const [g, a, b, c, d, e, f] = [2.4, 0.9, 0.1, 0.05, 0.3, 0.02, 0.01];
  fc.assert(fc.property(unit, (v) => {
    const power = (a * v + b) ** g;
    near(curveOf(para(0, g))(v), v ** g);
    near(curveOf(para(1, g, a, -0.1))(v), v >= 0.1 / a ? (a * v - 0.1) ** g : 0);
    near(curveOf(para(2, g, a, -0.1, c))(v), v >= 0.1 / a ? (a * v - 0.1) ** g + c : c);
    near(curveOf(para(3, g, a, b, c, d))(v), v >= d ? power : c * v, Math.abs(v - d) < 1e-3 ? 1 : 1e-3);
    near(
      curveOf(para(4, g, a, b, c, d, e, f))(v),
      v >= d ? power + e : c * v + f,
      Math.abs(v - d) < 1e-3 ? 1 : 1e-3,
    );
  }));
});

Deno.test("readProfile: the primaries are the columns of the matrix", () => {
  const { toXyz } = readProfile(profile(displayP3(curv())), "colour")!;
  [0.51512, 0.29198, 0.1571, 0.2412, 0.69225, 0.06657, -0.00105, 0.04189, 0.78407].forEach((value, i) =>
    near(toXyz[i], value, 1e-4)
  );
});

Deno.test("readProfile: profiles of gray are for gray pictures", () => {
  const gray = profile({ kTRC: curv(461) }, "GRAY");
  near(readProfile(gray, "gray")!.curves[1](0.5), 0.5 ** 1.8);
  strictEqual(readProfile(gray, "colour"), null);
});

Deno.test("readProfile: what isn't curves and a matrix is left alone", () => {
  const whole = displayP3(curv(461)), { gTRC: _, ...part } = whole;
  const cases: Record<string, Uint8Array> = {
    "nothing": new Uint8Array(),
    "no profile": new Uint8Array(2000),
    "for CMYK": profile(whole, "CMYK"),
    "by Lab": profile(whole, "RGB ", "Lab "),
    "a curve is missing": profile(part),
    "a curve of another type": profile({ ...whole, gTRC: tag("text", new Uint8Array(20)) }),
    "a curve that ends early": profile({ ...whole, gTRC: tag("curv", shorts(0, 1000), shorts(1, 2, 3)) }),
    "a curve of an unknown kind": profile({ ...whole, gTRC: para(5, 1, 1, 1, 1, 1, 1, 1, 1) }),
    "too large": joined(profile(whole), new Uint8Array(5 * 2 ** 20)),
  };
  for (const [name, bytes] of Object.entries(cases)) strictEqual(readProfile(bytes, "colour"), null, name);
});

Deno.test("readProfile and toSrgb take any profile", () => {
  const originals = [
    profile(displayP3(para(4, 2.4, 0.9, 0.1, 0.05, 0.3, 0.02, 0.01))),
    profile(displayP3(curv(0, 100, 3000, 65535))),
    readJpegHeader(fixture("adobe-rgb.jpg"))!.profile!,
    srgbProfile(),
  ];
  for (let seed = 0; seed < 5000; seed++) {
    const random = new Random(seed), original = originals[seed % originals.length];
    const space = readProfile(mutate(original, random, originals[0]), random.pick(["gray", "colour"]));
    const conversion = space && toSrgb(space);
    ok(!conversion || conversion.light.every((values) => values.every(Number.isFinite)), `seed ${seed}`);
  }
});

Deno.test("sRGB as a profile is sRGB", () => {
  const space = readProfile(srgbProfile(), "colour")!;
  for (let v = 0; v <= 1; v += 1 / 64) near(space.curves[2](v), srgbLight(v));
  strictEqual(toSrgb(space), null);
});

Deno.test("joinProfile puts the parts in their order, and wants all of them", () => {
  const part = (number: number, count: number, ...body: number[]) =>
    Uint8Array.from([...new TextEncoder().encode("ICC_PROFILE\0"), number, count, ...body]);
  const other = new TextEncoder().encode("FPXR\0 and whatever follows it here");
  deepStrictEqual([...joinProfile([part(2, 2, 3), other, part(1, 2, 1, 2)])!], [1, 2, 3]);
  for (const parts of [[], [other], [part(1, 2, 1)], [part(2, 2, 1)], [part(1, 2, 1), part(1, 2, 1)]]) {
    strictEqual(joinProfile(parts), null);
  }
});
