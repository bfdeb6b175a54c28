import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { decodeProposals, type ProposalLevel } from "../../../src/faces/proposals.ts";
import { readManifest } from "../../../src/faces/pack.ts";

const settings = readManifest(new URL("../../../models/", import.meta.url)).proposals!;
const logit = (score: number) => Math.log(score / (1 - score));

/** A level of the network's output: `score` at (column, row) for anchor number `k`, moved by `regression`. */
function level(
  [columns, rows]: [number, number],
  anchors: number[],
  planted: { k: number; column: number; row: number; score: number; regression?: number[] }[],
): ProposalLevel {
  const cells = columns * rows, values = new Float32Array(5 * anchors.length * cells);
  values.fill(logit(0.001), 0, anchors.length * cells);
  for (const { k, column, row, score, regression = [0, 0, 0, 0] } of planted) {
    const cell = row * columns + column;
    values[k * cells + cell] = logit(score);
    regression.forEach((value, map) => values[(anchors.length + 4 * k + map) * cells + cell] = value);
  }
  return { columns, rows, stride: 8, anchors, values };
}

const close = (actual: number[], expected: number[]) =>
  actual.forEach((value, i) => ok(Math.abs(value - expected[i]) < 1e-4, `${actual} is not ${expected}`));

Deno.test("decodeProposals puts an anchor at the middle of its cell", () => {
  const [one, ...more] = decodeProposals(
    [level([4, 3], [10, 16], [{ k: 1, column: 2, row: 1, score: 0.75 }])],
    settings,
  );
  close([...Object.values(one.box), one.score], [20 - 8, 12 - 8, 16, 16, 0.75]);
  strictEqual(more.length, 0);
});

Deno.test("decodeProposals moves and grows an anchor by the network's numbers and the variances", () => {
  const regression = [1, -2, Math.log(2) / 0.2, Math.log(3) / 0.2];
  const [{ box }] = decodeProposals(
    [level([4, 3], [10], [{ k: 0, column: 0, row: 0, score: 0.5, regression }])],
    { ...settings, variances: [0.1, 0.2] },
  );
  // Middle at 4 + 1 * .1 * 10 and 4 - 2 * .1 * 10; 20 wide, 30 high.
  close(Object.values(box), [5 - 10, 2 - 15, 20, 30]);
});

Deno.test("decodeProposals gathers all levels, best first, without weak and doubled ones", () => {
  const fine = level([8, 8], [10, 11], [
    { k: 0, column: 1, row: 1, score: 0.5 },
    { k: 1, column: 1, row: 1, score: 0.75 },
    { k: 0, column: 7, row: 7, score: 0.0625 },
  ]);
  const coarse = { ...level([4, 4], [32], [{ k: 0, column: 3, row: 3, score: 0.875 }]), stride: 16 };
  const found = decodeProposals([fine, coarse], settings);
  deepStrictEqual(found.map(({ box, score }) => [box.width, Math.round(score * 1e4) / 1e4]), [[32, 0.875], [
    11,
    0.75,
  ]]);
});

Deno.test("decodeProposals looks at the 2,000 strongest only", () => {
  const side = 60, planted = [];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      planted.push({ k: 0, column, row, score: 0.2 + 0.7 * (row * side + column) / side ** 2 });
    }
  }
  // Small anchors in cells of 8 pixels don't overlap: nothing else leaves any out.
  const found = decodeProposals([level([side, side], [4], planted)], settings);
  strictEqual(found.length, 2000);
  ok(found.every(({ score }) => score > 0.2 + 0.7 * (side ** 2 - 2001) / side ** 2));
});
