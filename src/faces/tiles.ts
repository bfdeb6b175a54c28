import type { PixelRect } from "../photos/pixels.ts";

/** Tiles overlap by this part of their shorter side: a face up to this large lies whole in one of them. */
const OVERLAP = 0.4;
/** A tile is at most this much longer than wide: in a longer one the detector's view of it is too coarse. */
const MOST_ASPECT = 1.5;
/** Photos up to this aspect and long side (pixels of the full photo) are searched whole, as nearly all are. */
const WHOLE_ASPECT = 2.3, WHOLE_SIDE = 8400;
/** Long side of a tile in pixels of the full photo: as of the photos that the detector's sizes were chosen for. */
const TILE_SIDE = 5000;
/** More tiles than this take too long; they get larger instead. */
const MOST_TILES = 32;

/**
 * The overlapping parts that a photo is searched in, besides as a whole: none where the whole is enough. `width` and
 * `height` are of the decoded photo, `scale` is decoded pixels a pixel of the full photo.
 */
export function planTiles(width: number, height: number, scale: number): PixelRect[] {
  const long = Math.max(width, height), short = Math.min(width, height);
  if (long <= WHOLE_SIDE * scale && long <= WHOLE_ASPECT * short) return [];
  // Ends, because tiles grow in both directions until one is the whole photo.
  for (let larger = 1;; larger *= 1.25) {
    const side = larger * TILE_SIDE * scale;
    const across = Math.min(short, side), along = Math.min(long, side, larger * MOST_ASPECT * across);
    const starts = spread(long, along, OVERLAP * across), rows = spread(short, across, OVERLAP * across);
    if (starts.length * rows.length > MOST_TILES) continue;
    const tiles = rows.flatMap((b) => starts.map((a) => ({ a, b, along, across })));
    return tiles.map(({ a, b }) =>
      width >= height
        ? { left: a, top: b, right: end(a, along, width), bottom: end(b, across, height) }
        : { left: b, top: a, right: end(b, across, width), bottom: end(a, along, height) }
    );
  }
}

const end = (start: number, size: number, most: number) => Math.min(most, Math.round(start + size));

/** Where pieces of `size` begin that cover `length` and overlap by `overlap` at least. */
function spread(length: number, size: number, overlap: number): number[] {
  const count = length <= size ? 1 : Math.ceil((length - overlap) / (size - overlap));
  return Array.from(
    { length: count },
    (_, i) => count === 1 ? 0 : Math.floor(i * (length - size) / (count - 1)),
  );
}
