import { deepStrictEqual, ok } from "node:assert";
import fc from "fast-check";
import { assign } from "../../../../src/matching/decision/assignment.ts";

type Gains = (number | null)[][];

const total = (gains: Gains, columnOf: (number | null)[]) =>
  columnOf.reduce<number>((sum, column, row) => sum + (column === null ? 0 : gains[row][column]!), 0);

/** The largest sum of gains there is, by trying everything. */
function best(gains: Gains, row = 0, taken: readonly number[] = []): number {
  if (row === gains.length) return 0;
  const alone = best(gains, row + 1, taken);
  return gains[row].reduce<number>(
    (most, gain, column) =>
      gain === null || taken.includes(column)
        ? most
        : Math.max(most, gain + best(gains, row + 1, [...taken, column])),
    alone,
  );
}

/** Few different numbers, so that many gains are equal. */
const gain = fc.option(
  fc.oneof(fc.integer({ min: -2, max: 3 }), fc.double({ min: -1, max: 1, noNaN: true })),
);
const matrix = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })).chain((
  [rows, columns],
) =>
  fc.array(fc.array(gain, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows })
);

Deno.test("assign's pairs bring as much as any, no column is taken twice, and no pair is forbidden", () => {
  fc.assert(
    fc.property(matrix, (gains) => {
      const columnOf = assign(gains), taken = columnOf.filter((column) => column !== null);
      deepStrictEqual([columnOf.length, new Set(taken).size], [gains.length, taken.length]);
      columnOf.forEach((column, row) => ok(column === null || gains[row][column] !== null));
      ok(Math.abs(total(gains, columnOf) - best(gains)) < 1e-9);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("assign gives way to whoever gains more by it", () => {
  deepStrictEqual(assign([[0.4, 0.35], [0.3, null]]), [1, 0]);
  deepStrictEqual(assign([[0.4, 0.05], [0.3, null]]), [0, null]);
});

Deno.test("assign pairs nobody where that would bring less than nothing, and nothing with nothing", () => {
  deepStrictEqual(assign([[-0.1, null]]), [null]);
  deepStrictEqual(assign([]), []);
  deepStrictEqual(assign([[], []]), [null, null]);
});

Deno.test("assign pairs a crowd with many people", () => {
  const size = 60,
    gains = Array.from(
      { length: size },
      (_, row) => Array.from({ length: size }, (_, column) => column === (row * 7) % size ? 1 : 0.999),
    );
  deepStrictEqual(assign(gains), gains.map((_, row) => (row * 7) % size));
});
