/** An axis-aligned box in pixels; `x` and `y` are its top left corner and may lie outside of the photo. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A point in pixels: x, then y. */
export type Point = readonly [number, number];

/** Five points: the eye at the left of the image, the eye at the right, nose tip, left and right corner of the mouth. */
export type Landmarks = readonly [Point, Point, Point, Point, Point];

/** A face as a detector sees it. */
export interface Detection {
  box: Box;
  landmarks: Landmarks;
  /** The detector's score, 0 to 1. */
  score: number;
}

/** How well a face can be recognised. */
export interface Quality {
  /** Variance of the Laplacian of the aligned face's brightness (0..255): below 15 it is blurred, see `BLURRED`. */
  sharpness: number;
  /** Estimated turn of the head in degrees, -90 to 90; positive when the nose points to the right of the image. */
  yaw: number;
  /** The shorter side of the box in pixels of the photo. */
  size: number;
}

/** Degrees clockwise. */
export type Turn = 0 | 90 | 180 | 270;

/** A face with what recognition needs. Coordinates are pixels of the full upright photo. */
export interface Face extends Detection {
  /**
   * Who it shows, as a unit vector of the pack's `dimension` numbers: `Recognizer` sees to the length. The dot
   * product of two says how alike they are, where both come of one pack and one `processingId`; of others it means
   * nothing. Empty where it was not kept.
   */
  embedding: Float32Array;
  quality: Quality;
  /** How far the upright photo must be turned for this face to be upright: 0, which is left out, in nearly all. */
  turn?: Turn;
}
