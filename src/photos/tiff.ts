import { type Orientation, toOrientation } from "./orientation.ts";

/** What the directories of a TIFF file, or of EXIF data, say. */
export interface TiffFacts {
  /** Of the first directory; 1 where it says nothing. */
  orientation: Orientation;
  /** True when a directory describes a sensor's data: the file is a camera raw (DNG, NEF, ARW, PEF …). */
  isRaw: boolean;
  /** Where the first picture's data end, in bytes; 0 where it has none. */
  end: number;
}

const COMPRESSION = 0x0103, PHOTOMETRIC = 0x0106, ORIENTATION = 0x0112, SUB_DIRECTORIES = 0x014a;
/** Where a picture's strips or tiles are, and how long (TIFF 6.0, sections 8 and 15). */
const OFFSETS = new Set([0x0111, 0x0144]), BYTE_COUNTS = new Set([0x0117, 0x0145]);
/** DNGVersion: only DNG files have it. */
const DNG_VERSION = 0xc612;
/** Photometric interpretations of sensor data: colour filter array, linear raw (Adobe DNG specification 1.7, ch. 2). */
const RAW_PHOTOMETRIC = new Set([32803, 34892]);
/** Compressions that only raw files have: Sony ARW, Samsung SRW, Nikon NEF, Kodak DCR, Pentax PEF. */
const RAW_COMPRESSION = new Set([32767, 32769, 32770, 34713, 65000, 65535]);

/** A file may claim endless directories: no real one has nearly so many, nor so many fields in one. */
const MOST_DIRECTORIES = 32, MOST_FIELDS = 1000, MOST_STRIPS = 100_000;

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
  const facts: TiffFacts = { orientation: 1, isRaw: false, end: 0 };
  // The first field of each decides: a small file can name a hundred thousand strips in each of a thousand fields.
  let starts: number[] | null = null, lengths: number[] | null = null;
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
      else if (tag === SUB_DIRECTORIES) waiting.push(...numbers(view, at, little, MOST_DIRECTORIES));
      else if (OFFSETS.has(tag) && isFirst) starts ??= numbers(view, at, little, MOST_STRIPS);
      else if (BYTE_COUNTS.has(tag) && isFirst) lengths ??= numbers(view, at, little, MOST_STRIPS);
    }
    const next = directory + 2 + 12 * count;
    if (next + 4 <= view.byteLength) waiting.push(view.getUint32(next, little));
  }
  starts?.forEach((start, i) => facts.end = Math.max(facts.end, start + (lengths?.[i] ?? 0)));
  return seen.size > 0 ? facts : null;
}

/** At most `most` values of a field of 16 or 32 bits: in the field itself when they fit, else where it points. */
function numbers(view: DataView, field: number, little: boolean, most: number): number[] {
  const bytes = view.getUint16(field + 2, little) === 3 ? 2 : 4, total = view.getUint32(field + 4, little);
  const at = total * bytes <= 4 ? field + 8 : view.getUint32(field + 8, little);
  const count = Math.min(total, most, Math.floor((view.byteLength - at) / bytes));
  return Array.from(
    { length: Math.max(0, count) },
    (_, i) => bytes === 2 ? view.getUint16(at + 2 * i, little) : view.getUint32(at + 4 * i, little),
  );
}
