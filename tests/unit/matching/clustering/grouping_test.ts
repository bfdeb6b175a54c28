import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import fc from "fast-check";
import type { ThresholdTable } from "../../../../src/faces/manifest.ts";
import { type Group, groupFaces } from "../../../../src/matching/clustering/grouping.ts";
import { unit } from "../plane.ts";
import { drawPeople } from "../synthetic_people.ts";
import { stored } from "./stored.ts";

/** As the program's own pack has it, in round numbers. */
const TABLE: ThresholdTable = {
  basis: "made up",
  references: [1, 10],
  false_match_rates: [1e-2, 1e-6],
  similarity: [[0.3, 0.57], [0.34, 0.64]],
};
const pause = () => Promise.resolve();

function group(
  vectors: readonly Float32Array[],
  { photos = vectors.map((_, i) => i), unclear = [] as number[] } = {},
) {
  const clear = Uint8Array.from(vectors, (_, i) => unclear.includes(i) ? 0 : 1);
  return groupFaces({ store: stored(vectors), photos: Int32Array.from(photos), clear }, {
    thresholds: TABLE,
    pause,
  });
}

const members = (groups: readonly Group[]) =>
  groups.map(({ faces }) => faces.map(({ face }) => face).sort((a, b) => a - b));
/** People who are about as alike as strangers, with so many photos each. */
const draw = (counts: readonly number[], seed: number) =>
  drawPeople({ dimension: 256, people: counts.length, photos: Math.max(...counts), noise: 0.12, seed })
    .map((photos) => photos.map((vector) => centred(vector))).map((photos, i) => photos.slice(0, counts[i]));

/** Without what all have in common, as strangers' embeddings are. */
function centred(vector: Float32Array): Float32Array {
  const mean = vector.reduce((sum, value) => sum + value, 0) / vector.length;
  const moved = vector.map((value) => value - mean), length = Math.hypot(...moved);
  return moved.map((value) => value / length);
}

Deno.test("people are told apart, the one with most faces first; who is there once stays alone", async () => {
  const people = draw([3, 6, 1, 4, 1], 1);
  deepStrictEqual(members(await group(people.flat())), [[3, 4, 5, 6, 7, 8], [10, 11, 12, 13], [0, 1, 2]]);
});

Deno.test("the faces of a group are told with how typical they are, the most typical first", async () => {
  const [{ faces }] = await group(draw([5], 2).flat()),
    similarities = faces.map(({ similarity }) => similarity);
  deepStrictEqual(similarities, similarities.toSorted((a, b) => b - a));
  ok(similarities.every((similarity) => similarity > 0.7 && similarity < 1));
});

Deno.test("who is grouped with whom doesn't depend on the order of the faces", async () => {
  const faces = draw([2, 3, 1, 8, 1, 5], 3).flat(), expected = sets(await group(faces), (face) => face);
  const orders = fc.shuffledSubarray(faces.map((_, i) => i), { minLength: faces.length });
  await fc.assert(
    fc.asyncProperty(orders, async (order) => {
      const groups = await group(order.map((i) => faces[i]));
      deepStrictEqual(sets(groups, (face) => order[face]), expected);
    }),
    { numRuns: 20 },
  );
});

function sets(groups: readonly Group[], original: (face: number) => number): number[][] {
  return groups.map(({ faces }) => faces.map(({ face }) => original(face)).sort((a, b) => a - b))
    .sort((a, b) => a[0] - b[0]);
}

Deno.test("faces that are not clear make no group, but may join one", async () => {
  const [ann, bob] = draw([4, 3], 4);
  deepStrictEqual(members(await group([...ann, ...bob], { unclear: [3, 4, 5, 6] })), [[0, 1, 2, 3]]);
});

Deno.test("nobody is on a photo twice", async () => {
  const [[left, right, other]] = draw([3], 5);
  strictEqual((await group([left, right])).length, 1);
  strictEqual((await group([left, right], { photos: [0, 0] })).length, 0);
  const [{ faces }] = await group([left, right, other], { photos: [0, 0, 1] });
  ok(faces.length === 2 && faces.some(({ face }) => face === 2));
});

Deno.test("the more faces there are, the more alike two must be", async () => {
  const angle = Math.acos(0.56),
    pair = [Float32Array.of(1, 0, 0), Float32Array.of(Math.cos(angle), Math.sin(angle), 0)];
  strictEqual((await group(pair)).length, 1);
  const wide = pair.map((vector) => Float32Array.from({ length: 3000 }, (_, i) => vector[i] ?? 0));
  const strangers = Array.from(
    { length: 2990 },
    (_, i) => Float32Array.from({ length: 3000 }, (_, k) => k === i + 3 ? 1 : 0),
  );
  strictEqual((await group([...wide, ...strangers])).length, 0);
});

Deno.test("faces that are some of many must be as alike as the many", async () => {
  const [one, other] = [0, Math.acos(0.56)].map(unit);
  const faces = { store: stored([one, other]), photos: Int32Array.of(0, 1), clear: Uint8Array.of(1, 1) };
  const count = async (among?: number) =>
    (await groupFaces(faces, { thresholds: TABLE, among, pause })).length;
  deepStrictEqual([await count(), await count(150_000)], [1, 0]);
});

Deno.test("there are no groups without faces, and what stops the search stops the grouping", async () => {
  deepStrictEqual(
    await groupFaces({
      store: stored([Float32Array.of(1, 0)]).inOrder(new Int32Array()),
      photos: new Int32Array(),
      clear: new Uint8Array(),
    }, {
      thresholds: TABLE,
      pause,
    }),
    [],
  );
  const faces = { store: stored([Float32Array.of(1, 0)]), photos: Int32Array.of(0), clear: Uint8Array.of(1) };
  await rejects(
    groupFaces(faces, { thresholds: TABLE, pause: () => Promise.reject(new Error("enough")) }),
    /enough/,
  );
});
