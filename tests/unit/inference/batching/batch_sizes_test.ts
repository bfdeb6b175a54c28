import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { BATCH_SIZES, planBatch, smallerBatch } from "../../../../src/inference/batching/batch_sizes.ts";

/** Pixels of a run, as batch_sizes.ts has it. */
const MOST_PIXELS = 4e6;

const waiting = fc.integer({ min: 1, max: 500 }), pixels = fc.integer({ min: 1, max: 3e7 });
const most = fc.constantFrom(...BATCH_SIZES);

Deno.test("a batch has one of few sizes, no more pictures than wait, and one at least", () => {
  fc.assert(fc.property(waiting, pixels, most, (waiting, pixels, most) => {
    const { take, size } = planBatch(waiting, pixels, most);
    ok(BATCH_SIZES.some((one) => one === size));
    ok(take >= 1 && take <= waiting && take <= size);
  }));
});

Deno.test("a batch stays within what it may hold, but for a single picture", () => {
  fc.assert(fc.property(waiting, pixels, most, (waiting, pixels, most) => {
    const { size } = planBatch(waiting, pixels, most);
    ok(size === 1 || size <= most && size * pixels <= MOST_PIXELS);
  }));
});

Deno.test("less than half of a batch is black", () => {
  fc.assert(fc.property(waiting, pixels, most, (waiting, pixels, most) => {
    const { take, size } = planBatch(waiting, pixels, most);
    ok(take > size / 2);
  }));
});

Deno.test("all who wait are served, in as few batches as single ones or fewer", () => {
  fc.assert(fc.property(waiting, pixels, most, (waiting, pixels, most) => {
    let left = waiting, batches = 0;
    for (; left > 0; batches++) left -= planBatch(left, pixels, most).take;
    strictEqual(left, 0);
    ok(batches <= waiting);
  }));
});

Deno.test("faces fill large batches, photos none", () => {
  const face = 112 ** 2, photo = 1280 * 1024;
  deepStrictEqual(planBatch(64, face, 64), { take: 64, size: 64 });
  deepStrictEqual(planBatch(33, face, 64), { take: 33, size: 64 });
  deepStrictEqual(planBatch(32, face, 64), { take: 16, size: 16 });
  deepStrictEqual(planBatch(3, face, 64), { take: 3, size: 4 });
  deepStrictEqual(planBatch(2, face, 64), { take: 1, size: 1 });
  deepStrictEqual(planBatch(64, face, 4), { take: 4, size: 4 });
  deepStrictEqual(planBatch(64, photo, 64), { take: 1, size: 1 });
});

Deno.test("what fails is tried with the next smaller size, down to none", () => {
  deepStrictEqual(BATCH_SIZES.map(smallerBatch), [0, 1, 4, 16]);
});
