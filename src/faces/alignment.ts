import { cut, type PixelRect } from "../photos/region.ts";
import { resize } from "../photos/resize.ts";
import type { Pixels, Raster } from "../photos/raster.ts";
import { uprightToStored } from "../photos/orientation.ts";
import type { Landmarks, Point } from "./face.ts";

/**
 * A similarity: x' = `a` x - `b` y + `tx`, y' = `b` x + `a` y + `ty` (rotation, one scale, shift; no mirroring).
 */
export interface Similarity {
  a: number;
  b: number;
  tx: number;
  ty: number;
}

/**
 * The similarity that takes `from` to `to` with the least squared error. For points in the plane Umeyama's solution
 * (IEEE PAMI 13(4), 1991) without mirroring comes down to a complex division.
 */
export function leastSquaresSimilarity(from: readonly Point[], to: readonly Point[]): Similarity {
  const mean = (points: readonly Point[], axis: 0 | 1) =>
    points.reduce((sum, p) => sum + p[axis], 0) / points.length;
  const fx = mean(from, 0), fy = mean(from, 1), gx = mean(to, 0), gy = mean(to, 1);
  let real = 0, imaginary = 0, spread = 0;
  from.forEach(([x, y], i) => {
    const dx = x - fx, dy = y - fy, ex = to[i][0] - gx, ey = to[i][1] - gy;
    real += dx * ex + dy * ey;
    imaginary += dx * ey - dy * ex;
    spread += dx * dx + dy * dy;
  });
  const a = spread > 0 ? real / spread : 1, b = spread > 0 ? imaginary / spread : 0;
  return { a, b, tx: gx - a * fx + b * fy, ty: gy - b * fx - a * fy };
}

/** Below this scale bilinear sampling would skip source pixels: the source is shrunk by area first. */
const SHRINK_BELOW = 0.5;

/**
 * Cuts the face with these landmarks out of `raster`, upright, so that they come to lie on `template`: `size` x `size`
 * RGB values 0..255, row by row; black outside of the photo. Landmarks are pixels of the upright decoded photo, whose
 * pixel centres have whole coordinates, as the template's do.
 */
export function align(
  raster: Raster,
  landmarks: Landmarks,
  template: readonly Point[],
  size: number,
): Float32Array {
  const toStored = uprightToStored(raster.width, raster.height, raster.orientation);
  const toChip = leastSquaresSimilarity(landmarks, template);
  const scale = Math.hypot(toChip.a, toChip.b);
  const inverse = invert(toChip);
  /** Where a pixel of the chip lies in the stored photo, in continuous coordinates (first pixel centre at .5). */
  const locate = (u: number, v: number): Point => {
    const x = inverse.a * u - inverse.b * v + inverse.tx + 0.5,
      y = inverse.b * u + inverse.a * v + inverse.ty + 0.5;
    return [toStored.a * x + toStored.b * y + toStored.c, toStored.d * x + toStored.e * y + toStored.f];
  };
  if (scale >= SHRINK_BELOW) return sample(raster, size, locate);

  const corners = [locate(0, 0), locate(size - 1, 0), locate(0, size - 1), locate(size - 1, size - 1)];
  const region = cut(raster, around(corners, 2 / scale));
  if (!region) return new Float32Array(3 * size * size);
  const width = Math.max(1, Math.round(region.width * 2 * scale)),
    height = Math.max(1, Math.round(region.height * 2 * scale));
  const shrunk = resize(region, width, height);
  return sample(shrunk, size, (u, v) => {
    const [x, y] = locate(u, v);
    return [(x - region.left) * width / region.width, (y - region.top) * height / region.height];
  });
}

function invert({ a, b, tx, ty }: Similarity): Similarity {
  const square = a * a + b * b;
  return { a: a / square, b: -b / square, tx: -(a * tx + b * ty) / square, ty: (b * tx - a * ty) / square };
}

/** The whole pixels around `points`, `margin` pixels wider. */
function around(points: Point[], margin: number): PixelRect {
  const xs = points.map((p) => p[0]), ys = points.map((p) => p[1]);
  return {
    left: Math.floor(Math.min(...xs) - margin),
    top: Math.floor(Math.min(...ys) - margin),
    right: Math.ceil(Math.max(...xs) + margin),
    bottom: Math.ceil(Math.max(...ys) + margin),
  };
}

function sample(source: Pixels, size: number, locate: (u: number, v: number) => Point): Float32Array {
  const chip = new Float32Array(3 * size * size);
  const { data, width, height } = source;
  const weighted = (x: number, y: number, weight: number, out: number) => {
    if (weight === 0 || x < 0 || y < 0 || x >= width || y >= height) return;
    const p = 3 * (y * width + x);
    chip[out] += weight * data[p];
    chip[out + 1] += weight * data[p + 1];
    chip[out + 2] += weight * data[p + 2];
  };
  for (let v = 0, out = 0; v < size; v++) {
    for (let u = 0; u < size; u++, out += 3) {
      const [cx, cy] = locate(u, v);
      const x = Math.floor(cx - 0.5), y = Math.floor(cy - 0.5), fx = cx - 0.5 - x, fy = cy - 0.5 - y;
      weighted(x, y, (1 - fx) * (1 - fy), out);
      weighted(x + 1, y, fx * (1 - fy), out);
      weighted(x, y + 1, (1 - fx) * fy, out);
      weighted(x + 1, y + 1, fx * fy, out);
    }
  }
  return chip;
}
