import {
  ColorSpace,
  ImageMagick,
  initializeImageMagick,
  MagickFormat,
  MagickImage,
  MagickImageInfo,
  MagickReadSettings,
  ResourceLimits,
} from "@imagemagick/magick-wasm";
import type { PhotoFormat } from "./format.ts";
import { type Orientation, toOrientation } from "./orientation.ts";
import type { Pixels } from "./raster.ts";
import { fitSize } from "./resize.ts";

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
  jxl: MagickFormat.Jxl,
  raw: MagickFormat.Dng, // one reader, LibRaw, serves every maker's
};

/** What ImageMagick made of a file. */
export interface MagickPhoto extends Pixels {
  orientation: Orientation;
  /** Stored size in pixels before it was made smaller. */
  full: { width: number; height: number };
  /** The library's words on what was wrong with the file, null when nothing was. */
  warning: string | null;
}

/** How large a photo may come out. */
export interface MagickSize {
  /** A JPEG is shrunk while decoding, to not less than this many pixels on its long side. */
  shrinkTo?: number;
  /** A photo of more pixels is made smaller before it leaves the library. */
  mostPixels: number;
}

/** WebAssembly memory only grows: past this many bytes the next photo gets a fresh instance. */
const HEAP_LIMIT = 512 * 2 ** 20;
/** Bytes of one side of a photo, and of colour profiles and the like: far above any real one. */
const MOST_SIDE = 1_000_000n, MOST_PROFILE = 64n * 2n ** 20n;

/** What concerns a file's colour profile, tags and texts: its picture is whole. */
const METADATA_WARNING =
  /profile|iCCP|\bICC|cHRM|gAMA|sRGB|[zi]?TXt|pHYs|tIME|sBIT|bKGD|hIST|oFFs|eXIf|EXIF|XMP|IPTC|Unknown field|\btag\b/i;

/** The running instance, which the library keeps to itself and gives no other way to replace. */
interface Instance {
  _api: { HEAPU8: Uint8Array } | undefined;
}

/**
 * ImageMagick as single-threaded WebAssembly: decodes every format, patiently. Started at its first photo, because
 * that takes a quarter of a second and 130 MB, and most photos are JPEGs that don't need it.
 */
export class MagickDecoder {
  #started: Promise<void> | null = null;

  /** `readWasm` gives the bytes of the library; `memory`: the most bytes that a photo's pixels may take in it. */
  constructor(private readonly readWasm: () => Promise<Uint8Array>, private readonly memory = 2 ** 31) {}

  /** Stored size in pixels, from the file's header alone. Throws when there is none. */
  size(bytes: Uint8Array, format: PhotoFormat): Promise<{ width: number; height: number }> {
    return this.#guarded(() => {
      const info = new MagickImageInfo();
      info.read(bytes, settings(format));
      return { width: info.width, height: info.height };
    });
  }

  /** The first picture of the file as RGB pixels. Throws when nothing can be decoded. */
  decode(
    bytes: Uint8Array,
    format: PhotoFormat,
    { shrinkTo, mostPixels }: MagickSize = { mostPixels: Infinity },
  ): Promise<MagickPhoto> {
    return this.#guarded(() => {
      const image = MagickImage.create();
      try {
        let warning: string | null = null;
        image.onWarning = ({ error: { message } }) => {
          if (!METADATA_WARNING.test(message)) warning ??= message;
        };
        const read = settings(format);
        if (shrinkTo) read.setDefine(MagickFormat.Jpeg, "size", `${shrinkTo}x${shrinkTo}`);
        image.read(bytes, read);
        const full = { width: image.width, height: image.height };
        if (full.width * full.height > mostPixels) {
          const side = Math.sqrt(mostPixels / (full.width * full.height)) * Math.max(full.width, full.height);
          const { width, height } = fitSize(full.width, full.height, Math.floor(side));
          image.thumbnail(width, height);
        }
        if (image.colorSpace !== ColorSpace.sRGB && image.colorSpace !== ColorSpace.Gray) {
          image.colorSpace = ColorSpace.sRGB;
        }
        const { width, height } = image;
        const data = image.getPixels((pixels) => pixels.toByteArray(0, 0, width, height, "RGB"));
        if (!data) throw new Error("no pixels");
        return { data, width, height, full, orientation: toOrientation(image.orientation), warning };
      } finally {
        image.dispose();
      }
    });
  }

  /** Runs `work`, and gives the next photo a fresh instance where this one is broken or has grown large. */
  async #guarded<T>(work: () => T): Promise<T> {
    await (this.#started ??= this.#start());
    const instance = ImageMagick as unknown as Instance;
    let broken = false;
    try {
      return work();
    } catch (error) {
      // Whatever isn't the library's own complaint (an abort, a trap, an exception from below) left it amid its work.
      broken = !(error instanceof Error) || error instanceof WebAssembly.RuntimeError;
      throw broken ? new Error(`the decoder stopped: ${describe(error)}`, { cause: error }) : error;
    } finally {
      if (broken || (instance._api?.HEAPU8.byteLength ?? 0) > HEAP_LIMIT) {
        instance._api = undefined;
        this.#started = null;
      }
    }
  }

  async #start() {
    await initializeImageMagick(await this.readWasm());
    ResourceLimits.width = MOST_SIDE;
    ResourceLimits.height = MOST_SIDE;
    ResourceLimits.memory = BigInt(Math.floor(this.memory));
    ResourceLimits.disk = 0n; // the "disk" would be memory too
    ResourceLimits.maxProfileSize = MOST_PROFILE;
  }
}

const describe = (error: unknown) => error instanceof Error ? error.message : "an exception";

function settings(format: PhotoFormat): MagickReadSettings {
  return new MagickReadSettings({ format: FORMATS[format], frameIndex: 0, frameCount: 1 });
}
