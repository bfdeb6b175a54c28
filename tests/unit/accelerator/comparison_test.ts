import { deepStrictEqual, strictEqual } from "node:assert";
import type { Event } from "../../../src/output/events.ts";
import { compare, type Comparison, isSame } from "../../accelerator/comparison.ts";

/** As much of a photo's event as is compared. */
const photo = (path: string, people: string[], ...similarities: (number | null)[]) =>
  ({
    type: people.length > 0 ? "match" : "photo",
    path,
    people,
    faces: similarities.map((similarity) => ({ similarity })),
  }) as unknown as Event;

const ONE = [photo("a", ["Ann", "Bob"], 0.8, 0.7), photo("b", [], 0.2), photo("c", []), photo("d", [], null)];

Deno.test("scans that found the same are the same, whatever the order of photos and people", () => {
  const other = [
    photo("b", [], 0.203),
    photo("a", ["Bob", "Ann"], 0.799, 0.7),
    photo("d", [], null),
    photo("c", []),
  ];
  const comparison = compare(ONE, other);
  strictEqual(isSame(comparison), true);
  deepStrictEqual([comparison.photos, comparison.faces, comparison.matches], [4, 4, 1]);
  strictEqual(comparison.largest.toFixed(3), "0.003");
});

Deno.test("what differs is named", () => {
  const compared = (...other: Event[]) => compare(ONE, other);
  const [a, b, c, d] = ONE;
  for (
    const [comparison, what] of [
      [compared(a, b, c), { missing: ["d"] }],
      [compared(a, b, c, d, photo("e", [])), { missing: ["e"] }],
      [compared(photo("a", ["Ann"], 0.8, 0.7), b, c, d), { otherPeople: ["a"] }],
      [compared(a, b, photo("c", [], 0.1), d), { otherFaces: ["c"] }],
      [compared(a, photo("b", [], 0.206), c, d), {}],
    ] as const
  ) {
    const { missing, otherPeople, otherFaces } = comparison;
    const nothing: Partial<Comparison> = { missing: [], otherPeople: [], otherFaces: [] };
    deepStrictEqual({ missing, otherPeople, otherFaces }, { ...nothing, ...what });
    strictEqual(isSame(comparison), false);
  }
  strictEqual(isSame(compare([], [])), false);
});
