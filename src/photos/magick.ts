import {
  ColorProfile,
  ColorSpace,
  ImageMagick,
  type IMagickImage,
  initializeImageMagick,
  type IPixelCollection,
  MagickColor,
  MagickFormat,
  MagickGeometry,
  MagickImage,
  MagickReadSettings,
  ResourceLimits,
} from "@imagemagick/magick-wasm";
import { readCicp } from "./cicp.ts";
import type { ColourSpace } from "./colour.ts";
import type { PhotoFormat } from "./format.ts";
import { readProfile } from "./icc.ts";
import { type Orientation, toOrientation } from "./orientation.ts";
import type { Pixels } from "./pixels.ts";
import { cut } from "./region.ts";
import { resize } from "./resize.ts";
import { srgbProfile } from "./srgb_profile.ts";

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
  /** Size in pixels that came from the file, and pixels of this for each of those: less than 1 where it was shrunk. */
  full: { width: number; height: number };
  scale: number;
  /** The space of the pixels' colours, where it was named and isn't sRGB. */
  colours: ColourSpace | null;
  /** The library's words on what was wrong with the file, null when nothing was. */
  warning: string | null;
}

/** The picture that a frame is a part of: its size in pixels, and where the frame's first pixel lies in it. */
export interface Canvas {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** How a photo shall come out. */
interface MagickSize {
  /** A JPEG is shrunk while decoding, to not less than this many pixels on its long side. */
  shrinkTo?: number;
  /** A photo of more pixels is made smaller before it leaves the library. */
  mostPixels: number;
  /** See {@link MagickDecoder.size}. */
  canvas?: Canvas | null;
}

/** WebAssembly memory only grows: past this many bytes the next photo gets a fresh instance. */
const HEAP_LIMIT = 512 * 2 ** 20;
/** Bytes of one side of a photo, and of colour profiles and the like: far above any real one. */
const MOST_SIDE = 1_000_000n, MOST_PROFILE = 64n * 2n ** 20n;

/** libwebp's quality and effort for small pictures. */
const PICTURE_QUALITY = 72, PICTURE_METHOD = "2";

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

  /**
   * Stored size in pixels, from the file's header alone: of the whole picture where the first frame doesn't fill it.
   * `canvas`: that picture, where the file itself doesn't say. Throws when there is no size.
   */
  size(
    bytes: Uint8Array,
    format: PhotoFormat,
    canvas: Canvas | null = null,
  ): Promise<{ width: number; height: number }> {
    return this.#guarded(() => {
      const image = MagickImage.create();
      try {
        image.ping(bytes, settings(format));
        const { width, height } = whole(image, canvas ?? ownCanvas(image, format));
        return { width, height };
      } finally {
        image.dispose();
      }
    });
  }

  /** The first picture of the file as RGB pixels. Throws when nothing can be decoded. */
  decode(
    bytes: Uint8Array,
    format: PhotoFormat,
    { shrinkTo, mostPixels, canvas = null }: MagickSize = { mostPixels: Infinity },
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
        const around = canvas ?? ownCanvas(image, format), { width, height } = whole(image, around);
        if (around && (width > image.width || height > image.height)) {
          image.backgroundColor = new MagickColor(0, 0, 0);
          image.extent(new MagickGeometry(-around.left, -around.top, width, height));
        }
        const full = { width: image.width, height: image.height };
        const colours = coloursOf(image);
        if (colours === null) becomeSrgb(image);
        const by = Math.max(1, Math.ceil(Math.sqrt(full.width * full.height / mostPixels)));
        const pixels = image.getPixels((cells) => shrunk(cells, full, by));
        return {
          ...pixels,
          full,
          scale: 1 / by,
          orientation: toOrientation(image.orientation),
          colours,
          warning,
        };
      } finally {
        image.dispose();
      }
    });
  }

  /** Small upright sRGB pixels as WebP. */
  encode({ data, width, height }: Pixels): Promise<Uint8Array> {
    return this.#guarded(() => {
      const image = MagickImage.create();
      try {
        image.read(data, new MagickReadSettings({ format: MagickFormat.Rgb, width, height, depth: 8 }));
        image.quality = PICTURE_QUALITY;
        image.settings.setDefine(MagickFormat.WebP, "method", PICTURE_METHOD);
        return image.write(MagickFormat.WebP, (bytes) => bytes.slice());
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
      broken = isBreakage(error);
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

/** A GIF's frames lie on a canvas. What other formats say of one concerns printing. */
function ownCanvas({ page }: IMagickImage, format: PhotoFormat): Canvas | null {
  return format === "gif" ? { left: page.x, top: page.y, width: page.width, height: page.height } : null;
}

/** The size of the picture that a frame is a part of: of the frame where it reaches beyond that. */
function whole(frame: IMagickImage, canvas: Canvas | null): { width: number; height: number } {
  if (!canvas) return { width: frame.width, height: frame.height };
  const width = Math.max(canvas.width, canvas.left + frame.width);
  return { width, height: Math.max(canvas.height, canvas.top + frame.height) };
}

/** By the file's ICC profile, or by HEIF's four numbers ("primaries/transfer/matrix/range"). */
function coloursOf(image: IMagickImage): ColourSpace | null {
  const isGray = image.colorSpace === ColorSpace.Gray;
  if (!isGray && image.colorSpace !== ColorSpace.sRGB) return null;
  const profile = image.getColorProfile();
  if (profile) return readProfile(profile.data, isGray ? "gray" : "colour");
  const [primaries, transfer] = (image.getAttribute("heic:cicp") ?? "").split("/").map(Number);
  return transfer === undefined ? null : readCicp(primaries, transfer);
}

/** For CMYK, Lab and the like. */
function becomeSrgb(image: IMagickImage) {
  if (image.colorSpace === ColorSpace.sRGB || image.colorSpace === ColorSpace.Gray) return;
  if (!becameByProfile(image)) image.colorSpace = ColorSpace.sRGB;
}

/** By Little CMS; false where the file has no profile, a damaged one, or one for other kinds of pictures. */
function becameByProfile(image: IMagickImage): boolean {
  try {
    if (image.getColorProfile()?.colorSpace !== image.colorSpace) return false;
    return image.transformColorSpace(new ColorProfile(srgbProfile()));
  } catch (error) {
    if (isBreakage(error)) throw error;
    return false;
  }
}

/** Whatever isn't the library's own complaint (an abort, a trap, an exception from below) left it amid its work. */
function isBreakage(error: unknown): boolean {
  return !(error instanceof Error) || error instanceof WebAssembly.RuntimeError;
}

/** Rows that are taken out of the library at a time. */
const STRIP = 512;

/** RGB pixels, each the mean of `by` x `by` of the library's; the rest at the right and the bottom is left out. */
function shrunk(cells: IPixelCollection, full: { width: number; height: number }, by: number): Pixels {
  const rows = (top: number, count: number) => {
    const data = cells.toByteArray(0, top, full.width, count, "RGB");
    if (!data) throw new Error("no pixels");
    return { data, width: full.width, height: count };
  };
  if (by === 1) return rows(0, full.height);
  const width = Math.max(1, Math.floor(full.width / by)), height = Math.max(1, Math.floor(full.height / by));
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y += STRIP) {
    const count = Math.min(STRIP, height - y);
    const strip = rows(y * by, Math.min(count * by, full.height - y * by));
    const inner = cut(strip, { left: 0, top: 0, right: width * by, bottom: count * by });
    if (inner) data.set(resize(inner, width, count).data, 3 * width * y);
  }
  return { data, width, height };
}

const describe = (error: unknown) => error instanceof Error ? error.message : "an exception";

function settings(format: PhotoFormat): MagickReadSettings {
  return new MagickReadSettings({ format: FORMATS[format], frameIndex: 0, frameCount: 1 });
}
