import { ok } from "node:assert";
import type { Box, Quality } from "../../../../src/faces/face.ts";
import { isClear } from "../../../../src/matching/clustering/clear_face.ts";

const PHOTO = { width: 1000, height: 800 };
function clear(
  { quality = {}, box = {}, score = 0.9 }: { quality?: Partial<Quality>; box?: Partial<Box>; score?: number },
) {
  return isClear(
    {
      box: { x: 100, y: 100, width: 80, height: 100, ...box },
      quality: { sharpness: 120, yaw: 0, size: 80, ...quality },
      score,
    },
    PHOTO,
    0.5,
  );
}

Deno.test("a sharp face from the front is clear, and so is one that is turned a little", () => {
  ok(clear({}));
  ok(clear({ quality: { yaw: -40 } }));
});

Deno.test("what is blurred, turned away or hardly taken for a face is not", () => {
  ok(!clear({ quality: { sharpness: 10 } }));
  ok(!clear({ quality: { yaw: 60 } }) && !clear({ quality: { yaw: -60 } }));
  ok(!clear({ score: 0.7 }));
});

Deno.test("what the photo's edge cuts off is not", () => {
  for (const box of [{ x: 1 }, { y: -5 }, { x: 920 }, { y: 700 }]) ok(!clear({ box }), JSON.stringify(box));
});
