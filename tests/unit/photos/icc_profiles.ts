import { joined } from "../../joined.ts";

/** s15Fixed16Number. */
function fixed(...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => view.setInt32(4 * i, Math.round(65_536 * value)));
  return new Uint8Array(view.buffer);
}

/** Numbers of 16 bits. */
export function shorts(...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * values.length));
  values.forEach((value, i) => view.setUint16(2 * i, value));
  return new Uint8Array(view.buffer);
}

/** A CMYK profile by which all inks but black are white paper: pictures become gray. */
export function blackOnly(): Uint8Array {
  const identity = Uint8Array.from({ length: 256 }, (_, i) => i);
  // Two steps an ink, the last ink the fastest; L*, a*, b*.
  const inks = Uint8Array.from({ length: 3 * 16 }, (_, i) => i % 3 > 0 ? 128 : (i / 3) % 2 === 0 ? 255 : 0);
  const table = joined(
    Uint8Array.of(4, 3, 2, 0),
    fixed(1, 0, 0, 0, 1, 0, 0, 0, 1),
    ...Array(4).fill(identity),
    inks,
    ...Array(3).fill(identity),
  );
  return profile({ wtpt: tag("XYZ ", fixed(0.9642, 1, 0.8249)), A2B0: tag("mft1", table) }, "CMYK", "Lab ");
}

/** A JPEG with this colour profile, or with what is taken for one. */
export function withProfile(jpeg: Uint8Array, icc: Uint8Array): Uint8Array {
  const segment = joined(shorts(0xffe2, icc.length + 16), text("ICC_PROFILE\0"), Uint8Array.of(1, 1), icc);
  return joined(jpeg.subarray(0, 2), segment, jpeg.subarray(2));
}

const text = (letters: string) => new TextEncoder().encode(letters);

/** The data of a tag: its type, four bytes of zero, and the rest. */
export const tag = (type: string, ...rest: Uint8Array[]) => joined(text(type), new Uint8Array(4), ...rest);

/** A curve of samples 0..65535; one alone is an exponent in 1/256. */
export const curv = (...samples: number[]) =>
  tag("curv", shorts(samples.length >> 16, samples.length & 0xffff), shorts(...samples));

/** A parametric curve of this kind. */
export const para = (kind: number, ...parameters: number[]) =>
  tag("para", shorts(kind, 0), fixed(...parameters));

/** A profile of these tags; `space`: the colours that it is for, `connection`: the space that it leads to. */
export function profile(tags: Record<string, Uint8Array>, space = "RGB ", connection = "XYZ "): Uint8Array {
  const names = Object.keys(tags),
    head = new Uint8Array(132 + 12 * names.length),
    view = new DataView(head.buffer);
  head.set([2, 0x40], 8);
  head.set(text(`${space === "CMYK" ? "prtr" : "mntr"}${space}${connection}`), 12);
  head.set(text("acsp"), 36);
  view.setUint32(128, names.length);
  let at = head.length;
  names.forEach((name, i) => {
    head.set(text(name), 132 + 12 * i);
    view.setUint32(136 + 12 * i, at);
    view.setUint32(140 + 12 * i, tags[name].length);
    at += tags[name].length;
  });
  view.setUint32(0, at);
  return joined(head, ...Object.values(tags));
}

/** Display P3's primaries with one tone curve. */
export function displayP3(curve: Uint8Array): Record<string, Uint8Array> {
  return {
    rXYZ: tag("XYZ ", fixed(0.51512, 0.2412, -0.00105)),
    gXYZ: tag("XYZ ", fixed(0.29198, 0.69225, 0.04189)),
    bXYZ: tag("XYZ ", fixed(0.1571, 0.06657, 0.78407)),
    rTRC: curve,
    gTRC: curve,
    bTRC: curve,
  };
}
