import { type Orientation, toOrientation } from "./orientation.ts";

/** What the directories of a TIFF file, or of EXIF data, say. */
export interface TiffFacts {
  /** Of the first directory; 1 where it says nothing. */
  orientation: Orientation;
  /** True when a directory describes a sensor's data: the file is a camera raw (DNG, NEF, ARW, PEF …). */
  isRaw: boolean;
}

const COMPRESSION = 0x0103, PHOTOMETRIC = 0x0106, ORIENTATION = 0x0112, SUB_DIRECTORIES = 0x014a;
/** DNGVersion: only DNG files have it. */
const DNG_VERSION = 0xc612;
/** Photometric interpretations of sensor data: colour filter array, linear raw (Adobe DNG specification 1.7, ch. 2). */
const RAW_PHOTOMETRIC = new Set([32803, 34892]);
/** Compressions that only raw files have: Sony ARW, Samsung SRW, Nikon NEF, Kodak DCR, Pentax PEF. */
const RAW_COMPRESSION = new Set([32767, 32769, 32770, 34713, 65000, 65535]);

/** A file may claim endless directories: no real one has nearly so many, nor so many fields in one. */
const MOST_DIRECTORIES = 32, MOST_FIELDS = 1000;

/**
 * Reads the directories of classic TIFF in `bytes` (TIFF 6.0, section 2), the header's magic number left to the caller:
 * Olympus and Panasonic have their own. Null where not even the first directory can be read.
 */
export function readTiff(bytes: Uint8Array): TiffFacts | null {
  if (bytes.length < 8) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return null;
  const little = order === 0x4949;
  const facts: TiffFacts = { orientation: 1, isRaw: false };
  const waiting = [view.getUint32(4, little)], seen = new Set<number>();
  for (let directory = waiting.shift(); directory !== undefined; directory = waiting.shift()) {
    if (directory === 0 || seen.has(directory) || directory + 2 > view.byteLength) continue;
    const isFirst = seen.size === 0;
    seen.add(directory);
    if (seen.size > MOST_DIRECTORIES) break;
    const count = view.getUint16(directory, little);
    let at = directory + 2;
    for (let i = 0; i < Math.min(count, MOST_FIELDS) && at + 12 <= view.byteLength; i++, at += 12) {
      const tag = view.getUint16(at, little), short = view.getUint16(at + 8, little);
      if (tag === ORIENTATION && isFirst) facts.orientation = toOrientation(short);
      else if (tag === DNG_VERSION) facts.isRaw = true;
      else if (tag === PHOTOMETRIC && RAW_PHOTOMETRIC.has(short)) facts.isRaw = true;
      else if (tag === COMPRESSION && RAW_COMPRESSION.has(short)) facts.isRaw = true;
      else if (tag === SUB_DIRECTORIES) waiting.push(...offsets(view, at, little));
    }
    const next = directory + 2 + 12 * count;
    if (next + 4 <= view.byteLength) waiting.push(view.getUint32(next, little));
  }
  return seen.size > 0 ? facts : null;
}

/** The values of a field of 32-bit offsets: in the field itself when it is one, else where the field points. */
function offsets(view: DataView, field: number, little: boolean): number[] {
  const count = Math.min(view.getUint32(field + 4, little), MOST_DIRECTORIES);
  const at = count === 1 ? field + 8 : view.getUint32(field + 8, little);
  const found: number[] = [];
  for (let i = 0; i < count && at + 4 * i + 4 <= view.byteLength; i++) {
    found.push(view.getUint32(at + 4 * i, little));
  }
  return found;
}
