import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { findNeighbours, type NeighbourSearch } from "../../../../src/matching/clustering/neighbours.ts";
import type { NeighbourLists } from "../../../../src/matching/clustering/neighbour_lists.ts";
import { dot } from "../../../../src/matching/vectors.ts";
import { drawPeople } from "../synthetic_people.ts";
import { stored } from "./stored.ts";

/** More than two blocks of rows, the last of which is no multiple of four. */
const vectors = drawPeople({ dimension: 150, people: 311, photos: 7, noise: 0.12, seed: 8 }).flat();
const store = stored(vectors), LEAST = 0.6;
const SEARCH: NeighbourSearch = {
  least: LEAST,
  most: 6,
  mayPair: () => true,
  pause: () => Promise.resolve(),
};

const told = (lists: NeighbourLists, of: number) =>
  Array.from({ length: lists.size(of) }, (_, place) => lists.neighbour(of, place));

Deno.test("every pair is compared, with shadows and without: the neighbours are those of a full comparison", async () => {
  const plain = await findNeighbours(store, { ...SEARCH, shadowsFrom: Infinity });
  const shaded = await findNeighbours(store, { ...SEARCH, shadowsFrom: 0 });
  let most = 0;
  for (let of = 0; of < store.count; of += 37) {
    const cosines = Array.from(
      { length: store.count },
      (_, other) => dot(store.embedding(of), store.embedding(other)),
    );
    const expected = cosines.map((cosine, other) => ({ cosine, other }))
      .filter(({ cosine, other }) => other !== of && cosine >= LEAST).sort((a, b) => b.cosine - a.cosine)
      .slice(0, 6);
    deepStrictEqual(told(plain, of), expected.map(({ other }) => other));
    expected.forEach(({ cosine }, place) => ok(Math.abs(plain.similarity(of, place) - cosine) < 1e-5));
    most = Math.max(most, expected.length);
  }
  strictEqual(most, 6, "the case has full lists");
  for (let of = 0; of < store.count; of++) deepStrictEqual(told(shaded, of), told(plain, of));
});

Deno.test("two that may not pair are no neighbours, and make room for others", async () => {
  const lists = await findNeighbours(store, { ...SEARCH, mayPair: (one, other) => (one + other) % 2 === 1 });
  let count = 0;
  for (let of = 0; of < store.count; of++) {
    for (const neighbour of told(lists, of)) {
      ok((of + neighbour) % 2 === 1);
      count++;
    }
  }
  ok(count > 1000, `${count}`);
});

Deno.test("the search tells how far it is, and ends when that throws", async () => {
  const parts: number[] = [];
  await findNeighbours(store, {
    ...SEARCH,
    pause: (done) => {
      parts.push(done);
      return Promise.resolve();
    },
  });
  deepStrictEqual([parts.length, parts.at(-1)], [6, 1]);
  deepStrictEqual(parts, parts.toSorted((a, b) => a - b));
  const stopped = () => Promise.reject(new Error("enough"));
  await rejects(findNeighbours(store, { ...SEARCH, pause: stopped }), /enough/);
});
