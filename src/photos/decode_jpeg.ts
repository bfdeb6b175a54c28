import { Failure } from "../failure.ts";
import { asBroken, conversion, type Decoding, FULL_PIXELS, TRUNCATED } from "./decoding.ts";
import { readProfile } from "./icc.ts";
import { countScans, type JpegHeader, lacksEnd, readJpegHeader } from "./jpeg_header.ts";
import { checkJpegMemory } from "./memory_needed.ts";
import type { PixelRect, Region } from "./pixels.ts";
import type { Raster } from "./raster.ts";
import { JpegRefused, type TurboJpegDecoder } from "./turbo_jpeg.ts";

/** Long side that a JPEG keeps at least where ImageMagick shrinks it. */
const SHRUNK_SIDE = 6000;
/** A progressive JPEG is gone over once a scan: ten or so; a thousand in a small file would take minutes. */
const MOST_SCANS = 500, MOST_SCANNED_PIXELS = 8e9;

/** Decodes a JPEG: by libjpeg-turbo, and what that refuses by ImageMagick. Throws a {@link Failure}. */
export async function decodeJpeg(bytes: Uint8Array, decoding: Decoding): Promise<Raster> {
  const { decoders, limits, mostPixels } = decoding;
  const header = readJpegHeader(bytes);
  if (!header || header.width === 0 || header.height === 0) {
    throw new Failure("decode", "broken", "the JPEG ends or breaks before its picture data");
  }
  checkJpegMemory(bytes.length, header, limits);
  const pixels = header.width * header.height, large = pixels > FULL_PIXELS;
  const scans = countScans(bytes, header, MOST_SCANS);
  if (scans === MOST_SCANS || scans * pixels > MOST_SCANNED_PIXELS) {
    throw new Failure("decode", "broken", `the JPEG has ${scans} or more scans: no real photo has`);
  }
  if (header.common && header.precision === 8 && (header.components === 1 || header.components === 3)) {
    try {
      return decodeCommon(bytes, header, decoders.turbo, mostPixels);
    } catch (error) {
      if (!(error instanceof JpegRefused)) throw error;
      // ImageMagick goes as far as the file does.
    }
  }
  const shrinkTo = large ? SHRUNK_SIDE : undefined;
  const decoded = await asBroken(
    decoders.magick.decode(bytes, "jpeg", { shrinkTo, mostPixels }),
  );
  return {
    ...decoded,
    orientation: header.orientation,
    scale: decoded.width / header.width,
    full: { width: header.width, height: header.height },
    toSrgb: conversion(decoded.colours),
    damage: jpegDamage(bytes, header, decoded.warning),
  };
}

/** By libjpeg-turbo; throws a {@link JpegRefused} when it isn't content. */
function decodeCommon(
  bytes: Uint8Array,
  header: JpegHeader,
  turbo: TurboJpegDecoder,
  mostPixels: number,
): Raster {
  const { width, height, orientation, profile, components } = header;
  const full = { width, height };
  const colours = profile && readProfile(profile, components === 1 ? "gray" : "colour");
  const denominator = ([1, 2, 4, 8] as const).find((d) => width * height <= d * d * mostPixels) ?? 8;
  const decoded = turbo.decode(bytes, denominator);
  const facts = { orientation, full, toSrgb: conversion(colours), damage: null };
  if (denominator === 1) return { ...decoded, ...facts, scale: 1 };
  const closer = (rect: PixelRect): Region | null => {
    const inside = within(rect, full);
    if (!inside) return null;
    try {
      const part = turbo.decodePart(bytes, inside);
      return { ...part, data: part.data.slice() };
    } catch (error) {
      if (error instanceof JpegRefused) return null;
      throw error;
    }
  };
  // A copy, because looking closer uses the decoder's memory again.
  return { ...decoded, ...facts, data: decoded.data.slice(), scale: decoded.width / width, closer };
}

/** The part of `rect` that lies in a photo of this size; null when none does. */
function within(rect: PixelRect, { width, height }: { width: number; height: number }): PixelRect | null {
  const left = Math.max(0, rect.left), top = Math.max(0, rect.top);
  const right = Math.min(width, rect.right), bottom = Math.min(height, rect.bottom);
  return right > left && bottom > top ? { left, top, right, bottom } : null;
}

/** A common JPEG only gets to ImageMagick when libjpeg-turbo was not content with it. */
function jpegDamage(bytes: Uint8Array, header: JpegHeader, warning: string | null): Raster["damage"] {
  if (lacksEnd(bytes)) return TRUNCATED;
  const expected = header.common && header.components <= 3 && header.precision === 8;
  return expected || warning
    ? { code: "damaged", message: `the JPEG data is damaged: ${warning ?? "only a part may show"}` }
    : null;
}
