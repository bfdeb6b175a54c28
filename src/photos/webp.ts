import { Buffer } from "node:buffer";
import type { Canvas } from "./magick.ts";

/** Chunks that are looked at: a film of an hour has not nearly so many. */
const MOST_CHUNKS = 100_000;
/** What the extended header says the file has (WebP container specification, "Extended File Format"). */
const HAS_PROFILE = 0x20, HAS_ALPHA = 0x10, HAS_EXIF = 0x08, IS_ANIMATED = 0x02;
/** Bytes of the extended header's chunk, and of an animation frame's own header before its picture. */
const EXTENDED = 18, FRAME_HEADER = 16;

/** A WebP without an animation, and where its picture lies on the animation's canvas; null where it had none. */
export interface StillWebp {
  bytes: Uint8Array;
  canvas: Canvas | null;
}

/**
 * The first picture of an animated WebP as a WebP of its own; any other file as it is. ImageMagick would decode every
 * frame, and keep them all, before it gives the first, and would read neither orientation nor colour profile.
 */
export function firstFrame(file: Uint8Array): StillWebp {
  const name = (at: number) => String.fromCharCode(...file.subarray(at, at + 4));
  if (name(12) !== "VP8X" || !(file[20] & IS_ANIMATED)) return { bytes: file, canvas: null };
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let frame: Uint8Array | null = null, profile: Uint8Array | null = null, exif: Uint8Array | null = null;
  for (let at = 12, i = 0; at + 8 <= file.length && i < MOST_CHUNKS; i++) {
    const size = view.getUint32(at + 4, true), end = at + 8 + size, next = end + size % 2;
    if (name(at) === "ANMF" && size > FRAME_HEADER) frame ??= file.subarray(at + 8, end);
    if (name(at) === "ICCP") profile ??= file.subarray(at, next);
    if (name(at) === "EXIF") exif ??= file.subarray(at, next);
    at = next;
  }
  if (!frame || frame.length <= FRAME_HEADER) return { bytes: file, canvas: null };
  const number = (bytes: Uint8Array, at: number) => bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16;
  return {
    bytes: still(frame, profile, exif),
    canvas: {
      left: 2 * number(frame, 0),
      top: 2 * number(frame, 3),
      width: number(file, 24) + 1,
      height: number(file, 27) + 1,
    },
  };
}

/** `frame`: the body of an ANMF chunk; the others: whole chunks. */
function still(frame: Uint8Array, profile: Uint8Array | null, exif: Uint8Array | null): Uint8Array {
  const picture = frame.subarray(FRAME_HEADER), none = new Uint8Array();
  const head = Buffer.alloc(12 + EXTENDED), padding = new Uint8Array(picture.length % 2);
  const bytes = Buffer.concat([head, profile ?? none, picture, padding, exif ?? none]);
  const hasAlpha = String.fromCharCode(...picture.subarray(0, 4)) !== "VP8 ";
  bytes.write("RIFF....WEBPVP8X", "latin1");
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.writeUInt32LE(10, 16);
  bytes[20] = (profile ? HAS_PROFILE : 0) | (hasAlpha ? HAS_ALPHA : 0) | (exif ? HAS_EXIF : 0);
  // The canvas becomes the frame: width and height less one, 24 bits each, lie in the frame's header alike.
  bytes.set(frame.subarray(6, 12), 24);
  return bytes;
}
