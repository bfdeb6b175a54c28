import { Failure, messageOf } from "../failure.ts";
import { type ColourSpace, toSrgb } from "./colour.ts";
import type { PhotoLimits } from "./limits.ts";
import type { MagickDecoder } from "./magick.ts";
import type { TurboJpegDecoder } from "./turbo_jpeg.ts";

/** The decoders that are chosen from. */
export interface Decoders {
  turbo: TurboJpegDecoder;
  magick: MagickDecoder;
}

/** A photo of more pixels is made smaller, a JPEG while it is decoded: at 50 million they are 150 MB a worker. */
export const FULL_PIXELS = 52e6;

/** What a photo is decoded with, and the most pixels that come of it. */
export interface Decoding {
  decoders: Decoders;
  limits: PhotoLimits;
  mostPixels: number;
}

/** The way to sRGB from a photo's colours; null where they are sRGB. */
export const conversion = (colours: ColourSpace | null) => colours && toSrgb(colours);

/** Of a file whose end is missing. */
export const TRUNCATED = {
  code: "truncated",
  message: "the file ends early: only the part before that was searched",
} as const;

/**
 * ImageMagick's words for want of memory. Its limits of width and height speak of the file, and aren't among them; nor
 * is libtiff's "Out of memory reading of" a field: the field claims to have more values than any file.
 */
const OUT_OF_MEMORY =
  /resources ?exhausted|memory ?allocation ?failed|unable ?to ?(acquire|extend) ?(memory|cache)|out of memory(?! reading of)/i;

/**
 * Waits for a decoder. What it throws becomes a {@link Failure}: `out_of_memory`, or `broken` where that is the
 * file's own fault.
 */
export async function asBroken<T>(decoding: Promise<T>): Promise<T> {
  try {
    return await decoding;
  } catch (error) {
    // What the computer lacks now is not the file's fault.
    if (error instanceof RangeError) throw error;
    const message = messageOf(error);
    if (OUT_OF_MEMORY.test(message)) {
      throw new Failure("decode", "out_of_memory", message.slice(0, 300), true);
    }
    throw new Failure("decode", "broken", `cannot be decoded: ${message.slice(0, 300)}`);
  }
}
