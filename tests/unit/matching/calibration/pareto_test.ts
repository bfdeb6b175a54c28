import { ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { fitPareto, paretoExcess } from "../../../../src/matching/calibration/pareto.ts";
import { spread } from "./samples.ts";

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

Deno.test("fitPareto finds the distribution that values come from", () => {
  fc.assert(
    fc.property(number(-0.5, 0.25), number(0.01, 10), (shape, scale) => {
      const values = spread(5000, (share) => paretoExcess({ shape, scale }, 1 / (1 - share)));
      const found = fitPareto(values);
      ok(Math.abs(found.shape - shape) < 0.03, `${found.shape} for ${shape}`);
      ok(Math.abs(found.scale / scale - 1) < 0.03, `${found.scale} for ${scale}`);
    }),
    { numRuns: 30 },
  );
});

Deno.test("fitPareto takes values in any order", () => {
  strictEqual(fitPareto([3, 1, 2]).scale, fitPareto([1, 2, 3]).scale);
});

Deno.test("paretoExcess is 0 for all, the logarithm for shape 0, and bounded for shapes below 0", () => {
  strictEqual(paretoExcess({ shape: 0.1, scale: 2 }, 1), 0);
  ok(Math.abs(paretoExcess({ shape: 0, scale: 2 }, 100) - 2 * Math.log(100)) < 1e-9);
  ok(Math.abs(paretoExcess({ shape: 1e-7, scale: 2 }, 100) - 2 * Math.log(100)) < 1e-4);
  ok(paretoExcess({ shape: -0.5, scale: 2 }, 1e12) < 4);
});
