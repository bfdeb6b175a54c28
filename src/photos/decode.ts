import { Failure } from "../failure.ts";
import { type PhotoFormat, photoFormat, SIGNATURE_BYTES } from "./format.ts";
import { type JpegHeader, lacksEnd, readJpegHeader } from "./jpeg_header.ts";
import type { MagickDecoder } from "./magick.ts";
import type { Raster } from "./raster.ts";
import { JpegRefused, type TurboJpegDecoder } from "./turbo_jpeg.ts";

/** The decoders that {@link decodePhoto} chooses from. */
export interface Decoders {
  turbo: TurboJpegDecoder;
  magick: MagickDecoder;
}

/** JPEGs above this many pixels are shrunk while decoding: at 50 million the pixels alone are 150 MB a worker. */
const FULL_JPEG_PIXELS = 52e6;
/** Long side that such a JPEG keeps at least. */
const SHRUNK_SIDE = 6000;
/** Most pixels of a JPEG, and of a photo that cannot be shrunk while decoding (4 bytes a pixel are needed at once). */
const MOST_JPEG_PIXELS = 500e6, MOST_PIXELS = 80e6;

/**
 * Decodes one photo inside WebAssembly. Throws a {@link Failure} of stage `decode`: `empty`, `not_an_image`,
 * `too_large` (before anything is inflated) or `broken`. A photo of which a part could be decoded is returned with its
 * {@link Raster.damage}.
 */
export async function decodePhoto(bytes: Uint8Array, decoders: Decoders): Promise<Raster> {
  if (bytes.length === 0) throw new Failure("decode", "empty", "the file is empty");
  const format = photoFormat(bytes.subarray(0, SIGNATURE_BYTES));
  if (!format) throw new Failure("decode", "not_an_image", "the content is no photo of a known format");
  return format === "jpeg"
    ? await decodeJpeg(bytes, decoders)
    : await decodeOther(bytes, format, decoders.magick);
}

async function decodeJpeg(bytes: Uint8Array, { turbo, magick }: Decoders): Promise<Raster> {
  const header = readJpegHeader(bytes);
  if (!header || header.width === 0 || header.height === 0) {
    throw new Failure("decode", "broken", "the JPEG ends or breaks before its picture data");
  }
  const pixels = header.width * header.height;
  refuseAbove(MOST_JPEG_PIXELS, pixels, "JPEG");
  const large = pixels > FULL_JPEG_PIXELS;
  if (
    !large && header.common && header.precision === 8 && (header.components === 1 || header.components === 3)
  ) {
    try {
      const decoded = turbo.decode(bytes);
      return { ...decoded, orientation: header.orientation, scale: 1, full: size(decoded), damage: null };
    } catch (error) {
      if (!(error instanceof JpegRefused)) throw error;
      // ImageMagick goes as far as the file does.
    }
  }
  const decoded = await asBroken(magick.decode(bytes, "jpeg", large ? SHRUNK_SIDE : undefined));
  return {
    ...decoded,
    orientation: header.orientation,
    scale: decoded.width / header.width,
    full: size(header),
    damage: jpegDamage(bytes, header, decoded.warning),
  };
}

/** A common JPEG only gets to ImageMagick when libjpeg-turbo was not content with it. */
function jpegDamage(bytes: Uint8Array, header: JpegHeader, warning: string | null): Raster["damage"] {
  if (lacksEnd(bytes)) {
    return { code: "truncated", message: "the file ends early: only the part before that was searched" };
  }
  const expected = header.components <= 3 && header.precision === 8 &&
    header.width * header.height <= FULL_JPEG_PIXELS;
  return expected || warning
    ? { code: "damaged", message: `the JPEG data is damaged: ${warning ?? "only a part may show"}` }
    : null;
}

async function decodeOther(bytes: Uint8Array, format: PhotoFormat, magick: MagickDecoder): Promise<Raster> {
  const { width, height } = await asBroken(magick.size(bytes, format));
  refuseAbove(MOST_PIXELS, width * height, format.toUpperCase());
  const decoded = await asBroken(magick.decode(bytes, format));
  const damage = decoded.warning === null
    ? null
    : { code: "damaged" as const, message: `the file is damaged: ${decoded.warning}` };
  return { ...decoded, scale: 1, full: size(decoded), damage };
}

function refuseAbove(limit: number, pixels: number, format: string) {
  if (pixels <= limit) return;
  const millions = (n: number) => Math.round(n / 1e6);
  throw new Failure(
    "decode",
    "too_large",
    `${millions(pixels)} megapixels: at most ${millions(limit)} of a ${format} are decoded`,
  );
}

async function asBroken<T>(decoding: Promise<T>): Promise<T> {
  try {
    return await decoding;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Failure("decode", "broken", `cannot be decoded: ${message.slice(0, 300)}`);
  }
}

const size = ({ width, height }: { width: number; height: number }) => ({ width, height });
