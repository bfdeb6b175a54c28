import type { ToSrgb } from "./colour.ts";
import type { Orientation } from "./orientation.ts";
import type { PixelRect, Pixels, Region } from "./pixels.ts";

/** A decoded photo, as stored: {@link Orientation} says how to turn it upright. */
export interface Raster extends Pixels {
  orientation: Orientation;
  /** Decoded pixels a stored pixel: 1, or less when a very large photo was shrunk while decoding. */
  scale: number;
  /** Stored size of the full photo in pixels, before turning upright. */
  full: { width: number; height: number };
  /** What was wrong with the file, when only a part of it could be decoded. */
  damage: { code: "truncated" | "damaged"; message: string } | null;
  /** What makes sRGB's numbers of the pixels'; null where they are such. To be used on what is small. */
  toSrgb: ToSrgb | null;
  /**
   * Decodes a part of the stored photo at full size, where the photo was shrunk while decoding and that can be done.
   * `rect`: whole pixels of the full stored photo. Null where the part cannot be decoded.
   */
  closer?: (rect: PixelRect) => Region | null;
}
