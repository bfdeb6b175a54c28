import { Failure, messageOf } from "../failure.ts";
import { type ColourSpace, toSrgb } from "./colour.ts";
import { content, type PhotoFormat, SIGNATURE_BYTES } from "./format.ts";
import { readProfile } from "./icc.ts";
import { countScans, type JpegHeader, lacksEnd, readJpegHeader } from "./jpeg_header.ts";
import { mostFileBytes, type PhotoLimits } from "./limits.ts";
import type { MagickDecoder } from "./magick.ts";
import { fillMissingEnd } from "./missing_end.ts";
import { findPreviews, type Preview, rawOrientation } from "./raw.ts";
import type { Raster } from "./raster.ts";
import type { PixelRect, Region } from "./pixels.ts";
import { readTiff } from "./tiff.ts";
import { JpegRefused, type TurboJpegDecoder } from "./turbo_jpeg.ts";
import { firstFrame } from "./webp.ts";

/** The decoders that {@link decodePhoto} chooses from. */
export interface Decoders {
  turbo: TurboJpegDecoder;
  magick: MagickDecoder;
}

/** A photo of more pixels is made smaller, a JPEG while it is decoded: at 50 million they are 150 MB a worker. */
const FULL_PIXELS = 52e6;
/** Long side that a JPEG keeps at least where ImageMagick shrinks it. */
const SHRUNK_SIDE = 6000;
/** Without a word from the user no photo of more pixels is decoded, however much memory there is: it takes too long. */
const MOST_JPEG_PIXELS = 500e6, MOST_PIXELS = 200e6;
/** A progressive JPEG is gone over once a scan: ten or so; a thousand in a small file would take minutes. */
const MOST_SCANS = 500, MOST_SCANNED_PIXELS = 8e9;
/** Previews that are tried until one decodes. */
const MOST_PREVIEWS = 4;
/** A raw file whose previews are all smaller than this (long side in pixels) is developed from its sensor's data. */
const USEFUL_PREVIEW = 640;

/** Bytes a pixel that ImageMagick and its libraries hold at once while decoding, measured and rounded up. */
const BYTES_A_PIXEL: Record<Exclude<PhotoFormat, "jpeg">, number> = {
  png: 6,
  webp: 9,
  gif: 6,
  tiff: 6,
  bmp: 5,
  avif: 16,
  heic: 16,
  jxl: 20,
  raw: 24,
};
/** … and twice three for the RGB pixels on their way out. */
const RGB_BYTES = 6;
/** … and where a frame is put onto its canvas. */
const CANVAS_BYTES = 4;
/**
 * HEIF's library reads from a file of its own, in memory, which grows bit by bit and leaves its old selves behind: up
 * to so many times the file, measured with 300 MB. Photos have a tenth of the least that this leaves room for.
 */
const HEIF_COPIES = 12;

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

/** What a photo is decoded with, and the most pixels that come of it. */
interface Decoding {
  decoders: Decoders;
  limits: PhotoLimits;
  mostPixels: number;
}

async function decodeJpeg(bytes: Uint8Array, decoding: Decoding): Promise<Raster> {
  const { decoders, limits, mostPixels } = decoding;
  const header = readJpegHeader(bytes);
  if (!header || header.width === 0 || header.height === 0) {
    throw new Failure("decode", "broken", "the JPEG ends or breaks before its picture data");
  }
  const pixels = header.width * header.height, large = pixels > FULL_PIXELS;
  const coefficients = header.progressive ? 2 * header.samples * pixels : 0;
  const memory = 2 * bytes.length + coefficients + 2 * RGB_BYTES * Math.min(pixels, FULL_PIXELS);
  refuseLarge("JPEG", pixels, memory, MOST_JPEG_PIXELS, limits);
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

const conversion = (colours: ColourSpace | null) => colours && toSrgb(colours);

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

/** A camera raw: its largest preview that decodes, else what its sensor's data give. */
async function decodeRaw(bytes: Uint8Array, decoding: Decoding): Promise<Raster> {
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

const TRUNCATED = {
  code: "truncated",
  message: "the file ends early: only the part before that was searched",
} as const;

/** As far as the file goes: without its end a decoder may refuse all of it. */
async function decodeOther(
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
  if ((format === "heic" || format === "avif") && HEIF_COPIES * bytes.length > limits.memory) {
    const megabytes = Math.round(bytes.length / 1e6);
    throw new Failure(
      "decode",
      "too_large",
      `a ${format.toUpperCase()} of ${megabytes} MB: at most ${
        Math.round(limits.memory / HEIF_COPIES / 1e6)
      } MB with the memory that is free; --parallel 1 leaves more`,
    );
  }
  const still = format === "webp" ? firstFrame(bytes) : { bytes, canvas: null }, { canvas } = still;
  const { width, height } = await asBroken(magick.size(still.bytes, format, canvas));
  const pixels = width * height;
  const memory = 2 * bytes.length +
    (BYTES_A_PIXEL[format] + (canvas || format === "gif" ? CANVAS_BYTES : 0)) * pixels +
    RGB_BYTES * Math.min(pixels, FULL_PIXELS);
  refuseLarge(format.toUpperCase(), pixels, memory, MOST_PIXELS, limits);
  const decoded = await asBroken(magick.decode(still.bytes, format, { mostPixels, canvas }));
  const damage = decoded.warning === null
    ? null
    : { code: "damaged" as const, message: `the file is damaged: ${decoded.warning}` };
  return { ...decoded, toSrgb: conversion(decoded.colours), damage };
}

/** `memory`: bytes that decoding takes; `most`: pixels where the user set no limit. */
function refuseLarge(format: string, pixels: number, memory: number, most: number, limits: PhotoLimits) {
  const millions = (n: number) => Math.round(n / 1e6);
  const refuse = (reason: string) => {
    throw new Failure("decode", "too_large", `a ${format} of ${millions(pixels)} megapixels: ${reason}`);
  };
  const limit = limits.pixels ?? most;
  if (pixels > limit) refuse(`at most ${millions(limit)} are decoded; --max-megapixels changes that`);
  if (memory > limits.memory) {
    refuse(
      `would take ${millions(memory)} MB of memory, and a photo may take ${
        millions(limits.memory)
      }; --parallel 1 leaves more`,
    );
  }
}

/**
 * ImageMagick's words for want of memory. Its limits of width and height speak of the file, and aren't among them; nor
 * is libtiff's "Out of memory reading of" a field: the field claims to have more values than any file.
 */
const OUT_OF_MEMORY =
  /resources ?exhausted|memory ?allocation ?failed|unable ?to ?(acquire|extend) ?(memory|cache)|out of memory(?! reading of)/i;

async function asBroken<T>(decoding: Promise<T>): Promise<T> {
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
