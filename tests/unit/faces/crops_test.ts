import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { CROP_SIDE, findSeeds, planCrops, wellSeen } from "../../../src/faces/crops.ts";
import type { Box, Detection, Landmarks } from "../../../src/faces/face.ts";

const square = (x: number, y: number, side: number): Box => ({ x, y, width: side, height: side });
const nowhere: Landmarks = [[0, 0], [0, 0], [0, 0], [0, 0], [0, 0]];
const face = (box: Box, score = 0.9): Detection => ({ box, landmarks: nowhere, score });
const proposal = (box: Box) => ({ box, score: 0.5 });

const seeds = fc.array(
  fc.record({
    x: fc.integer({ min: 0, max: 4000 }),
    y: fc.integer({ min: 0, max: 3000 }),
    width: fc.double({ min: 4, max: 300, noNaN: true }),
    height: fc.double({ min: 4, max: 300, noNaN: true }),
  }),
  { maxLength: 60 },
);

Deno.test("planCrops shows every seed whole in some crop, at a size that suits the detector", () => {
  fc.assert(fc.property(seeds, (boxes) => {
    const crops = planCrops(boxes);
    for (const { x, y, width, height } of boxes) {
      const shown = crops.some((crop) => {
        const half = CROP_SIDE / crop.scale / 2, size = Math.max(width, height) * crop.scale;
        return x >= crop.x - half && x + width <= crop.x + half && y >= crop.y - half &&
          y + height <= crop.y + half && size <= CROP_SIDE && (size >= 30 || crop.scale === 2);
      });
      ok(shown, JSON.stringify({ x, y, width, height }));
    }
  }));
});

Deno.test("planCrops never makes more crops than seeds, nor enlarges more than twice", () => {
  fc.assert(fc.property(seeds, (boxes) => {
    const crops = planCrops(boxes);
    return crops.length <= boxes.length && crops.every(({ scale }) => scale > 0 && scale <= 2);
  }));
});

Deno.test("planCrops shows neighbours in one crop and far ones in two", () => {
  strictEqual(planCrops([square(100, 100, 20), square(108, 100, 20)]).length, 1);
  strictEqual(planCrops([square(100, 100, 20), square(400, 100, 20)]).length, 2);
  // Side by side, but of sizes that no one scale suits.
  strictEqual(planCrops([square(100, 100, 40), square(100, 100, 160)]).length, 2);
});

Deno.test("findSeeds leaves faces alone that the overview sees well, and what lies in them", () => {
  const settled = face(square(100, 100, 80));
  deepStrictEqual(findSeeds([settled], [proposal(square(110, 110, 60))], 0.5, 0.5), []);
  deepStrictEqual(wellSeen([settled], 0.5, 0.5), [settled]);
  deepStrictEqual(wellSeen([settled], 0.3, 0.5), []);
  deepStrictEqual(wellSeen([settled], 0.5, 0.95), []);
});

Deno.test("findSeeds takes small detections, doubtful ones too, and proposals elsewhere", () => {
  const small = face(square(100, 100, 40)), doubtful = face(square(500, 100, 40), 0.25);
  const again = proposal(square(102, 100, 40)), missed = proposal(square(900, 500, 30));
  deepStrictEqual(findSeeds([small, doubtful], [again, missed], 0.25, 0.5), [
    small.box,
    doubtful.box,
    missed.box,
  ]);
});

Deno.test("findSeeds leaves out noise, and proposals that the overview sees by itself", () => {
  const noise = face(square(100, 100, 10)), large = proposal(square(300, 300, 200));
  deepStrictEqual(findSeeds([noise], [large], 0.4, 0.5), []);
});
