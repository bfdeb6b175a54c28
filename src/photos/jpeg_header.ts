import { type Orientation, toOrientation } from "./orientation.ts";

/** What the markers before a JPEG's picture data say. */
export interface JpegHeader {
  /** Stored size in pixels. */
  width: number;
  height: number;
  /** 1 grayscale, 3 colour, 4 CMYK. */
  components: number;
  /** Bits a sample: 8 in nearly every photo. */
  precision: number;
  /** False for the lossless and arithmetic-coded kinds. */
  common: boolean;
  orientation: Orientation;
}

const SOI = 0xd8, EOI = 0xd9, SOS = 0xda, APP1 = 0xe1;
/** Frame headers: baseline, extended and progressive with Huffman coding. ITU-T T.81, table B.1. */
const COMMON_FRAMES = new Set([0xc0, 0xc1, 0xc2]);
/** 0xc4, 0xc8 and 0xcc lie in the range of frame headers and are none. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Reads a JPEG's markers up to its first scan, or null where the file ends or breaks before its frame header. */
export function readJpegHeader(bytes: Uint8Array): JpegHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let orientation: Orientation = 1;
  let frame: Omit<JpegHeader, "orientation"> | null = null;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) {
      at++; // stray bytes between segments: decoders skip them too
      continue;
    }
    const marker = bytes[at + 1];
    if (marker === 0xff || marker === SOI || marker === 0 || marker >= 0xd0 && marker <= 0xd7) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    if (marker === SOS || marker === EOI) break;
    const length = view.getUint16(at + 2);
    const body = at + 4, end = at + 2 + length;
    if (length < 2 || end > bytes.length) break;
    if (marker === APP1 && orientation === 1) orientation = exifOrientation(bytes.subarray(body, end));
    if (isFrame(marker) && length >= 8) {
      frame = {
        precision: bytes[body],
        height: view.getUint16(body + 1),
        width: view.getUint16(body + 3),
        components: bytes[body + 5],
        common: COMMON_FRAMES.has(marker),
      };
    }
    at = end;
  }
  return frame && { ...frame, orientation };
}

/** The orientation in an APP1 segment's body; 1 when it holds none, or isn't EXIF. */
export function exifOrientation(segment: Uint8Array): Orientation {
  const header = "Exif\0\0";
  if (segment.length < header.length + 8) return 1;
  for (let i = 0; i < header.length; i++) if (segment[i] !== header.charCodeAt(i)) return 1;
  const tiff = new DataView(
    segment.buffer,
    segment.byteOffset + header.length,
    segment.byteLength - header.length,
  );
  const order = tiff.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return 1;
  const little = order === 0x4949;
  const directory = tiff.getUint32(4, little);
  if (directory + 2 > tiff.byteLength) return 1;
  const entries = tiff.getUint16(directory, little);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > tiff.byteLength) return 1;
    if (tiff.getUint16(entry, little) === 0x0112) return toOrientation(tiff.getUint16(entry + 8, little));
  }
  return 1;
}

/** True when the file ends without the end-of-image marker in its last `window` bytes: its tail is missing. */
export function lacksEnd(bytes: Uint8Array, window = 65536): boolean {
  for (let at = bytes.length - 2; at >= Math.max(0, bytes.length - window); at--) {
    if (bytes[at] === 0xff && bytes[at + 1] === EOI) return false;
  }
  return true;
}
