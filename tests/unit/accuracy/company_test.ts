import { deepStrictEqual } from "node:assert";
import { judgeCompany } from "../../accuracy/company.ts";
import { total } from "../../accuracy/statistics.ts";

const faces = (owner: string, ...groups: (string | null)[]) => groups.map((group) => ({ owner, group }));

function totals(...people: ReturnType<typeof faces>[]) {
  const company = judgeCompany(people.flat());
  return Object.fromEntries(
    Object.entries(company).map(([figure, counts]) => {
      const { hits, of } = total(counts);
      return [figure, [Math.round(1000 * hits) / 1000, of]];
    }),
  );
}

Deno.test("everybody in a group of their own, and who is there once alone, is without fault", () => {
  deepStrictEqual(totals(faces("Ann", "1", "1", "1"), faces("Bob", "2", "2"), faces("Cem", null)), {
    pairPrecision: [8, 8],
    pairRecall: [8, 8],
    bCubedPrecision: [6, 6],
    bCubedRecall: [6, 6],
    alone: [0, 5],
    mistaken: [0, 1],
  });
});

Deno.test("two people in one group cost precision, a split person and faces left alone cost recall", () => {
  deepStrictEqual(totals(faces("Ann", "1", "1", "2", null), faces("Bob", "1")), {
    // Of the three in group 1, each has two others.
    pairPrecision: [2, 6],
    pairRecall: [2, 12],
    // Ann's two see 2 of 3, the other two themselves; Bob sees 1 of 3.
    bCubedPrecision: [3.667, 5],
    bCubedRecall: [(2 + 2 + 1 + 1) / 4 + 1, 5],
    // A group of one is alone too.
    alone: [2, 4],
    mistaken: [1, 1],
  });
});

Deno.test("a group of a person and nobody who is known is no fault", () => {
  deepStrictEqual(totals(faces("Ann", "1")).mistaken, [0, 1]);
});
