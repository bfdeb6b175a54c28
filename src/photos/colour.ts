import type { Pixels } from "./pixels.ts";

/** What the numbers of a picture mean: red, green and blue light each by a tone curve, mixed to CIE XYZ. */
export interface ColourSpace {
  /** From a channel's stored value to its light, both 0 to 1 (more for what is brighter than white). */
  curves: readonly [ToneCurve, ToneCurve, ToneCurve];
  /** From light to XYZ under D50, as ICC profiles have it: where white is .9642, 1, .8249. */
  toXyz: ColourMatrix;
}

/** A function from 0..1. */
export type ToneCurve = (value: number) => number;

/** Three rows of three. */
export type ColourMatrix = readonly [number, number, number, number, number, number, number, number, number];

/** From sRGB's light to XYZ under D50, and back: IEC 61966-2-1, adapted by Bradford's transform. */
export const SRGB_TO_XYZ: ColourMatrix = [
  0.4360747,
  0.3850649,
  0.1430804,
  0.2225045,
  0.7168786,
  0.0606169,
  0.0139322,
  0.0971045,
  0.7141733,
];

const XYZ_TO_SRGB: ColourMatrix = [
  3.1338561,
  -1.6168667,
  -0.4906146,
  -0.9787684,
  1.9161415,
  0.0334540,
  0.0719453,
  -0.2289914,
  1.4052427,
];

/** sRGB's tone curve, and what undoes it: IEC 61966-2-1. */
export const srgbLight: ToneCurve = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
const srgbValue: ToneCurve = (v) => v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055;

/** Steps of sRGB's light, and the bytes that they become: with these, a byte comes out wrong by 1 at most. */
const LIGHT_STEPS = 4095;
const SRGB_BYTES = Uint8Array.from(
  { length: LIGHT_STEPS + 1 },
  (_, i) => 255 * srgbValue(i / LIGHT_STEPS) + 0.5,
);

/** What turns a picture's bytes into sRGB's. */
export interface ToSrgb {
  /** The light of each byte, for each channel. */
  light: readonly [Float32Array, Float32Array, Float32Array];
  /** From that to sRGB's light. */
  matrix: ColourMatrix;
}

/** Colour spaces that differ from sRGB by no more than this, of 255, are taken for it. */
const ALIKE = 2;

/** The way from a colour space to sRGB; null where the numbers are sRGB's already, or the space makes no sense. */
export function toSrgb({ curves, toXyz }: ColourSpace): ToSrgb | null {
  const [red, green, blue] = curves.map(lightOfBytes);
  const conversion: ToSrgb = { light: [red, green, blue], matrix: product(XYZ_TO_SRGB, toXyz) };
  return isSensible(conversion) && !isSrgb(conversion) ? conversion : null;
}

/**
 * The same picture in sRGB's numbers: itself where it has them already. What sRGB cannot show comes to lie on its edge.
 */
export function inSrgb(pixels: Pixels, conversion: ToSrgb | null): Pixels {
  if (!conversion) return pixels;
  const [red, green, blue] = conversion.light;
  const [a, b, c, d, e, f, g, h, i] = conversion.matrix.map((factor) => factor * LIGHT_STEPS);
  const from = pixels.data, data = new Uint8Array(from.length);
  for (let p = 0; p + 2 < from.length; p += 3) {
    const x = red[from[p]], y = green[from[p + 1]], z = blue[from[p + 2]];
    data[p] = SRGB_BYTES[step(a * x + b * y + c * z)];
    data[p + 1] = SRGB_BYTES[step(d * x + e * y + f * z)];
    data[p + 2] = SRGB_BYTES[step(g * x + h * y + i * z)];
  }
  return { ...pixels, data };
}

/** The nearest step of {@link SRGB_BYTES}. */
function step(light: number): number {
  const nearest = light + 0.5 | 0;
  return nearest < 0 ? 0 : nearest > LIGHT_STEPS ? LIGHT_STEPS : nearest;
}

function lightOfBytes(curve: ToneCurve): Float32Array {
  return Float32Array.from({ length: 256 }, (_, i) => curve(i / 255));
}

function product(m: ColourMatrix, n: ColourMatrix): ColourMatrix {
  const cell = (row: number, column: number) =>
    m[3 * row] * n[column] + m[3 * row + 1] * n[3 + column] + m[3 * row + 2] * n[6 + column];
  return [
    cell(0, 0),
    cell(0, 1),
    cell(0, 2),
    cell(1, 0),
    cell(1, 1),
    cell(1, 2),
    cell(2, 0),
    cell(2, 1),
    cell(2, 2),
  ];
}

/** Black is dark and white is white: a profile made to blind the recogniser is none. */
function isSensible({ light, matrix }: ToSrgb): boolean {
  const ends = light.every((values) => values.every(Number.isFinite) && values[0] < 0.1 && values[255] > 0.5);
  const rows = [0, 3, 6].map((i) => matrix[i] + matrix[i + 1] + matrix[i + 2]);
  return ends && rows.every((sum) => Math.abs(sum - 1) < 0.1) && matrix.every((n) => Math.abs(n) < 8);
}

function isSrgb(conversion: ToSrgb): boolean {
  const levels = [0, 32, 64, 128, 192, 255];
  const colours = levels.flatMap((r) => levels.flatMap((g) => levels.flatMap((b) => [r, g, b])));
  const picture = { data: Uint8Array.from(colours), width: colours.length / 3, height: 1 };
  return inSrgb(picture, conversion).data.every((value, i) => Math.abs(value - colours[i]) <= ALIKE);
}
