import { Failure } from "../failure.ts";
import { decodeJpeg } from "./decode_jpeg.ts";
import { decodeOther } from "./decode_other.ts";
import { decodeRaw } from "./decode_raw.ts";
import { type Decoders, type Decoding, FULL_PIXELS } from "./decoding.ts";
import { content, SIGNATURE_BYTES } from "./format.ts";
import type { PhotoLimits } from "./limits.ts";
import type { Raster } from "./raster.ts";
import { readTiff } from "./tiff.ts";

/**
 * Decodes one photo inside WebAssembly. Throws a {@link Failure} of stage `decode`: `empty`, `not_an_image`, `video`,
 * `too_large` (before anything is inflated) or `broken`. A photo of which a part could be decoded is returned with its
 * {@link Raster.damage}. `mostPixels`: more are of no use to the caller, and the photo may come smaller.
 */
export async function decodePhoto(
  bytes: Uint8Array,
  decoders: Decoders,
  limits: PhotoLimits,
  mostPixels = FULL_PIXELS,
): Promise<Raster> {
  const decoding: Decoding = { decoders, limits, mostPixels: Math.min(mostPixels, FULL_PIXELS) };
  if (bytes.length === 0) throw new Failure("decode", "empty", "the file is empty");
  const format = content(bytes.subarray(0, SIGNATURE_BYTES));
  if (!format) throw new Failure("decode", "not_an_image", "the content is no photo of a known format");
  if (format === "video") throw new Failure("decode", "video", "the content is a film");
  if (format === "jpeg") return await decodeJpeg(bytes, decoding);
  if (format === "raw" || format === "tiff" && readTiff(bytes)?.isRaw) {
    return await decodeRaw(bytes, decoding);
  }
  return await decodeOther(bytes, format, decoding);
}
