import { type ColourSpace, SRGB_TO_XYZ, type ToneCurve } from "./colour.ts";

/** Larger profiles are not looked at: those of cameras and screens have some kilobytes. */
const MOST_PROFILE_BYTES = 4 * 2 ** 20;
const HEADER = 128;
/** Tags that are looked at, and entries of a tone curve that are read: real profiles have fewer. */
const MOST_TAGS = 100, MOST_CURVE = 65_536;

/**
 * The colour space that an ICC profile (ICC.1:2022; versions 2 and 4) describes by tone curves and a matrix, as those
 * of screens and cameras do, or by the one tone curve of gray pictures. Null for those that describe it by tables, for
 * other kinds of picture than `kind`, and for what is no profile.
 */
export function readProfile(profile: Uint8Array, kind: "gray" | "colour"): ColourSpace | null {
  if (profile.length < HEADER + 4 || profile.length > MOST_PROFILE_BYTES) return null;
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  if (signature(view, 36) !== "acsp" || signature(view, 20) !== "XYZ ") return null;
  const tags = readTags(view), space = signature(view, 16);
  const curve = (name: string) => readCurve(tags.get(name));
  if (space === "GRAY" && kind === "gray") {
    const gray = curve("kTRC");
    // Neutral colours stay neutral, whatever the primaries: these are sRGB's.
    return gray && { curves: [gray, gray, gray], toXyz: SRGB_TO_XYZ };
  }
  if (space !== "RGB ") return null;
  const red = curve("rTRC"), green = curve("gTRC"), blue = curve("bTRC");
  const [r, g, b] = ["rXYZ", "gXYZ", "bXYZ"].map((name) => readXyz(tags.get(name)));
  if (!red || !green || !blue || !r || !g || !b) return null;
  return { curves: [red, green, blue], toXyz: [r[0], g[0], b[0], r[1], g[1], b[1], r[2], g[2], b[2]] };
}

function signature(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}

/** What the tag table points to; what lies outside of the profile is left out. */
function readTags(view: DataView): Map<string, DataView> {
  const tags = new Map<string, DataView>();
  const count = Math.min(view.getUint32(HEADER), MOST_TAGS);
  for (let i = 0, at = HEADER + 4; i < count && at + 12 <= view.byteLength; i++, at += 12) {
    const offset = view.getUint32(at + 4), size = view.getUint32(at + 8);
    if (offset + size > view.byteLength || size < 8) continue;
    tags.set(signature(view, at), new DataView(view.buffer, view.byteOffset + offset, size));
  }
  return tags;
}

/** s15Fixed16Number. */
const fixed = (view: DataView, at: number) => view.getInt32(at) / 65_536;

function readXyz(tag: DataView | undefined): readonly [number, number, number] | null {
  if (!tag || tag.byteLength < 20 || signature(tag, 0) !== "XYZ ") return null;
  return [fixed(tag, 8), fixed(tag, 12), fixed(tag, 16)];
}

function readCurve(tag: DataView | undefined): ToneCurve | null {
  if (!tag || tag.byteLength < 12) return null;
  const type = signature(tag, 0);
  return type === "curv" ? sampledCurve(tag) : type === "para" ? parametricCurve(tag) : null;
}

/** ICC.1:2022, 10.6: none means as it is, one is an exponent, more are samples. */
function sampledCurve(tag: DataView): ToneCurve | null {
  const count = tag.getUint32(8);
  if (count === 0) return (v) => v;
  if (count > MOST_CURVE || tag.byteLength < 12 + 2 * count) return null;
  if (count === 1) {
    const exponent = tag.getUint16(12) / 256;
    return (v) => v ** exponent;
  }
  // Read now: the profile may lie in a decoder's memory, which is used again and moves when it grows.
  const samples = Float64Array.from({ length: count }, (_, i) => tag.getUint16(12 + 2 * i) / 65_535);
  return (v) => {
    const index = Math.min(Math.floor(v * (count - 1)), count - 2), part = v * (count - 1) - index;
    return (1 - part) * samples[index] + part * samples[index + 1];
  };
}

/** How many parameters each kind of parametric curve has. */
const PARAMETERS = [1, 3, 4, 5, 7] as const;

/** ICC.1:2022, 10.18, table 68; letters as there. */
function parametricCurve(tag: DataView): ToneCurve | null {
  const kind = tag.getUint16(8), count = PARAMETERS[kind];
  if (count === undefined || tag.byteLength < 12 + 4 * count) return null;
  const [g, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from(
    { length: count },
    (_, i) => fixed(tag, 12 + 4 * i),
  );
  const power = (v: number) => Math.max(0, a * v + b) ** g;
  if (kind === 0) return (v) => v ** g;
  if (kind === 1) return power;
  if (kind === 2) return (v) => power(v) + c;
  return (v) => v >= d ? power(v) + e : c * v + f;
}
