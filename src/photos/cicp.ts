import { type ColourMatrix, type ColourSpace, SRGB_TO_XYZ, srgbLight, type ToneCurve } from "./colour.ts";

/** Colour primaries by their number in ITU-T H.273, table 2, as XYZ under D50; those near sRGB's are left out. */
const PRIMARIES: Record<number, ColourMatrix> = {
  // BT.2020
  9: [0.67348, 0.16566, 0.12505, 0.27904, 0.67534, 0.04561, -0.00194, 0.02998, 0.79686],
  // Display P3
  12: [0.51512, 0.29198, 0.15710, 0.24120, 0.69225, 0.06657, -0.00105, 0.04189, 0.78407],
};

/** Light that a film shows as white, in cd/m² (ITU-R BT.2408): brighter light is for glints, and is clipped here. */
const WHITE = 203;

/** SMPTE ST 2084 (BT.2100 "PQ"): absolute light up to 10,000 cd/m². */
const perceptual: ToneCurve = (value) => {
  const v = value ** (1 / 78.84375);
  const light = Math.max(0, v - 0.8359375) / (18.8515625 - 18.6875 * v);
  return 10_000 * light ** (1 / 0.1593017578125) / WHITE;
};

/** BT.2100 "hybrid log-gamma" on a screen of 1,000 cd/m², whose own exponent is 1.2. */
const hybrid: ToneCurve = (v) => {
  const scene = v <= 0.5 ? v * v / 3 : (Math.exp((v - 0.55991073) / 0.17883277) + 0.28466892) / 12;
  return 1000 * scene ** 1.2 / WHITE;
};

/** Tone curves by their number in H.273, table 3. Films' own (1, 6, 14, 15) are meant to be shown as sRGB's. */
const CURVES: Record<number, ToneCurve> = {
  4: (v) => v ** 2.2,
  5: (v) => v ** 2.8,
  8: (v) => v,
  16: perceptual,
  18: hybrid,
};

/** The colour space with these numbers, as a HEIF file names it; what isn't known is as in sRGB. */
export function readCicp(primaries: number, transfer: number): ColourSpace {
  const curve = CURVES[transfer] ?? srgbLight;
  return { curves: [curve, curve, curve], toXyz: PRIMARIES[primaries] ?? SRGB_TO_XYZ };
}
