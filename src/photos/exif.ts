import { Buffer } from "node:buffer";
import { content, SIGNATURE_BYTES } from "./format.ts";
import { readJpegHeader } from "./jpeg_header.ts";
import { type Orientation } from "./orientation.ts";
import { rawOrientation } from "./raw.ts";
import { readTiff, type TiffFacts } from "./tiff.ts";

/** How EXIF data are announced: in JPEG, HEIC, AVIF and JPEG XL; in PNG; in WebP. */
const MARKS = ["Exif", "eXIf", "EXIF"];
/** Between the mark and the data lie at most "\0\0", a length or an offset. */
const MOST_BETWEEN = 14;
/** The mark's letters may stand anywhere in a file by chance. */
const MOST_MARKS = 100;
/** Canon's CR3 keeps the fields of EXIF in a box of their own, near the start of the file. */
const CR3_EXIF = "CMT2", CR3_BYTES = 2 ** 16;
/** The first photograph that is kept, and an end: other years are cameras whose clock was never set, or noise. */
const FIRST_YEAR = 1826, LAST_YEAR = 2100;

/** The year that a photo was taken in, as its EXIF says; null where that says nothing, or nonsense. */
export function yearTaken(bytes: Uint8Array): number | null {
  const year = Number(/^(\d{4})[:\-/. ]/.exec(exif(bytes)?.taken ?? "")?.[1]);
  return year >= FIRST_YEAR && year <= LAST_YEAR ? year : null;
}

/**
 * How the stored rows and columns of a photo lie in the upright one, for programs that read the file by its EXIF. HEIC,
 * AVIF and JPEG XL turn their pictures themselves, and GIF and BMP know no such thing: 1.
 */
export function storedOrientation(bytes: Uint8Array): Orientation {
  switch (content(bytes.subarray(0, SIGNATURE_BYTES))) {
    case "jpeg":
      return readJpegHeader(bytes)?.orientation ?? 1;
    case "tiff":
    case "raw":
      return rawOrientation(bytes);
    case "png":
    case "webp":
      return exif(bytes)?.orientation ?? 1;
    default:
      return 1;
  }
}

function exif(bytes: Uint8Array): TiffFacts | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // TIFF and most raw files are such data themselves.
  if (isTiff(file, 0)) return readTiff(bytes);
  const box = file.subarray(0, CR3_BYTES).indexOf(CR3_EXIF);
  if (box >= 0 && isTiff(file, box + 4)) return readTiff(bytes.subarray(box + 4));
  for (const mark of MARKS) {
    for (let at = file.indexOf(mark), marks = 0; at >= 0 && marks < MOST_MARKS; marks++) {
      for (let start = at + mark.length; start <= at + mark.length + MOST_BETWEEN; start++) {
        if (isTiff(file, start)) return readTiff(bytes.subarray(start));
      }
      at = file.indexOf(mark, at + 1);
    }
  }
  return null;
}

function isTiff(file: Buffer, at: number): boolean {
  const magic = file.toString("latin1", at, at + 4);
  return magic === "II*\0" || magic === "MM\0*";
}
