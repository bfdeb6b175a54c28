import type { Orientation } from "../../../src/photos/orientation.ts";
import type { Raster } from "../../../src/photos/raster.ts";
import type { Pixels } from "../../../src/photos/pixels.ts";
import { turnUpright } from "../../../src/photos/resize.ts";

/** All that EXIF knows. */
export const ORIENTATIONS: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];

/** A picture of one colour. */
export function plain(width: number, height: number, [red, green, blue] = [0, 0, 0]): Pixels {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < data.length; i += 3) data.set([red, green, blue], i);
  return { data, width, height };
}

/** The photo that a camera stores with this orientation when `upright` is what shall be seen. */
export function storedAs(upright: Pixels, orientation: Orientation): Raster {
  // A quarter turn is undone by the other quarter turn, everything else by itself.
  const undone = orientation === 6 ? 8 : orientation === 8 ? 6 : orientation;
  const { data, width, height } = turnUpright(upright, undone);
  return { data, width, height, orientation, scale: 1, full: { width, height }, toSrgb: null, damage: null };
}
