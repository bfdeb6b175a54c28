import type { PixelRect } from "../photos/pixels.ts";

/** Pixels that the proposal network sees at once in a thorough look: its memory grows with them. */
const STRIP_PIXELS = 1.5e6;
/** Rows that two strips share: more than the largest face that is looked for in them. */
export const STRIP_OVERLAP = 64;

/** A photo of `width` x `height` pixels in strips of its whole width, from the top on, which overlap. */
export function planStrips(width: number, height: number): PixelRect[] {
  const rows = Math.max(2 * STRIP_OVERLAP, Math.floor(STRIP_PIXELS / width)), strips: PixelRect[] = [];
  for (let top = 0;; top += rows - STRIP_OVERLAP) {
    const bottom = Math.min(height, top + rows);
    strips.push({ left: 0, top, right: width, bottom });
    if (bottom === height) return strips;
  }
}
