import { SRGB_TO_XYZ } from "./colour.ts";

/** sRGB's curve in the order of ICC.1:2022, table 68, kind 3: g, a, b, c, d. */
const CURVE = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045];
const D50 = [0.9642, 1, 0.8249];
const HEADER = 128;

/** sRGB as an ICC profile (version 4), for ImageMagick: with only what Little CMS needs to convert to it. */
export function srgbProfile(): Uint8Array {
  const curve = tag("para", 4 + 4 * CURVE.length);
  curve.setUint16(8, 3);
  CURVE.forEach((value, i) => setFixed(curve, 12 + 4 * i, value));
  const column = (i: number) => xyz(SRGB_TO_XYZ[i], SRGB_TO_XYZ[3 + i], SRGB_TO_XYZ[6 + i]);
  const tags: [name: string, data: DataView][] = [
    ["wtpt", xyz(D50[0], D50[1], D50[2])],
    ["rXYZ", column(0)],
    ["gXYZ", column(1)],
    ["bXYZ", column(2)],
    ["rTRC", curve],
    ["gTRC", curve],
    ["bTRC", curve],
  ];
  let at = HEADER + 4 + 12 * tags.length;
  const profile = new Uint8Array(at + tags.reduce((sum, [, data]) => sum + data.byteLength, 0));
  const view = new DataView(profile.buffer);
  view.setUint32(0, profile.length);
  view.setUint32(8, 0x04400000);
  setText(view, 12, "mntrRGB XYZ ");
  setText(view, 36, "acsp");
  D50.forEach((value, i) => setFixed(view, 68 + 4 * i, value));
  view.setUint32(HEADER, tags.length);
  tags.forEach(([name, data], i) => {
    const entry = HEADER + 4 + 12 * i;
    setText(view, entry, name);
    view.setUint32(entry + 4, at);
    view.setUint32(entry + 8, data.byteLength);
    profile.set(new Uint8Array(data.buffer), at);
    at += data.byteLength;
  });
  return profile;
}

/** A tag's data: its type, four bytes of zero, and `size` bytes. */
function tag(type: string, size: number): DataView {
  const view = new DataView(new ArrayBuffer(8 + size));
  setText(view, 0, type);
  return view;
}

function xyz(...values: readonly [number, number, number]): DataView {
  const view = tag("XYZ ", 12);
  values.forEach((value, i) => setFixed(view, 8 + 4 * i, value));
  return view;
}

/** s15Fixed16Number. */
function setFixed(view: DataView, at: number, value: number) {
  view.setInt32(at, Math.round(65_536 * value));
}

function setText(view: DataView, at: number, text: string) {
  for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i));
}
