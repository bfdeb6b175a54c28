import { deepStrictEqual, strictEqual } from "node:assert";
import fc from "fast-check";
import {
  type Orientation,
  QUARTER_TURN,
  storedToUpright,
  toOrientation,
  uprightSize,
  uprightToStored,
} from "../../../src/photos/orientation.ts";
import { turnUpright } from "../../../src/photos/resize.ts";

const orientations: Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];

/** Where the stored pixels of a 2 x 3 picture (numbered row by row) lie in the upright one; EXIF 2.32, 4.6.5.1. */
const UPRIGHT: Record<Orientation, number[][]> = {
  1: [[0, 1], [2, 3], [4, 5]],
  2: [[1, 0], [3, 2], [5, 4]],
  3: [[5, 4], [3, 2], [1, 0]],
  4: [[4, 5], [2, 3], [0, 1]],
  5: [[0, 2, 4], [1, 3, 5]],
  6: [[4, 2, 0], [5, 3, 1]],
  7: [[5, 3, 1], [4, 2, 0]],
  8: [[1, 3, 5], [0, 2, 4]],
};

for (const orientation of orientations) {
  Deno.test(`turnUpright turns orientation ${orientation} as EXIF says`, () => {
    const data = Uint8Array.from({ length: 18 }, (_, i) => Math.floor(i / 3));
    const turned = turnUpright({ data, width: 2, height: 3 }, orientation);
    const rows = Array.from(
      { length: turned.height },
      (_, y) => Array.from({ length: turned.width }, (_, x) => turned.data[3 * (y * turned.width + x)]),
    );
    deepStrictEqual(rows, UPRIGHT[orientation]);
  });
}

Deno.test("uprightToStored maps the upright photo onto the stored one", () => {
  fc.assert(fc.property(
    fc.constantFrom(...orientations),
    fc.integer({ min: 1, max: 5000 }),
    fc.integer({ min: 1, max: 5000 }),
    (orientation, width, height) => {
      const upright = uprightSize(width, height, orientation);
      const { a, b, c, d, e, f } = uprightToStored(width, height, orientation);
      const corners = [[0, 0], [upright.width, upright.height]].map((
        [x, y],
      ) => [a * x + b * y + c, d * x + e * y + f]);
      const xs = corners.map(([x]) => x).sort((p, q) => p - q),
        ys = corners.map(([, y]) => y).sort((p, q) => p - q);
      deepStrictEqual([xs, ys], [[0, width], [0, height]]);
    },
  ));
});

Deno.test("storedToUpright undoes uprightToStored", () => {
  const size = fc.integer({ min: 1, max: 5000 });
  fc.assert(fc.property(
    ...[fc.constantFrom(...orientations), size, size, size, size] as const,
    (orientation, width, height, x, y) => {
      const there = uprightToStored(width, height, orientation);
      const back = storedToUpright(width, height, orientation);
      const map = ({ a, b, c, d, e, f }: typeof there, x: number, y: number) =>
        [a * x + b * y + c, d * x + e * y + f] as const;
      deepStrictEqual(map(back, ...map(there, x, y)), [x, y]);
    },
  ));
});

Deno.test("toOrientation takes unknown values for upright", () => {
  for (const value of [0, 9, -1, 1.5, NaN]) strictEqual(toOrientation(value), 1);
  for (const value of orientations) strictEqual(toOrientation(value), value);
});

for (const orientation of orientations) {
  Deno.test(`QUARTER_TURN turns a photo of orientation ${orientation} by 90 degrees clockwise`, () => {
    const stored = { data: Uint8Array.from({ length: 18 }, (_, i) => i), width: 2, height: 3 };
    const upright = turnUpright(stored, orientation);
    // Orientation 6 asks for just that turn.
    deepStrictEqual(turnUpright(stored, QUARTER_TURN[orientation]), turnUpright(upright, 6));
  });
}
