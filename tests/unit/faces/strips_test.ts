import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { planStrips, STRIP_OVERLAP } from "../../../src/faces/strips.ts";

Deno.test("a small photo is one strip", () => {
  deepStrictEqual(planStrips(1600, 900), [{ left: 0, top: 0, right: 1600, bottom: 900 }]);
});

Deno.test("strips cover a photo of any size without a gap, and share the rows of a face", () => {
  const side = fc.integer({ min: 1, max: 30_000 });
  fc.assert(fc.property(side, side, (width, height) => {
    const strips = planStrips(width, height);
    strictEqual(strips[0].top, 0);
    strictEqual(strips.at(-1)!.bottom, height);
    for (const [i, { left, top, right, bottom }] of strips.entries()) {
      ok(left === 0 && right === width && bottom > top);
      ok((bottom - top) * width <= Math.max(1.5e6, 2 * STRIP_OVERLAP * width));
      if (i > 0) strictEqual(strips[i - 1].bottom - top, STRIP_OVERLAP);
    }
  }));
});
