/** Chunks that are looked at: a film of an hour has not nearly so many. */
const MOST_CHUNKS = 100_000;
/** What the extended header says the file has (WebP container specification, "Extended File Format"). */
const HAS_ALPHA = 0x10, HAS_EXIF = 0x08, IS_ANIMATED = 0x02;
/** Bytes of the extended header's chunk, and of an animation frame's own header before its picture. */
const EXTENDED = 18, FRAME_HEADER = 16;

/**
 * The first picture of an animated WebP as a WebP of its own; any other file as it is. ImageMagick would decode every
 * frame, and keep them all, before it gives the first.
 */
export function firstFrame(file: Uint8Array): Uint8Array {
  const name = (at: number) => String.fromCharCode(...file.subarray(at, at + 4));
  if (name(12) !== "VP8X" || !(file[20] & IS_ANIMATED)) return file;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let frame: Uint8Array | null = null, exif: Uint8Array | null = null;
  for (let at = 12, i = 0; at + 8 <= file.length && i < MOST_CHUNKS; i++) {
    const size = view.getUint32(at + 4, true), end = at + 8 + size;
    if (name(at) === "ANMF" && size > FRAME_HEADER && !frame) frame = file.subarray(at + 8, end);
    if (name(at) === "EXIF" && !exif) exif = file.subarray(at, end + size % 2);
    at = end + size % 2;
  }
  return frame ? still(frame, exif) : file;
}

/** `frame`: the body of an ANMF chunk; `exif`: a whole chunk. */
function still(frame: Uint8Array, exif: Uint8Array | null): Uint8Array {
  const picture = frame.subarray(FRAME_HEADER), head = 12 + EXTENDED;
  const bytes = new Uint8Array(head + picture.length + picture.length % 2 + (exif?.length ?? 0));
  const view = new DataView(bytes.buffer);
  const write = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  write(0, "RIFF");
  view.setUint32(4, bytes.length - 8, true);
  write(8, "WEBPVP8X");
  view.setUint32(16, 10, true);
  const isAlpha = String.fromCharCode(...picture.subarray(0, 4)) !== "VP8 ";
  bytes[20] = (isAlpha ? HAS_ALPHA : 0) | (exif ? HAS_EXIF : 0);
  // The canvas becomes the frame: width and height less one, 24 bits each, lie in the frame's header alike.
  bytes.set(frame.subarray(6, 12), 24);
  bytes.set(picture, head);
  if (exif) bytes.set(exif, head + picture.length + picture.length % 2);
  return bytes;
}
