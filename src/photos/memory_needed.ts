import { Failure } from "../failure.ts";
import { FULL_PIXELS } from "./decoding.ts";
import type { PhotoFormat } from "./format.ts";
import type { JpegHeader } from "./jpeg_header.ts";
import type { PhotoLimits } from "./limits.ts";

/** Without a word from the user no photo of more pixels is decoded, however much memory there is: it takes too long. */
const MOST_JPEG_PIXELS = 500e6, MOST_PIXELS = 200e6;
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

/** What a picture is, as far as the memory that it takes depends on it. */
interface Picture {
  /** Bytes of its file. */
  bytes: number;
  format: Exclude<PhotoFormat, "jpeg">;
  pixels: number;
  /** It is put onto a canvas. */
  onCanvas: boolean;
}

/** Throws a {@link Failure}, `too_large`, where a JPEG of so many bytes takes more than the limits allow. */
export function checkJpegMemory(
  bytes: number,
  { width, height, progressive, samples }: JpegHeader,
  limits: PhotoLimits,
) {
  const pixels = width * height, coefficients = progressive ? 2 * samples * pixels : 0;
  const memory = 2 * bytes + coefficients + 2 * RGB_BYTES * Math.min(pixels, FULL_PIXELS);
  refuseLarge("JPEG", pixels, memory, MOST_JPEG_PIXELS, limits);
}

/** Throws likewise for a picture of another format. */
export function checkMemory({ bytes, format, pixels, onCanvas }: Picture, limits: PhotoLimits) {
  const memory = 2 * bytes +
    (BYTES_A_PIXEL[format] + (onCanvas || format === "gif" ? CANVAS_BYTES : 0)) * pixels +
    RGB_BYTES * Math.min(pixels, FULL_PIXELS);
  refuseLarge(format.toUpperCase(), pixels, memory, MOST_PIXELS, limits);
}

/** Throws likewise where a file of so many bytes is too much before its picture's size is known. */
export function checkFileMemory(bytes: number, format: PhotoFormat, limits: PhotoLimits) {
  if ((format === "heic" || format === "avif") && HEIF_COPIES * bytes > limits.memory) {
    const megabytes = Math.round(bytes / 1e6);
    throw new Failure(
      "decode",
      "too_large",
      `a ${format.toUpperCase()} of ${megabytes} MB: at most ${
        Math.round(limits.memory / HEIF_COPIES / 1e6)
      } MB with the memory that is free; --parallel 1 leaves more`,
    );
  }
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
