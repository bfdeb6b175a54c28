import {
  ColorSpace,
  initializeImageMagick,
  MagickFormat,
  MagickImage,
  MagickImageInfo,
  MagickReadSettings,
} from "@imagemagick/magick-wasm";
import type { PhotoFormat } from "./format.ts";
import { type Orientation, toOrientation } from "./orientation.ts";
import type { Pixels } from "./raster.ts";

/** The format is always named: ImageMagick must never guess one of its many other, riskier formats. */
const FORMATS: Record<PhotoFormat, MagickFormat> = {
  jpeg: MagickFormat.Jpeg,
  png: MagickFormat.Png,
  webp: MagickFormat.WebP,
  gif: MagickFormat.Gif,
  tiff: MagickFormat.Tiff,
  avif: MagickFormat.Avif,
  heic: MagickFormat.Heic,
  bmp: MagickFormat.Bmp,
};

/** What ImageMagick made of a file. */
export interface MagickPhoto extends Pixels {
  orientation: Orientation;
  /** The library's words on what was wrong with the file, null when nothing was. */
  warning: string | null;
}

/**
 * ImageMagick as single-threaded WebAssembly: decodes every format, patiently. Started at its first photo, because
 * that takes a quarter of a second and 130 MB, and most photos are JPEGs that don't need it.
 */
export class MagickDecoder {
  #started: Promise<void> | null = null;

  /** `readWasm` gives the bytes of the library. */
  constructor(private readonly readWasm: () => Promise<Uint8Array>) {}

  /** Stored size in pixels, from the file's header alone. Throws when there is none. */
  async size(bytes: Uint8Array, format: PhotoFormat): Promise<{ width: number; height: number }> {
    await this.#start();
    const info = new MagickImageInfo();
    info.read(bytes, settings(format));
    return { width: info.width, height: info.height };
  }

  /**
   * The first picture of the file as RGB pixels. `shrinkTo` lets a JPEG be shrunk while decoding, to not less than
   * that many pixels on its long side. Throws when nothing can be decoded.
   */
  async decode(bytes: Uint8Array, format: PhotoFormat, shrinkTo?: number): Promise<MagickPhoto> {
    await this.#start();
    const image = MagickImage.create();
    try {
      let warning: string | null = null;
      image.onWarning = (event) => warning ??= event.error.message;
      const read = settings(format);
      if (shrinkTo) read.setDefine(MagickFormat.Jpeg, "size", `${shrinkTo}x${shrinkTo}`);
      image.read(bytes, read);
      if (image.colorSpace !== ColorSpace.sRGB && image.colorSpace !== ColorSpace.Gray) {
        image.colorSpace = ColorSpace.sRGB;
      }
      const { width, height } = image;
      const data = image.getPixels((pixels) => pixels.toByteArray(0, 0, width, height, "RGB"));
      if (!data) throw new Error("no pixels");
      return { data, width, height, orientation: toOrientation(image.orientation), warning };
    } finally {
      image.dispose();
    }
  }

  #start() {
    return this.#started ??= this.readWasm().then((wasm) => initializeImageMagick(wasm));
  }
}

function settings(format: PhotoFormat): MagickReadSettings {
  return new MagickReadSettings({ format: FORMATS[format], frameIndex: 0, frameCount: 1 });
}
