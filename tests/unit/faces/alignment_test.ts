import { ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { align, leastSquaresSimilarity } from "../../../src/faces/alignment.ts";
import type { Landmarks, Point } from "../../../src/faces/face.ts";
import type { Pixels } from "../../../src/photos/pixels.ts";
import { ORIENTATIONS, plain, storedAs } from "./stored_raster.ts";

const SIZE = 112;
const TEMPLATE: Point[] = [[38, 52], [74, 51], [56, 72], [42, 92], [71, 93]];
const COLOUR = [255, 128, 64];

/** The template's points, `scale` times as far apart, turned by .3 radians and moved to (`left`, `top`). */
function landmarks(scale: number, left: number, top: number): Landmarks {
  const cos = scale * Math.cos(0.3), sin = scale * Math.sin(0.3);
  return TEMPLATE.map(([x, y]) => [
    cos * x - sin * y + left,
    sin * x + cos * y + top,
  ]) as unknown as Landmarks;
}

/** Draws a disc around a point, soft at its edge. */
function draw({ data, width }: Pixels, [x, y]: Point, radius: number) {
  for (let v = Math.floor(y - radius - 1); v <= y + radius + 1; v++) {
    for (let u = Math.floor(x - radius - 1); u <= x + radius + 1; u++) {
      const part = Math.max(0, Math.min(1, radius + 0.5 - Math.hypot(u - x, v - y)));
      COLOUR.forEach((value, i) => data[3 * (v * width + u) + i] = part * value);
    }
  }
}

/** Where the middle of the light within 7 pixels of a point of the chip is. */
function middleOfLight(chip: Float32Array, [x, y]: Point): Point {
  let sum = 0, sumX = 0, sumY = 0;
  for (let v = y - 7; v <= y + 7; v++) {
    for (let u = x - 7; u <= x + 7; u++) {
      const light = chip[3 * (v * SIZE + u)];
      sum += light;
      sumX += light * u;
      sumY += light * v;
    }
  }
  return [sumX / sum, sumY / sum];
}

Deno.test("leastSquaresSimilarity recovers the similarity behind two sets of points", () => {
  const number = fc.double({ min: -100, max: 100, noNaN: true });
  fc.assert(fc.property(number, number, number, number, (a, b, tx, ty) => {
    const moved = TEMPLATE.map(([x, y]): Point => [a * x - b * y + tx, b * x + a * y + ty]);
    const found = leastSquaresSimilarity(TEMPLATE, moved);
    return [found.a - a, found.b - b, found.tx - tx, found.ty - ty].every((error) => Math.abs(error) < 1e-6);
  }));
});

Deno.test("leastSquaresSimilarity errs less than its neighbours where no similarity fits", () => {
  const to = TEMPLATE.map(([x, y], i): Point => [y + 3 * i, x - i * i]);
  const best = leastSquaresSimilarity(TEMPLATE, to);
  const error = ({ a, b, tx, ty } = best) =>
    TEMPLATE.reduce(
      (sum, [x, y], i) => sum + (a * x - b * y + tx - to[i][0]) ** 2 + (b * x + a * y + ty - to[i][1]) ** 2,
      0,
    );
  for (const key of ["a", "b", "tx", "ty"] as const) {
    for (const step of [-1e-3, 1e-3]) ok(error() < error({ ...best, [key]: best[key] + step }), key);
  }
});

Deno.test("leastSquaresSimilarity of points in one place only moves", () => {
  const found = leastSquaresSimilarity(TEMPLATE.map(() => [3, 4]), TEMPLATE.map(() => [5, 9]));
  strictEqual(JSON.stringify(found), JSON.stringify({ a: 1, b: 0, tx: 2, ty: 5 }));
});

// Scales of the chip: enlarged, as it is, on both sides of the half below which the photo is shrunk first, far below.
for (const chipScale of [1.7, 1, 0.51, 0.49, 0.2]) {
  Deno.test(`align puts landmarks on the template at scale ${chipScale}, whatever the orientation`, () => {
    const scale = 1 / chipScale, photo = plain(Math.round(140 * scale), Math.round(150 * scale));
    const points = landmarks(scale, 25.3 * scale, 3.8 * scale);
    points.forEach((point) => draw(photo, point, 4 * scale));
    for (const orientation of ORIENTATIONS) {
      const chip = align(storedAs(photo, orientation), points, TEMPLATE, SIZE);
      strictEqual(chip.length, 3 * SIZE * SIZE);
      for (const point of TEMPLATE) {
        const [x, y] = middleOfLight(chip, point), off = Math.hypot(x - point[0], y - point[1]);
        ok(off < 0.1, `orientation ${orientation}: the light of ${point} is at ${x}, ${y}`);
        const at = 3 * (point[1] * SIZE + point[0]);
        COLOUR.forEach((value, i) => ok(Math.abs(chip[at + i] - value) < 4, `${chip.slice(at, at + 3)}`));
      }
      ok(chip[0] < 1);
    }
  });
}

Deno.test("align leaves black what lies outside of the photo", () => {
  for (const scale of [1, 4]) {
    const white = storedAs(plain(60 * scale, 150 * scale, [255, 255, 255]), 1);
    const upright = TEMPLATE.map(([x, y]) => [x * scale, y * scale]) as unknown as Landmarks;
    const chip = align(white, upright, TEMPLATE, SIZE), row = 3 * SIZE * 50;
    ok(Math.abs(chip[row + 3 * 20] - 255) < 1e-3 && chip[row + 3 * 100] === 0);
    const far = upright.map(([x, y]) => [x - 5000, y]) as unknown as Landmarks;
    ok(align(white, far, TEMPLATE, SIZE).every((value) => value === 0));
  }
});
