import { deepStrictEqual } from "node:assert";
import fc from "fast-check";
import { NeighbourLists } from "../../../../src/matching/clustering/neighbour_lists.ts";

const COUNT = 12, MOST = 3;
type Pair = [one: number, other: number, similarity: number];

function listsOf(pairs: readonly Pair[]): [number, number][][] {
  const lists = new NeighbourLists(COUNT, MOST);
  pairs.forEach((pair) => lists.add(...pair));
  return Array.from(
    { length: COUNT },
    (_, of) =>
      Array.from(
        { length: lists.size(of) },
        (_, place) => [lists.neighbour(of, place), lists.similarity(of, place)],
      ),
  );
}

/** Pairs with a similarity of one digit, so that many are equally alike. */
const somePairs = fc.uniqueArray(
  fc.tuple(fc.nat(COUNT - 1), fc.nat(COUNT - 1), fc.nat(8).map((tenths) => tenths / 8)).filter(([a, b]) =>
    a < b
  ),
  { selector: ([a, b]) => `${a} ${b}` },
);

Deno.test("of each, the most alike are kept in their order; of equally alike ones the first", () => {
  fc.assert(fc.property(somePairs, (pairs) => {
    const expected = Array.from({ length: COUNT }, (_, of) =>
      pairs.filter(([a, b]) => a === of || b === of)
        .map(([a, b, similarity]): [number, number] => [a === of ? b : a, similarity])
        .sort((x, y) => y[1] - x[1] || x[0] - y[0]).slice(0, MOST));
    deepStrictEqual(listsOf(pairs), expected);
  }));
});

Deno.test("the order in which pairs are told makes no difference", () => {
  const orders = somePairs.chain((pairs) =>
    fc.tuple(fc.constant(pairs), fc.shuffledSubarray(pairs, { minLength: pairs.length }))
  );
  fc.assert(fc.property(orders, ([pairs, shuffled]) => deepStrictEqual(listsOf(shuffled), listsOf(pairs))));
});
