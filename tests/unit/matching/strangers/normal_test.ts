import { ok } from "node:assert";
import fc from "fast-check";
import { tailBegins, upperTail } from "../../../../src/matching/strangers/normal.ts";

/** Values of the standard normal distribution, as tables print them. */
const KNOWN: [number, number][] = [
  [-1, 0.8413447461],
  [0, 0.5],
  [1, 0.1586552539],
  [1.959963985, 0.025],
  [3, 0.001349898032],
  [5, 2.866515719e-7],
  [8, 6.220960574e-16],
];

Deno.test("upperTail gives what the tables say, far out too", () => {
  for (const [x, share] of KNOWN) ok(Math.abs(upperTail(x) / share - 1) < 2e-7, `${x}: ${upperTail(x)}`);
});

Deno.test("tailBegins is where upperTail has that share", () => {
  fc.assert(fc.property(fc.double({ min: -12, max: -1e-6, noNaN: true }), (exponent) => {
    const share = 10 ** exponent;
    ok(Math.abs(upperTail(tailBegins(share)) / share - 1) < 1e-6);
  }));
});
