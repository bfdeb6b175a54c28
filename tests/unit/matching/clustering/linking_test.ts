import { deepStrictEqual } from "node:assert";
import { Clusters } from "../../../../src/matching/clustering/clusters.ts";
import { link, type LinkRule } from "../../../../src/matching/clustering/linking.ts";
import { findNeighbours } from "../../../../src/matching/clustering/neighbours.ts";
import { unit } from "../plane.ts";
import { stored } from "./stored.ts";

const RULE: LinkRule = { nearest: 0.9, average: 0.5, mayLink: () => true };

/** The groups that faces at these angles are linked to. */
async function linked(
  angles: readonly number[],
  rule: Partial<LinkRule> = {},
  photos = angles.map((_, i) => i),
) {
  const store = stored(angles.map(unit)), clusters = new Clusters(store, Int32Array.from(photos));
  const pause = () => Promise.resolve();
  const lists = await findNeighbours(store, { least: 0.5, most: 32, mayPair: () => true, pause });
  link(clusters, lists, { ...RULE, ...rule });
  return [...clusters.grown].map(({ members }) => members.toSorted((a, b) => a - b)).sort((a, b) =>
    a[0] - b[0]
  );
}

Deno.test("faces that are alike are linked, others stay alone", async () => {
  deepStrictEqual(await linked([0, 0.1, 2, 2.1, 4]), [[0, 1], [2, 3]]);
});

Deno.test("a face that may not link stays alone, and links nobody to anybody", async () => {
  deepStrictEqual(await linked([0, 0.4, 0.8], { mayLink: (face) => face !== 1 }), []);
  deepStrictEqual(await linked([0, 0.1, 0.2], { mayLink: (face) => face !== 1 }), [[0, 2]]);
});

Deno.test("a chain of likenesses ends where the average is too low", async () => {
  const chain = [0, 0.38, 0.8, 1.17];
  deepStrictEqual(await linked(chain, { average: 0.6 }), [[0, 1, 2, 3]]);
  deepStrictEqual(await linked(chain, { average: 0.7 }), [[0, 1], [2, 3]]);
});

Deno.test("two groups that are much less alike than each is in itself stay two, however alike two of their faces are", async () => {
  // The fourth and the fifth are as alike as links ask for.
  const siblings = [0, 0.05, 0.1, 0.4, 0.8, 1.1, 1.15, 1.2];
  deepStrictEqual(await linked(siblings, { average: 0.2 }), [[0, 1, 2, 3], [4, 5, 6, 7]]);
});

Deno.test("nobody is on a photo twice", async () => {
  deepStrictEqual(await linked([0, 0.1], {}, [7, 7]), []);
  deepStrictEqual(await linked([0, 0.05, 0.12], {}, [1, 2, 2]), [[0, 1]]);
});
