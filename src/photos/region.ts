import { storedToUpright, type UprightToStored, uprightToStored } from "./orientation.ts";
import type { PixelRect, Pixels, Region } from "./pixels.ts";
import type { Raster } from "./raster.ts";

/** A copy of the part of `source` inside `rect`; null when none of it is. */
export function cut(source: Pixels, rect: PixelRect): Region | null {
  const left = Math.max(0, rect.left), top = Math.max(0, rect.top);
  const width = Math.min(source.width, rect.right) - left,
    height = Math.min(source.height, rect.bottom) - top;
  if (!(width > 0 && height > 0)) return null;
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const from = 3 * ((top + y) * source.width + left);
    data.set(source.data.subarray(from, from + 3 * width), 3 * width * y);
  }
  return { data, width, height, left, top };
}

/** What places a rectangle: the stored size, and how it lies in the upright photo. */
type Placed = Pick<Raster, "width" | "height" | "orientation">;

/** Where a rectangle of the upright photo lies in the stored one. */
export function storedRect({ width, height, orientation }: Placed, rect: PixelRect): PixelRect {
  return mapRect(uprightToStored(width, height, orientation), rect);
}

/** Where a rectangle of the stored photo lies in the upright one. */
export function uprightRect({ width, height, orientation }: Placed, rect: PixelRect): PixelRect {
  return mapRect(storedToUpright(width, height, orientation), rect);
}

function mapRect({ a, b, c, d, e, f }: UprightToStored, { left, top, right, bottom }: PixelRect): PixelRect {
  const x1 = a * left + b * top + c, x2 = a * right + b * bottom + c;
  const y1 = d * left + e * top + f, y2 = d * right + e * bottom + f;
  return { left: Math.min(x1, x2), top: Math.min(y1, y2), right: Math.max(x1, x2), bottom: Math.max(y1, y2) };
}
