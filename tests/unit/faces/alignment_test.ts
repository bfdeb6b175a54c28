import { ok } from "node:assert";
import fc from "fast-check";
import { align, leastSquaresSimilarity } from "../../../src/faces/alignment.ts";
import type { Landmarks, Point } from "../../../src/faces/face.ts";
import type { Raster } from "../../../src/photos/raster.ts";

const coordinate = fc.double({ min: -100, max: 100, noNaN: true });

Deno.test("leastSquaresSimilarity recovers the similarity behind two sets of points", () => {
  const points = [[0, 0], [30, 2], [14, 20], [3, 40], [28, 41]] as Point[];
  fc.assert(fc.property(coordinate, coordinate, coordinate, coordinate, (a, b, tx, ty) => {
    const moved = points.map(([x, y]): Point => [a * x - b * y + tx, b * x + a * y + ty]);
    const found = leastSquaresSimilarity(points, moved);
    return [found.a - a, found.b - b, found.tx - tx, found.ty - ty].every((error) => Math.abs(error) < 1e-6);
  }));
});

Deno.test("align puts the landmarks on the template, enlarging or shrinking", () => {
  const template: Point[] = [[38, 52], [74, 52], [56, 72], [42, 92], [71, 92]];
  for (const scale of [0.5, 1, 5]) {
    const side = Math.ceil(150 * scale), raster = blank(side);
    const points = template.map(([x, y]): Point => [(x + 12) * scale, (y + 9) * scale]);
    points.forEach(([x, y]) => dot(raster, x, y, 3 * scale));
    const chip = align(raster, points as unknown as Landmarks, template, 112);
    for (const [x, y] of template) ok(chip[3 * (y * 112 + x)] > 200, `scale ${scale}: dark at ${x}, ${y}`);
    ok(chip[0] < 10);
  }
});

function blank(side: number): Raster {
  const data = new Uint8Array(3 * side * side);
  return {
    data,
    width: side,
    height: side,
    orientation: 1,
    scale: 1,
    full: { width: side, height: side },
    damage: null,
  };
}

function dot({ data, width }: Raster, x: number, y: number, radius: number) {
  for (let v = Math.floor(y - radius); v <= y + radius; v++) {
    for (let u = Math.floor(x - radius); u <= x + radius; u++) {
      data.fill(255, 3 * (v * width + u), 3 * (v * width + u) + 3);
    }
  }
}
