import { Buffer } from "node:buffer";
import type { Orientation } from "./orientation.ts";
import { readTiff } from "./tiff.ts";

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
  /** The whole photo's coefficients are held in memory: 2 bytes each. */
  progressive: boolean;
  /** Samples a pixel of all components together: 3, or 1.5 where colour has half the width and height. */
  samples: number;
  orientation: Orientation;
  /** The ICC profile, put together; null where there is none, or a part of it is missing. */
  profile: Uint8Array | null;
  /** Bytes from the file's start to the first scan, or to where the markers break off. */
  length: number;
  /** The markers lead to a scan. */
  hasScan: boolean;
}

/** Parts of a profile are numbered by a byte; more of them, or EXIF segments, than this are no photo's. */
const MOST_PROFILE_PARTS = 255, MOST_EXIF = 8;
const SOI = 0xd8, EOI = 0xd9, SOS = 0xda, APP1 = 0xe1, APP2 = 0xe2;
/** How the bodies of these APP1 and APP2 segments begin. */
const EXIF = "Exif\0\0", ICC_PROFILE = "ICC_PROFILE\0";
/** Frame headers of the progressive kinds, with Huffman and with arithmetic coding. */
const PROGRESSIVE = new Set([0xc2, 0xc6, 0xca, 0xce]);
/** Frame headers: baseline, extended and progressive with Huffman coding. ITU-T T.81, table B.1. */
const COMMON_FRAMES = new Set([0xc0, 0xc1, 0xc2]);
/** 0xc4, 0xc8 and 0xcc lie in the range of frame headers and are none. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Reads a JPEG's markers up to its first scan, or null where the file ends or breaks before its frame header. */
export function readJpegHeader(bytes: Uint8Array): JpegHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let orientation: Orientation = 1;
  let frame: Omit<JpegHeader, "orientation" | "profile" | "length" | "hasScan"> | null = null;
  const profile: Uint8Array[] = [];
  let at = 2, hasScan = false, exifs = 0;
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
    hasScan = marker === SOS;
    if (hasScan || marker === EOI) break;
    const length = view.getUint16(at + 2);
    const body = at + 4, end = at + 2 + length;
    if (length < 2 || end > bytes.length) break;
    // Only what counts is kept and looked at: a file has room for millions of segments.
    if (marker === APP1 && orientation === 1 && exifs < MOST_EXIF) {
      const segment = bytes.subarray(body, end);
      if (startsWith(segment, EXIF)) exifs++;
      orientation = exifOrientation(segment);
    }
    if (marker === APP2 && profile.length <= MOST_PROFILE_PARTS) {
      const segment = bytes.subarray(body, end);
      if (startsWith(segment, ICC_PROFILE)) profile.push(segment);
    }
    if (isFrame(marker) && length >= 8) {
      frame = {
        precision: bytes[body],
        height: view.getUint16(body + 1),
        width: view.getUint16(body + 3),
        components: bytes[body + 5],
        common: COMMON_FRAMES.has(marker),
        progressive: PROGRESSIVE.has(marker),
        samples: samplesAPixel(bytes.subarray(body + 6, end), bytes[body + 5]),
      };
    }
    at = end;
  }
  return frame && { ...frame, orientation, profile: joinProfile(profile), length: at, hasScan };
}

/** From the sampling factors of a frame header's components, three bytes each. */
function samplesAPixel(components: Uint8Array, count: number): number {
  let sum = 0, across = 1, down = 1;
  for (let i = 0; i < count && 3 * i + 1 < components.length; i++) {
    const h = components[3 * i + 1] >> 4, v = components[3 * i + 1] & 15;
    sum += h * v;
    across = Math.max(across, h);
    down = Math.max(down, v);
  }
  return sum / (across * down);
}

/** The orientation in an APP1 segment's body; 1 when it holds none, or isn't EXIF. */
export function exifOrientation(segment: Uint8Array): Orientation {
  return startsWith(segment, EXIF) ? readTiff(segment.subarray(EXIF.length))?.orientation ?? 1 : 1;
}

/**
 * The ICC profile in the bodies of APP2 segments: each has its number, from 1 on, and how many there are (ICC.1:2022,
 * B.4). Null where there is none, one is missing, or one comes twice.
 */
export function joinProfile(segments: readonly Uint8Array[]): Uint8Array | null {
  const number = ICC_PROFILE.length, start = number + 2;
  const parts = segments.filter((segment) => segment.length > start && startsWith(segment, ICC_PROFILE))
    .sort((a, b) => a[number] - b[number]);
  const isWhole = parts.every((part, i) => part[number] === i + 1 && part[number + 1] === parts.length);
  return parts.length > 0 && isWhole ? Buffer.concat(parts.map((part) => part.subarray(start))) : null;
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}

/** True when the file ends without the end-of-image marker in its last 65,536 bytes: its tail is missing. */
export function lacksEnd(bytes: Uint8Array): boolean {
  for (let at = bytes.length - 2; at >= Math.max(0, bytes.length - 65536); at--) {
    if (bytes[at] === 0xff && bytes[at + 1] === EOI) return false;
  }
  return true;
}

/**
 * How many scans of its whole picture a decoder makes of this JPEG, counted up to `limit`: 1, or about ten where it is
 * progressive.
 */
export function countScans(
  bytes: Uint8Array,
  { progressive, components, length }: JpegHeader,
  limit: number,
) {
  // With all components in the first scan of the other kinds, decoders read no further.
  if (!progressive && bytes[length + 4] === components) return 1;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let scans = 0;
  for (let at = length; at + 4 <= bytes.length && scans < limit;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 4 > bytes.length) break;
    const marker = bytes[at + 1];
    // In a scan's data 0xff is followed by 0 or a restart marker; fill bytes are more of 0xff.
    if (marker === EOI) break;
    if (marker === SOS) scans++;
    const hasLength = marker >= 0xc0 && marker !== 0xff && !(marker >= 0xd0 && marker <= 0xd8);
    at += hasLength ? 2 + view.getUint16(at + 2) : marker === 0xff ? 1 : 2;
  }
  return Math.max(1, scans);
}
