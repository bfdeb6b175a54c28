/** EXIF orientation (tag 0x0112): how the stored rows and columns lie in the upright photo. 1 is upright. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** `value` as an orientation; anything that the EXIF standard doesn't know counts as upright. */
export function toOrientation(value: number): Orientation {
  return Number.isInteger(value) && value >= 1 && value <= 8 ? value as Orientation : 1;
}

/** The size of a `width` x `height` photo once upright. */
export function uprightSize(
  width: number,
  height: number,
  orientation: Orientation,
): { width: number; height: number } {
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

/**
 * The affine map from upright to stored coordinates: stored x = `a` x + `b` y + `c`, stored y = `d` x + `e` y + `f`.
 * Coordinates are continuous: a photo of width w spans 0 to w, and the middle of its first pixel is at .5.
 */
export interface UprightToStored {
  a: number;
  b: number;
  c: number;
  d: number;
  e: number;
  f: number;
}

/** The map for a stored photo of `width` x `height`. Table of EXIF 2.32, section 4.6.5.1, orientation. */
export function uprightToStored(width: number, height: number, orientation: Orientation): UprightToStored {
  switch (orientation) {
    case 1:
      return { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 };
    case 2:
      return { a: -1, b: 0, c: width, d: 0, e: 1, f: 0 };
    case 3:
      return { a: -1, b: 0, c: width, d: 0, e: -1, f: height };
    case 4:
      return { a: 1, b: 0, c: 0, d: 0, e: -1, f: height };
    case 5:
      return { a: 0, b: 1, c: 0, d: 1, e: 0, f: 0 };
    case 6:
      return { a: 0, b: 1, c: 0, d: -1, e: 0, f: height };
    case 7:
      return { a: 0, b: -1, c: width, d: -1, e: 0, f: height };
    case 8:
      return { a: 0, b: -1, c: width, d: 1, e: 0, f: 0 };
  }
}

/** The orientation of a photo whose upright picture is turned by 90 degrees clockwise. */
export const QUARTER_TURN: Record<Orientation, Orientation> = {
  1: 6,
  6: 3,
  3: 8,
  8: 1,
  2: 7,
  7: 4,
  4: 5,
  5: 2,
};

/** Orientations are undone by themselves, but a quarter turn by the turn back. */
const UNDONE_BY: Partial<Record<Orientation, Orientation>> = { 6: 8, 8: 6 };

/** The map from stored to upright coordinates: {@link uprightToStored} undone. */
export function storedToUpright(width: number, height: number, orientation: Orientation): UprightToStored {
  const upright = uprightSize(width, height, orientation);
  return uprightToStored(upright.width, upright.height, UNDONE_BY[orientation] ?? orientation);
}
