import { deepStrictEqual } from "node:assert";
import { Clusters } from "../../../../src/matching/clustering/clusters.ts";
import { join } from "../../../../src/matching/clustering/joining.ts";
import { NeighbourLists } from "../../../../src/matching/clustering/neighbour_lists.ts";
import { unit } from "../plane.ts";
import { stored } from "./stored.ts";

/** The groups after the faces that are alone had their chance; `merged` are groups from the start. */
function joined(
  angles: readonly number[],
  merged: readonly number[][],
  threshold: number,
  photos = angles.map((_, i) => i),
) {
  const store = stored(angles.map(unit)),
    numbers = Int32Array.from(photos),
    clusters = new Clusters(store, numbers);
  for (const [first, ...others] of merged) {
    for (const other of others) clusters.merge(clusters.rootOf(first), other);
  }
  const lists = new NeighbourLists(angles.length, 8);
  angles.forEach((one, i) =>
    angles.slice(0, i).forEach((other, j) => lists.add(i, j, Math.cos(one - other)))
  );
  join(clusters, lists, { store, photos: numbers, threshold: () => threshold });
  return [...clusters.grown].map(({ members }) => members.toSorted((a, b) => a - b)).sort((a, b) =>
    a[0] - b[0]
  );
}

Deno.test("a face that is alone joins the group that it is most like", () => {
  deepStrictEqual(joined([0, 0.1, 0.8, 0.9, 0.5], [[0, 1], [2, 3]], 0.9), [[0, 1], [2, 3, 4]]);
});

Deno.test("it counts how alike a face is to the nearest and to the middle, and what the threshold is", () => {
  // .3 from the nearest, .35 from the middle.
  const similarity = (Math.cos(0.3) + Math.cos(0.35)) / 2;
  deepStrictEqual(joined([0, 0.1, 0.4], [[0, 1]], similarity - 1e-3), [[0, 1, 2]]);
  deepStrictEqual(joined([0, 0.1, 0.4], [[0, 1]], similarity + 1e-3), [[0, 1]]);
});

Deno.test("two faces that are alone make no group", () => {
  deepStrictEqual(joined([0, 0], [], 0.5), []);
});

Deno.test("a face joins no group with a face of its photo; of two faces of a photo the more alike one joins", () => {
  deepStrictEqual(joined([0, 0.1, 0.05], [[0, 1]], 0.9, [1, 2, 2]), [[0, 1]]);
  deepStrictEqual(joined([0, 0.1, 0.3, 0.2], [[0, 1]], 0.9, [1, 2, 3, 3]), [[0, 1, 3]]);
});

Deno.test("where more faces would join a group than are in it, none does", () => {
  deepStrictEqual(joined([0, 0.1, 0.2, 0.2], [[0, 1]], 0.9), [[0, 1, 2, 3]]);
  deepStrictEqual(joined([0, 0.1, 0.2, 0.2, 0.2], [[0, 1]], 0.9), [[0, 1]]);
});
