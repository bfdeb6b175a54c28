import { ok } from "node:assert";
import { fitLogistic, sigmoid } from "../../../../src/matching/calibration/logistic.ts";
import { Random } from "../../../random.ts";

Deno.test("fitLogistic finds the log-odds of two normal distributions, which are a straight line", () => {
  const random = new Random(3), sigma = 0.1, [high, low] = [0.3, -0.1], weight = 0.05;
  const around = (mean: number) =>
    Float32Array.from({ length: 40_000 }, () => mean + sigma * random.normal());
  const { intercept, slope } = fitLogistic(
    { values: around(high), weight },
    { values: around(low), weight: 1 - weight },
  );
  const expected = (high - low) / sigma ** 2;
  ok(Math.abs(slope / expected - 1) < 0.05, `${slope} for ${expected}`);
  const middle = Math.log(weight / (1 - weight)) - (high ** 2 - low ** 2) / (2 * sigma ** 2);
  ok(Math.abs(intercept - middle) < 0.2, `${intercept} for ${middle}`);
});

Deno.test("fitLogistic of kinds that don't overlap is finite, and tells them apart", () => {
  const { intercept, slope } = fitLogistic(
    { values: Float32Array.of(0.5, 0.6, 0.7), weight: 0.5 },
    { values: Float32Array.of(-0.5, -0.6, -0.7), weight: 0.5 },
  );
  ok(Number.isFinite(slope) && slope > 1 && Math.abs(intercept) < 0.1);
  ok(sigmoid(intercept + slope * 0.6) > 0.7 && sigmoid(intercept - slope * 0.6) < 0.3);
});
