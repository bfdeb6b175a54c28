import { Failure } from "../failure.ts";
import { decodeJpeg } from "./decode_jpeg.ts";
import { decodeOther } from "./decode_other.ts";
import type { Decoding } from "./decoding.ts";
import type { Raster } from "./raster.ts";
import { findPreviews, type Preview, rawOrientation } from "./raw.ts";

/** Previews that are tried until one decodes. */
const MOST_PREVIEWS = 4;
/** A raw file whose previews are all smaller than this (long side in pixels) is developed from its sensor's data. */
const USEFUL_PREVIEW = 640;

/**
 * Decodes a camera raw: its largest preview that decodes, else what its sensor's data give. Throws a {@link Failure}.
 */
export async function decodeRaw(bytes: Uint8Array, decoding: Decoding): Promise<Raster> {
  const previews = findPreviews(bytes, MOST_PREVIEWS);
  const useful = ({ header }: Preview) => Math.max(header.width, header.height) >= USEFUL_PREVIEW;
  const largest = await firstPreview(previews.filter(useful), bytes, decoding);
  if (largest) return largest;
  try {
    return await decodeOther(bytes, "raw", decoding);
  } catch (error) {
    const small = await firstPreview(previews.filter((preview) => !useful(preview)), bytes, decoding);
    if (small) return small;
    throw error;
  }
}

async function firstPreview(
  previews: readonly Preview[],
  raw: Uint8Array,
  decoding: Decoding,
): Promise<Raster | null> {
  for (const { bytes, header } of previews) {
    try {
      const raster = await decodeJpeg(bytes, decoding);
      // A preview is stored as the sensor's picture is; where it says nothing of its own, the raw's word holds.
      return header.orientation === 1 ? { ...raster, orientation: rawOrientation(raw) } : raster;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }
  return null;
}
