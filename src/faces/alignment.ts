import { inSrgb } from "../photos/colour.ts";
import { cut } from "../photos/region.ts";
import type { PixelRect } from "../photos/pixels.ts";
import { resize } from "../photos/resize.ts";
import type { Raster } from "../photos/raster.ts";
import type { Pixels } from "../photos/pixels.ts";
import { type UprightToStored, uprightToStored } from "../photos/orientation.ts";
import { Kernels } from "../simd/kernels.ts";
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
 * values 0..255 of sRGB, row by row; black outside of the photo. Landmarks are pixels of the upright decoded photo, whose
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
  const toPhoto = chain(asAffine(invert(toChip)), toStored);
  const last = size - 1;
  const corners = [[0, 0], [last, 0], [0, last], [last, last]].map(([u, v]) => apply(toPhoto, u, v));
  const region = cut(raster, around(corners, Math.max(2, 2 / scale)));
  if (!region) return new Float32Array(3 * size * size);
  const shrink = scale < SHRINK_BELOW ? 2 * scale : 1;
  const width = Math.max(1, Math.round(region.width * shrink)),
    height = Math.max(1, Math.round(region.height * shrink));
  const x = width / region.width, y = height / region.height;
  const toShrunk = { a: x, b: 0, c: -region.left * x, d: 0, e: y, f: -region.top * y };
  const face = inSrgb(resize(region, width, height), raster.toSrgb);
  return sample(face, size, chain(toPhoto, toShrunk));
}

/** An affine map: x' = `a` x + `b` y + `c`, y' = `d` x + `e` y + `f`. */
type Affine = UprightToStored;

/** From whole coordinates of a chip's pixel centres to continuous ones, where the first pixel's centre is at .5. */
function asAffine({ a, b, tx, ty }: Similarity): Affine {
  return { a, b: -b, c: tx + 0.5, d: b, e: a, f: ty + 0.5 };
}

/** `first`, then `second`. */
function chain(first: Affine, second: Affine): Affine {
  const [c, f] = apply(second, first.c, first.f);
  return {
    a: second.a * first.a + second.b * first.d,
    b: second.a * first.b + second.b * first.e,
    c,
    d: second.d * first.a + second.e * first.d,
    e: second.d * first.b + second.e * first.e,
    f,
  };
}

function apply({ a, b, c, d, e, f }: Affine, x: number, y: number): Point {
  return [a * x + b * y + c, d * x + e * y + f];
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

/** Nothing in their memory outlives a call. */
const KERNELS = new Kernels();

/** Samples `source` bilinearly where `map` takes the chip's pixels; black outside. */
function sample({ data, width, height }: Pixels, size: number, map: Affine): Float32Array {
  const length = 3 * size * size;
  const [chip, rgb] = KERNELS.layOut(4 * length, data.length);
  KERNELS.bytes(rgb, data.length).set(data);
  const { a, b, c, d, e, f } = map;
  // Continuous coordinates of a pixel's centre are half a pixel more than its whole ones.
  KERNELS.run.sample(chip, size, rgb, width, height, a, b, c - 0.5, d, e, f - 0.5);
  return KERNELS.floats(chip, length).slice();
}
