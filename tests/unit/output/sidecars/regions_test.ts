import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { regionsOf } from "../../../../src/output/sidecars/regions.ts";
import { type Orientation, storedToUpright } from "../../../../src/photos/orientation.ts";

const face = (x: number, y: number, width: number, height: number, person: string | null = "Ann") => ({
  box: { x, y, width, height },
  person,
});
/** A face near the top left corner of an upright photo of 400 x 200, higher than wide. */
const photo = { width: 400, height: 200, faces: [face(40, 20, 40, 60)] };

/** Middle, width and height in the stored photo: by hand, from the table of EXIF 2.32, 4.6.5.1. */
const STORED: [Orientation, number[], number[]][] = [
  [1, [400, 200], [.15, .25, .1, .3]],
  [2, [400, 200], [.85, .25, .1, .3]],
  [3, [400, 200], [.85, .75, .1, .3]],
  [4, [400, 200], [.15, .75, .1, .3]],
  [5, [200, 400], [.25, .15, .3, .1]],
  [6, [200, 400], [.25, .85, .3, .1]],
  [7, [200, 400], [.75, .85, .3, .1]],
  [8, [200, 400], [.75, .15, .3, .1]],
];
for (const [orientation, size, expected] of STORED) {
  Deno.test(`regionsOf lays boxes on the stored photo, orientation ${orientation}`, () => {
    const { width, height, list } = regionsOf(photo, orientation), [region] = list;
    deepStrictEqual([width, height], size);
    const rounded = [region.x, region.y, region.width, region.height].map((n) => Math.round(n * 1e9) / 1e9);
    deepStrictEqual([region.name, ...rounded], ["Ann", ...expected]);
  });
}

Deno.test("regionsOf names those who were found only, and ends boxes at the photo's edge", () => {
  const faces = [face(-50, 150, 100, 100), face(0, 0, 9, 9, null), face(-20, 0, 10, 10, "Bob")];
  deepStrictEqual(regionsOf({ ...photo, faces }, 1).list, [
    { name: "Ann", x: .0625, y: .875, width: .125, height: .25 },
  ]);
});

Deno.test("turned upright again, regions are the boxes", () => {
  const orientation = fc.integer({ min: 1, max: 8 }) as fc.Arbitrary<Orientation>;
  const side = fc.integer({ min: 20, max: 9000 }), part = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(fc.property(orientation, side, side, part, part, part, part, (orientation, w, h, a, b, c, d) => {
    const box = { x: a * w * .89, y: b * h * .89, width: c * w * .1 + 1e-3, height: d * h * .1 + 1e-3 };
    const { width, height, list: [region] } = regionsOf(
      { width: w, height: h, faces: [{ box, person: "Ann" }] },
      orientation,
    );
    const map = storedToUpright(width, height, orientation);
    const x = map.a * region.x * width + map.b * region.y * height + map.c;
    const y = map.d * region.x * width + map.e * region.y * height + map.f;
    ok(Math.abs(x - (box.x + box.width / 2)) < 1e-6 * w && Math.abs(y - (box.y + box.height / 2)) < 1e-6 * h);
    const area = region.width * width * region.height * height;
    strictEqual(Math.abs(area - box.width * box.height) < 1e-6 * w * h, true);
  }));
});
