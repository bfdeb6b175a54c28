import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { type Orientation, uprightToStored } from "../../../src/photos/orientation.ts";
import { resize, turnUpright } from "../../../src/photos/resize.ts";

const sides = fc.integer({ min: 1, max: 70 });
const picture = (width: number, height: number) => ({
  width,
  height,
  data: Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 7919 + (i >> 3) * 31) & 255),
});

Deno.test("where it shrinks, each pixel is the mean of the area that it covers", () => {
  fc.assert(
    fc.property(sides, sides, sides, sides, (a, b, c, d) => {
      const source = picture(Math.max(a, b), Math.max(c, d)), width = Math.min(a, b), height = Math.min(c, d);
      const { data } = resize(source, width, height);
      const covered = (i: number, s: number, ratio: number) =>
        Math.max(0, Math.min(s + 1, (i + 1) * ratio) - Math.max(s, i * ratio));
      const rx = source.width / width, ry = source.height / height;
      for (let i = 0; i < data.length; i++) {
        const x = Math.floor(i / 3) % width, y = Math.floor(i / 3 / width);
        let sum = 0;
        for (let sy = 0; sy < source.height; sy++) {
          for (let sx = 0; sx < source.width; sx++) {
            const part = covered(x, sx, rx) * covered(y, sy, ry);
            sum += part * source.data[3 * (sy * source.width + sx) + i % 3];
          }
        }
        ok(Math.abs(data[i] - sum / rx / ry) < 0.51, `pixel ${x},${y}: ${data[i]}, not ${sum / rx / ry}`);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("where it grows, pixels lie on the line between their neighbours", () => {
  const source = { width: 2, height: 1, data: Uint8Array.of(0, 0, 0, 100, 200, 40) };
  deepStrictEqual([...resize(source, 4, 1).data], [0, 0, 0, 25, 50, 10, 75, 150, 30, 100, 200, 40]);
});

Deno.test("a picture of one colour keeps it at every size, black and white too", () => {
  fc.assert(fc.property(sides, sides, sides, sides, fc.integer({ min: 0, max: 255 }), (a, b, c, d, value) => {
    const { data } = resize({ width: a, height: b, data: new Uint8Array(3 * a * b).fill(value) }, c, d);
    strictEqual(data.length, 3 * c * d);
    ok(data.every((one) => one === value));
  }));
});

Deno.test("results outlive the next call", () => {
  const first = resize(picture(9, 9), 3, 3), before = [...first.data];
  resize(picture(40, 40), 20, 20);
  deepStrictEqual([...first.data], before);
});

Deno.test("each upright pixel is the stored one at its place", () => {
  const orientations = fc.integer({ min: 1, max: 8 }) as fc.Arbitrary<Orientation>;
  fc.assert(fc.property(sides, sides, orientations, (width, height, orientation) => {
    const source = picture(width, height), upright = turnUpright(source, orientation);
    const { a, b, c, d, e, f } = uprightToStored(width, height, orientation);
    strictEqual(upright.data.length, source.data.length);
    for (let i = 0; i < upright.data.length; i++) {
      const x = Math.floor(i / 3) % upright.width + 0.5, y = Math.floor(i / 3 / upright.width) + 0.5;
      const sx = Math.floor(a * x + b * y + c), sy = Math.floor(d * x + e * y + f);
      strictEqual(upright.data[i], source.data[3 * (sy * width + sx) + i % 3]);
    }
  }));
});
