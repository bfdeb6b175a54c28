import { deepStrictEqual, ok, strictEqual } from "node:assert";
import {
  areSeenTogether,
  averageCosine,
  Clusters,
  cosineTo,
  kinship,
} from "../../../../src/matching/clustering/clusters.ts";
import { unit } from "../plane.ts";
import { stored } from "./stored.ts";

const near = (a: number, b: number) => ok(Math.abs(a - b) < 1e-3, `${a} is not ${b}`);

/** Faces at these angles, merged as the lists say; the photos are those of the faces' positions unless given. */
function clustersOf(
  angles: readonly number[],
  merged: readonly number[][],
  photos = angles.map((_, i) => i),
) {
  const clusters = new Clusters(stored(angles.map(unit)), Int32Array.from(photos));
  for (const [first, ...others] of merged) {
    for (const other of others) clusters.merge(clusters.rootOf(first), clusters.rootOf(other));
  }
  return clusters;
}

Deno.test("faces are alone at first, and in company once merged", () => {
  const clusters = clustersOf([0, 1, 2], [[0, 2]]);
  deepStrictEqual([0, 1, 2].map((face) => clusters.hasCompany(face)), [true, false, true]);
  strictEqual(clusters.rootOf(0), clusters.rootOf(2));
  deepStrictEqual([...clusters.grown].map(({ members }) => members.toSorted()), [[0, 2]]);
});

Deno.test("the average cosine of two clusters is that of all pairs", () => {
  const angles = [0, 0.2, 0.9, 1.3, 1.4], clusters = clustersOf(angles, [[0, 1], [2, 3, 4]]);
  const pairs = [0, 1].flatMap((i) => [2, 3, 4].map((j) => Math.cos(angles[i] - angles[j])));
  const expected = pairs.reduce((sum, cosine) => sum + cosine, 0) / pairs.length;
  near(averageCosine(clusters.of(clusters.rootOf(0)), clusters.of(clusters.rootOf(2))), expected);
});

Deno.test("kinship is 1 for two halves of the same, and less the further apart two clusters are", () => {
  const halves = clustersOf([0, 0.4, 0, 0.4], [[0, 1], [2, 3]]);
  const apart = clustersOf([0, 0.4, 1, 1.4], [[0, 1], [2, 3]]);
  const [same, other] = [halves, apart].map((all) => kinship(all.of(all.rootOf(0)), all.of(all.rootOf(2))));
  near(same, (2 + 2 * Math.cos(0.4)) / 4 / Math.cos(0.4));
  ok(other < 0.7 * same);
});

Deno.test("clusters whose faces have nothing in common are nobody's kin", () => {
  const all = clustersOf([0, Math.PI, 0.1, Math.PI + 0.1], [[0, 1], [2, 3]]);
  const [one, other] = [all.of(all.rootOf(0)), all.of(all.rootOf(2))];
  ok(kinship(one, other) < 0.1);
  strictEqual(kinship({ ...one, sum: new Float32Array(2) }, { ...other, sum: Float32Array.of(9, 9) }), 0);
});

Deno.test("clusters are seen together where more than a tenth of the smaller one's faces share a photo", () => {
  const angles = Array.from({ length: 31 }, () => 0),
    upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  const shared = (count: number) => {
    const photos = angles.map((_, i) => i >= 31 - count ? i - 31 + count : i);
    const clusters = clustersOf(angles, [upTo(0, 11), upTo(11, 31)], photos);
    return areSeenTogether(clusters.of(clusters.rootOf(0)), clusters.of(clusters.rootOf(11)));
  };
  deepStrictEqual([0, 1, 2, 3].map(shared), [false, false, true, true]);
  const couple = clustersOf([0, 0], [], [7, 7]);
  ok(areSeenTogether(couple.of(0), couple.of(1)), "two faces of one photo");
});

Deno.test("a face's cosine to the middle is that with the members' mean", () => {
  const clusters = clustersOf([0, 0.4], [[0, 1]]);
  near(cosineTo(clusters.of(clusters.rootOf(0)).sum, unit(0.5)), Math.cos(0.3));
  strictEqual(cosineTo(new Float32Array(2), unit(0.5)), 0);
});
