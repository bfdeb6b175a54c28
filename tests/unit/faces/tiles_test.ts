import { deepStrictEqual, ok } from "node:assert";
import fc from "fast-check";
import { planTiles } from "../../../src/faces/tiles.ts";

Deno.test("planTiles leaves photos of usual sizes and shapes whole", () => {
  for (
    const [width, height] of [[4000, 3000], [6000, 4000], [3000, 4000], [4000, 1800], [8192, 5464], [
      100,
      100,
    ]]
  ) {
    deepStrictEqual(planTiles(width, height, 1), []);
  }
  deepStrictEqual(planTiles(4096, 2732, 0.5), []);
});

Deno.test("planTiles cuts panoramas, whichever way they lie, and very large photos", () => {
  const panorama = planTiles(20_000, 4000, 1), tall = planTiles(4000, 20_000, 1);
  ok(panorama.length >= 4 && panorama.length <= 8, `${panorama.length}`);
  const turned = tall.map(({ left, top, right, bottom }) => ({
    left: top,
    top: left,
    right: bottom,
    bottom: right,
  }));
  deepStrictEqual(turned, panorama);
  ok(planTiles(6000, 4200, 0.5).length >= 4);
});

Deno.test("planTiles covers every place with a margin for faces, in a bounded number of tiles", () => {
  const side = fc.integer({ min: 1, max: 40_000 }), scale = fc.constantFrom(1, 0.5, 0.25, 0.125);
  fc.assert(
    fc.property(side, side, scale, fc.double({ min: 0, max: 1, noNaN: true }), (width, height, scale, at) => {
      const tiles = planTiles(width, height, scale);
      if (tiles.length === 0) return true;
      const short = Math.min(width, height);
      // A face of a fifth of the shorter side (of what a tile may have of it), anywhere.
      const face = 0.2 * Math.min(short, 5000 * scale);
      const x = at * (width - face), y = (1 - at) * (height - face);
      const shown = tiles.some(({ left, top, right, bottom }) =>
        left <= x && top <= y && right >= x + face - 1 && bottom >= y + face - 1
      );
      const inside = tiles.every(({ left, top, right, bottom }) =>
        left >= 0 && top >= 0 && right <= width && bottom <= height && right > left && bottom > top
      );
      return shown && inside && tiles.length <= 32;
    }),
  );
});
