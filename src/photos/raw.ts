import { Buffer } from "node:buffer";
import { type JpegHeader, readJpegHeader } from "./jpeg_header.ts";
import type { Orientation } from "./orientation.ts";
import { readTiff } from "./tiff.ts";

/** A JPEG inside of a camera raw file. */
export interface Preview {
  /** The JPEG alone. */
  bytes: Uint8Array;
  header: JpegHeader;
}

const JPEG_START = Buffer.of(0xff, 0xd8, 0xff), JPEG_END = Buffer.of(0xff, 0xd9);
/** Where a preview's picture data begins at the latest: EXIF, a maker's notes and a thumbnail come before. */
const HEADER_BYTES = 512 * 2 ** 10;
/** A sensor's data can look like the start of a JPEG by chance, and can be made to: this much of it is looked into. */
const MOST_HEADER_BYTES = 64 * 2 ** 20, MOST_STARTS = 20_000;

/**
 * The previews in a camera raw, largest first, at most `limit`. Every maker keeps them at another place; but all are
 * JPEGs of the common kinds, so they are found by their signature. Sensor data is lossless JPEG at most, and left out.
 */
export function findPreviews(raw: Uint8Array, limit: number): Preview[] {
  const file = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const found: Preview[] = [];
  let looked = 0;
  for (let at = file.indexOf(JPEG_START), starts = 0; at >= 0; at = file.indexOf(JPEG_START, at + 1)) {
    if (looked > MOST_HEADER_BYTES || ++starts > MOST_STARTS) break;
    const header = readJpegHeader(raw.subarray(at, at + HEADER_BYTES));
    looked += header?.length ?? HEADER_BYTES;
    const isPicture = header?.common && header.precision === 8 && header.width > 0 && header.height > 0 &&
      (header.components === 1 || header.components === 3) && header.hasScan;
    if (isPicture) found.push({ bytes: raw.subarray(at), header });
  }
  return found.sort((a, b) => pixels(b) - pixels(a)).slice(0, limit).map(withoutRest);
}

/** In a scan's data the marker of the end can't occur by chance. */
function withoutRest({ bytes, header }: Preview): Preview {
  const from = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = from.indexOf(JPEG_END, header.length);
  return { bytes: end < 0 ? bytes : bytes.subarray(0, end + JPEG_END.length), header };
}

const pixels = ({ header: { width, height } }: Preview) => width * height;

/** How the sensor's picture lies in the upright photo, by what the raw's own header says. */
export function rawOrientation(raw: Uint8Array): Orientation {
  const magic = String.fromCharCode(...raw.subarray(0, 2));
  if (magic === "II" || magic === "MM") return readTiff(raw)?.orientation ?? 1;
  // Canon's CR3 keeps TIFF data in a box, near the start of the file.
  const head = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, 2 ** 16));
  const box = head.indexOf("CMT1");
  return box < 0 ? 1 : readTiff(raw.subarray(box + 4))?.orientation ?? 1;
}
