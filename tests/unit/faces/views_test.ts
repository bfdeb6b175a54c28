import { deepStrictEqual, ok } from "node:assert";
import fc from "fast-check";
import { EFFORTS } from "../../../src/faces/effort.ts";
import { planViews } from "../../../src/faces/views.ts";

const PASSES = [1280, 480] as const;

Deno.test("planViews has small faces proposed at three quarters of the photo, and at all of it in a thorough look", () => {
  deepStrictEqual(planViews(1280, PASSES, "normal"), { large: 1280, proposed: 960, overview: 480 });
  deepStrictEqual(planViews(1280, PASSES, "thorough"), { large: 1280, proposed: 1280, overview: 480 });
  deepStrictEqual(planViews(1280, PASSES, "quick"), { large: 1280, proposed: null, overview: 480 });
  deepStrictEqual(planViews(4000, PASSES, "normal"), { large: 1280, proposed: 1280, overview: 480 });
  deepStrictEqual(planViews(512, PASSES, "normal"), { large: 512, proposed: null, overview: 480 });
  deepStrictEqual(planViews(100, PASSES, "normal"), { large: 256, proposed: null, overview: 256 });
});

Deno.test("planViews makes no view from a smaller one, and enlarges none of a photo of some size", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 30_000 }),
    fc.tuple(fc.integer({ min: 320, max: 2000 }), fc.integer({ min: 64, max: 320 })),
    fc.constantFrom(...EFFORTS),
    (side, passes, effort) => {
      const { large, proposed, overview } = planViews(side, passes, effort);
      ok(large >= (proposed ?? large) && (proposed ?? large) >= overview && large <= Math.max(side, 256));
    },
  ));
});

Deno.test("planViews gives the overview its own size where three quarters of the photo would be less", () => {
  deepStrictEqual(planViews(560, PASSES, "normal"), { large: 560, proposed: 480, overview: 480 });
});
