import type { Person } from "../person.ts";
import { SeededRandom } from "../seeded_random.ts";
import { dot } from "../vectors.ts";
import { shareAbove, type Strangers } from "./strangers.ts";

/** Synthetic strangers that a person is compared with; the deviation is known to half a percent then. */
const MOST_STRANGERS = 20_000, FEWEST_STRANGERS = 2_000;
/** Multiplications that are spent on them: people with hundreds of references meet fewer. */
const MOST_WORK = 2e8;

/**
 * For a similarity, the share of strangers' faces that reach it, as a function: how likely it is that a stranger is
 * taken for `person` at that threshold.
 *
 * A stranger is only looked at where the references see it. Under the model, its cosines to the references and to their
 * centroid are jointly normal, so synthetic strangers are drawn as lists of those cosines, by a seeded generator.
 */
export function falseMatchRate(person: Person, strangers: Strangers): (threshold: number) => number {
  const { mean, deviation } = similarityToStrangers(person, strangers);
  return (threshold) => shareAbove(strangers.tail, (threshold - mean) / deviation);
}

/** Mean and standard deviation of {@link similarity} between a person and strangers. */
export function similarityToStrangers(
  { references, centroid }: Person,
  strangers: Omit<Strangers, "tail">,
): { mean: number; deviation: number } {
  // The centroid of one reference is that reference.
  const seenFrom = references.length === 1 ? references : [...references, centroid];
  const means = seenFrom.map((vector) => dot(strangers.mean, vector));
  const factor = cholesky(covariance(seenFrom, strangers));
  if (references.length === 1) return { mean: means[0], deviation: factor[0][0] };
  const random = new SeededRandom(1);
  const count = Math.min(
    MOST_STRANGERS,
    Math.max(FEWEST_STRANGERS, Math.floor(MOST_WORK / references.length ** 2)),
  );
  const normal = new Float64Array(means.length);
  let sum = 0, squares = 0;
  for (let n = 0; n < count; n++) {
    let nearest = -1, cosine = 0;
    for (let i = 0; i < normal.length; i++) {
      if (i > 0) nearest = Math.max(nearest, cosine);
      normal[i] = random.normal();
      cosine = means[i];
      for (let j = 0; j <= i; j++) cosine += factor[i][j] * normal[j];
    }
    // The last one is that to the centroid.
    const similarity = (nearest + cosine) / 2;
    sum += similarity;
    squares += similarity * similarity;
  }
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(squares / count - mean * mean) };
}

/** How a stranger's cosines to `vectors` vary together. */
function covariance(
  vectors: readonly Float32Array[],
  { axes, rest }: Omit<Strangers, "tail">,
): number[][] {
  const along = vectors.map((vector) => Float32Array.from(axes, (axis) => dot(axis, vector)));
  const scaled = vectors.map((vector) => vector.map((value, i) => value * rest[i]));
  return vectors.map((vector, i) => vectors.map((_, j) => dot(along[i], along[j]) + dot(vector, scaled[j])));
}

/** The lower triangle whose product with its transpose is `matrix`; a row that depends on those above ends in 0. */
function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const rows: number[][] = [];
  for (const [i, given] of matrix.entries()) {
    const row: number[] = [];
    for (let j = 0; j < i; j++) {
      const left = given[j] - row.reduce((sum, value, k) => sum + value * rows[j][k], 0);
      row.push(rows[j][j] > 0 ? left / rows[j][j] : 0);
    }
    row.push(Math.sqrt(Math.max(0, given[i] - row.reduce((sum, value) => sum + value * value, 0))));
    rows.push(row);
  }
  return rows;
}
