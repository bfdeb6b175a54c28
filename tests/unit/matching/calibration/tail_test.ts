import { ok, strictEqual } from "node:assert";
import { Tail } from "../../../../src/matching/calibration/tail.ts";
import { spread } from "./samples.ts";

/** Exponential: what a share of `rate` goes beyond is -ln(rate) / 20. */
const exponential = spread(200_000, (share) => -Math.log(1 - share) / 20);

Deno.test("reachedBy counts where there are enough values, and goes on where there are none", () => {
  const tail = new Tail(exponential);
  for (const rate of [0.5, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6]) {
    const expected = -Math.log(rate) / 20;
    ok(Math.abs(tail.reachedBy(rate) - expected) < 0.03 * expected, `${rate}: ${tail.reachedBy(rate)}`);
  }
  strictEqual(tail.reachedBy(1), exponential[0]);
});

Deno.test("reachedBy rises as the rate falls, whatever the shape, and without a jump where counting ends", () => {
  const tail = new Tail(exponential);
  for (const shape of [-0.4, 0, 0.2]) {
    let before = -Infinity;
    for (let rate = 0.01; rate > 1e-7; rate *= 0.8) {
      const value = tail.reachedBy(rate, shape);
      ok(value >= before && value - before < 0.1 || before === -Infinity, `${shape} ${rate}`);
      before = value;
    }
  }
});

Deno.test("shape is negative for values that have an end", () => {
  ok(new Tail(spread(200_000, (share) => share)).shape < -0.8);
  ok(Math.abs(new Tail(exponential).shape) < 0.1);
});
