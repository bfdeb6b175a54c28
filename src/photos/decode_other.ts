import { Failure } from "../failure.ts";
import { asBroken, conversion, type Decoding, TRUNCATED } from "./decoding.ts";
import type { PhotoFormat } from "./format.ts";
import { mostFileBytes } from "./limits.ts";
import { checkFileMemory, checkMemory } from "./memory_needed.ts";
import { fillMissingEnd } from "./missing_end.ts";
import type { Raster } from "./raster.ts";
import { readTiff } from "./tiff.ts";
import { firstFrame } from "./webp.ts";

/**
 * Decodes what is no JPEG, by ImageMagick, as far as the file goes: without its end a decoder may refuse all of it.
 * Throws a {@link Failure}.
 */
export async function decodeOther(
  bytes: Uint8Array,
  format: Exclude<PhotoFormat, "jpeg">,
  decoding: Decoding,
): Promise<Raster> {
  try {
    const raster = await decodeWhole(bytes, format, decoding);
    const isCut = format === "tiff" && (readTiff(bytes)?.end ?? 0) > bytes.length;
    return isCut ? { ...raster, damage: TRUNCATED } : raster;
  } catch (error) {
    if (!isBroken(error)) throw error;
    const filled = fillMissingEnd(bytes, format, mostFileBytes(decoding.limits));
    if (!filled) throw error;
    try {
      return { ...await decodeWhole(filled, format, decoding), damage: TRUNCATED };
    } catch (second) {
      throw isBroken(second) ? error : second;
    }
  }
}

const isBroken = (error: unknown) => error instanceof Failure && error.code === "broken";

async function decodeWhole(
  bytes: Uint8Array,
  format: Exclude<PhotoFormat, "jpeg">,
  { decoders: { magick }, limits, mostPixels }: Decoding,
): Promise<Raster> {
  checkFileMemory(bytes.length, format, limits);
  const still = format === "webp" ? firstFrame(bytes) : { bytes, canvas: null }, { canvas } = still;
  const { width, height } = await asBroken(magick.size(still.bytes, format, canvas));
  checkMemory({ bytes: bytes.length, format, pixels: width * height, onCanvas: canvas !== null }, limits);
  const decoded = await asBroken(magick.decode(still.bytes, format, { mostPixels, canvas }));
  const damage = decoded.warning === null
    ? null
    : { code: "damaged" as const, message: `the file is damaged: ${decoded.warning}` };
  return { ...decoded, toSrgb: conversion(decoded.colours), damage };
}
