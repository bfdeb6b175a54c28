import { Buffer } from "node:buffer";
import type { PhotoFormat } from "./format.ts";
import { readTiff } from "./tiff.ts";

/** Of files that claim to be more times as long as they are too little is left; and decoders take endless zeros in. */
const MOST_TIMES = 4;

/**
 * A file that ends early, with nothing in place of what is missing, so that a decoder gets as far as the file does;
 * null where nothing is missing, or where that doesn't help: PNG, AVIF, JPEG XL and packed TIFF check their data.
 * `mostBytes`: a file that claims to be longer is left alone.
 */
export function fillMissingEnd(
  file: Uint8Array,
  format: PhotoFormat,
  mostBytes: number,
): Uint8Array | null {
  const length = fullLength(file, format);
  if (length !== null) {
    const isNear = length > file.length && length <= Math.min(mostBytes, MOST_TIMES * file.length);
    return isNear ? padded(file, length - file.length) : null;
  }
  return format === "gif" ? completeGif(file, mostBytes) : null;
}

/** How long the file says that it is, in bytes. */
function fullLength(file: Uint8Array, format: PhotoFormat): number | null {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 16) return null;
  if (format === "webp") return view.getUint32(4, true) + 8;
  if (format === "bmp") return view.getUint32(2, true);
  if (format === "tiff") return readTiff(file)?.end ?? null;
  return format === "heic" ? lastBoxEnd(view) : null;
}

/** Where the last box of an ISO base media file ends (ISO/IEC 14496-12, 4.2); null where it doesn't say. */
function lastBoxEnd(view: DataView): number | null {
  let at = 0;
  while (at + 16 <= view.byteLength) {
    const short = view.getUint32(at), size = short === 1 ? Number(view.getBigUint64(at + 8)) : short;
    if (size < 8) return null;
    at += size;
  }
  return at;
}

function padded(file: Uint8Array, by: number): Buffer {
  return Buffer.concat([file, Buffer.alloc(by)]);
}

/** The most bits of a GIF's code, each of which stands for one pixel at least (GIF89a, appendix F). */
const CODE_BITS = 12;
const EXTENSION = 0x21, IMAGE = 0x2c, END = 0x3b;

/** Goes on with the first colour, which code 0 stands for in every picture, to the picture's end. */
function completeGif(file: Uint8Array, mostBytes: number): Uint8Array | null {
  const table = (flags: number) => flags & 0x80 ? 3 << (flags & 7) + 1 : 0;
  let at = 13 + table(file[10]);
  while (file[at] === EXTENSION) at = blocksEnd(file, at + 2).end;
  if (file[at] !== IMAGE) return null;
  const { end, missing, isWhole } = blocksEnd(file, at + 11 + table(file[at + 9]));
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const pixels = isWhole || at + 9 > file.length
    ? 0
    : view.getUint16(at + 5, true) * view.getUint16(at + 7, true);
  const bytes = Math.ceil(pixels * CODE_BITS / 8);
  if (pixels === 0 || file.length + bytes > mostBytes) return null;
  const block = Buffer.concat([Buffer.of(255), Buffer.alloc(255)]);
  const blocks = Array(Math.ceil(bytes / 255)).fill(block);
  return Buffer.concat([file.subarray(0, end), Buffer.alloc(missing), ...blocks, Buffer.of(0, END)]);
}

/** Behind the blocks from `at` on, or where the file ends in them, and how many bytes of the last are missing. */
function blocksEnd(file: Uint8Array, at: number): { end: number; missing: number; isWhole: boolean } {
  while (at < file.length) {
    if (file[at] === 0) return { end: at + 1, missing: 0, isWhole: true };
    const next = at + 1 + file[at];
    if (next > file.length) return { end: file.length, missing: next - file.length, isWhole: false };
    at = next;
  }
  return { end: file.length, missing: 0, isWhole: false };
}
