import type { Box, Landmarks } from "./face.ts";

/** The nose tip stands before the plane of the eyes by about .6 of their distance (anthropometric mean). */
const NOSE_DEPTH = 0.6;

/** Estimated turn of the head in degrees, -90 to 90, from where the nose stands between the eyes; see `Quality`. */
export function estimateYaw(landmarks: Landmarks): number {
  const [[lx, ly], [rx, ry], [nx, ny]] = landmarks;
  const ex = rx - lx, ey = ry - ly, square = ex * ex + ey * ey;
  if (square === 0) return 0;
  // Along the line of the eyes, so that a tilted head makes no difference.
  const aside = ((nx - (lx + rx) / 2) * ex + (ny - (ly + ry) / 2) * ey) / square;
  return Math.atan(aside / NOSE_DEPTH) * 180 / Math.PI;
}

/** Variance of the 4-neighbour Laplacian of brightness (ITU-R BT.601 weights) over a `size` x `size` RGB chip. */
export function sharpness(chip: Float32Array, size: number): number {
  const gray = new Float32Array(size * size);
  for (let i = 0; i < gray.length; i++) {
    gray[i] = 0.299 * chip[3 * i] + 0.587 * chip[3 * i + 1] + 0.114 * chip[3 * i + 2];
  }
  let sum = 0, squares = 0, count = 0;
  for (let y = 1; y < size - 1; y++) {
    for (let x = 1; x < size - 1; x++) {
      const i = y * size + x;
      const value = gray[i - 1] + gray[i + 1] + gray[i - size] + gray[i + size] - 4 * gray[i];
      sum += value;
      squares += value * value;
      count++;
    }
  }
  return count === 0 ? 0 : squares / count - (sum / count) ** 2;
}

/** The shorter side of a box. */
export function shorterSide(box: Box): number {
  return Math.min(box.width, box.height);
}
