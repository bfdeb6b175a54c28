import { type Orientation, toOrientation } from "./orientation.ts";

/** What the directories of a TIFF file, or of EXIF data, say. */
export interface TiffFacts {
  /** Of the first directory; 1 where it says nothing. */
  orientation: Orientation;
  /** True when a directory describes a sensor's data: the file is a camera raw (DNG, NEF, ARW, PEF …). */
  isRaw: boolean;
  /** Where the first picture's data end, in bytes; 0 where it has none. */
  end: number;
  /** When it was taken, else digitised, as the file writes it: `2014:05:06 07:08:09`. Null where it says nothing. */
  taken: string | null;
}

const COMPRESSION = 0x0103, PHOTOMETRIC = 0x0106, ORIENTATION = 0x0112, SUB_DIRECTORIES = 0x014a;
/** Where the fields of EXIF are; two of them: DateTimeOriginal and DateTimeDigitized (EXIF 2.32, section 4.6). */
const EXIF_DIRECTORY = 0x8769, TAKEN = 0x9003, DIGITISED = 0x9004;
/** "YYYY:MM:DD HH:MM:SS" and a zero. */
const DATE_BYTES = 20;
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

/** How the numbers of a file are written: their order, and whether they are BigTIFF's. */
interface Layout {
  view: DataView;
  little: boolean;
  /** Bytes of an offset and of a number of values; of a number of fields; of a field. */
  word: 4 | 8;
  counter: 2 | 8;
  field: 12 | 20;
}

/** BigTIFF's magic number; its header names its first directory from byte 8 on (libtiff, "The BigTIFF File Format"). */
const BIG = 43;

/**
 * Reads the directories of TIFF in `bytes` (TIFF 6.0, section 2; BigTIFF), other magic numbers left to the caller:
 * Olympus and Panasonic have their own. Null where not even the first directory can be read.
 */
export function readTiff(bytes: Uint8Array): TiffFacts | null {
  if (bytes.length < 8) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return null;
  const little = order === 0x4949, isBig = view.getUint16(2, little) === BIG;
  if (isBig && bytes.length < 16) return null;
  const layout: Layout = isBig
    ? { view, little, word: 8, counter: 8, field: 20 }
    : { view, little, word: 4, counter: 2, field: 12 };
  const { word, counter, field } = layout;
  const facts: TiffFacts = { orientation: 1, isRaw: false, end: 0, taken: null };
  let digitised: string | null = null;
  // The first field of each decides: a small file can name a hundred thousand strips in each of a thousand fields.
  let starts: number[] | null = null, lengths: number[] | null = null;
  const waiting = [numberAt(layout, isBig ? 8 : 4, word)], seen = new Set<number>();
  for (let directory = waiting.shift(); directory !== undefined; directory = waiting.shift()) {
    if (directory === 0 || seen.has(directory) || directory + counter > view.byteLength) continue;
    const isFirst = seen.size === 0;
    seen.add(directory);
    if (seen.size > MOST_DIRECTORIES) break;
    const count = numberAt(layout, directory, counter);
    let at = directory + counter;
    for (let i = 0; i < Math.min(count, MOST_FIELDS) && at + field <= view.byteLength; i++, at += field) {
      const tag = view.getUint16(at, little), short = view.getUint16(at + 4 + word, little);
      if (tag === ORIENTATION && isFirst) facts.orientation = toOrientation(short);
      else if (tag === DNG_VERSION) facts.isRaw = true;
      else if (tag === PHOTOMETRIC && RAW_PHOTOMETRIC.has(short)) facts.isRaw = true;
      else if (tag === COMPRESSION && RAW_COMPRESSION.has(short)) facts.isRaw = true;
      else if (tag === EXIF_DIRECTORY) waiting.push(...values(layout, at, 1));
      else if (tag === TAKEN) facts.taken ??= text(layout, at, DATE_BYTES);
      else if (tag === DIGITISED) digitised ??= text(layout, at, DATE_BYTES);
      else if (tag === SUB_DIRECTORIES) waiting.push(...values(layout, at, MOST_DIRECTORIES));
      else if (OFFSETS.has(tag) && isFirst) starts ??= values(layout, at, MOST_STRIPS);
      else if (BYTE_COUNTS.has(tag) && isFirst) lengths ??= values(layout, at, MOST_STRIPS);
    }
    const next = directory + counter + field * count;
    if (next + word <= view.byteLength) waiting.push(numberAt(layout, next, word));
  }
  starts?.forEach((start, i) => facts.end = Math.max(facts.end, start + (lengths?.[i] ?? 0)));
  facts.taken ??= digitised;
  return seen.size > 0 ? facts : null;
}

/** Bytes a value of the types SHORT, LONG8 and IFD8; others that matter here have 4. */
const VALUE_BYTES: Record<number, 2 | 8> = { 3: 2, 16: 8, 18: 8 };

/** At most `most` values of a field of whole numbers: in the field itself when they fit, else where it points. */
function values(layout: Layout, field: number, most: number): number[] {
  const { view, little, word } = layout, value = field + 4 + word;
  const bytes = VALUE_BYTES[view.getUint16(field + 2, little)] ?? 4,
    total = numberAt(layout, field + 4, word);
  const at = total * bytes <= word ? value : numberAt(layout, value, word);
  const count = Math.min(total, most, Math.floor((view.byteLength - at) / bytes));
  return Array.from({ length: Math.max(0, count) }, (_, i) => numberAt(layout, at + bytes * i, bytes));
}

/** A field's text of at most `most` bytes; null where it points out of the file. */
function text(layout: Layout, field: number, most: number): string | null {
  const { view, word } = layout, total = numberAt(layout, field + 4, word), value = field + 4 + word;
  const at = total <= word ? value : numberAt(layout, value, word);
  const end = at + Math.min(total, most);
  if (end > view.byteLength) return null;
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, end - at);
  return String.fromCharCode(...bytes).replace(/\0.*$/s, "");
}

/** Those of 64 bits lose their last digits beyond 2^53, where no file reaches. */
function numberAt({ view, little }: Layout, at: number, bytes: 2 | 4 | 8): number {
  if (bytes === 2) return view.getUint16(at, little);
  return bytes === 4 ? view.getUint32(at, little) : Number(view.getBigUint64(at, little));
}
