import { deepStrictEqual, ok, throws } from "node:assert";
import fc from "fast-check";
import {
  decodeStrangers,
  encodeStrangers,
  shareAbove,
} from "../../../../src/matching/strangers/strangers.ts";

const numbers = fc.float32Array({ minLength: 3, maxLength: 3, noNaN: true });

Deno.test("decodeStrangers reads back what encodeStrangers wrote, to the last bit", () => {
  fc.assert(fc.property(numbers, numbers, fc.array(numbers), (mean, rest, axes) => {
    const model = { mean, rest, axes, tail: { intercept: 0.1, slope: 0.9 } };
    deepStrictEqual(decodeStrangers(encodeStrangers(model), 3, model.tail), model);
  }));
});

Deno.test("decodeStrangers refuses bytes of another dimension, and too few", () => {
  const tail = { intercept: 0, slope: 1 };
  throws(
    () => decodeStrangers(new Uint8Array(25), 3, tail),
    /25 bytes are no model of embeddings of 3 numbers/,
  );
  throws(() => decodeStrangers(new Uint8Array(12), 3, tail), /expected a mean, a rest and axes/);
});

Deno.test("shareAbove is the normal distribution's on its own line, and heavier where the line is flatter", () => {
  ok(Math.abs(shareAbove({ intercept: 0, slope: 1 }, 3) - 0.001349898) < 1e-9);
  ok(shareAbove({ intercept: 0, slope: 0.9 }, 3) > 0.003);
});
