/** 8-bit RGB pixels, row by row from the top, three bytes a pixel, without padding. */
export interface Pixels {
  /** `3 * width * height` bytes. May be a view of a decoder's memory: valid until its next photo. */
  data: Uint8Array;
  width: number;
  height: number;
}

/** A part of a photo, and where in it its first pixel lies. */
export interface Region extends Pixels {
  left: number;
  top: number;
}

/** Whole pixels from `left` and `top` up to, not including, `right` and `bottom`. */
export interface PixelRect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}
