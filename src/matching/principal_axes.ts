import { SeededRandom } from "./seeded_random.ts";
import { dot } from "./vectors.ts";

/** Rounds of subspace iteration: by then the axes that LFW's embeddings give no longer move. */
const ROUNDS = 40;

/**
 * The directions along which `centred` vectors are spread most, each as long as the standard deviation along it: at
 * most `count`, fewer where the vectors have fewer dimensions. `weights` add up to 1. With fewer `rounds` the axes are
 * as perpendicular, but only near those directions.
 */
export function principalAxes(
  centred: readonly Float32Array[],
  weights: readonly number[],
  count: number,
  rounds: number = ROUNDS,
): Float32Array[] {
  const dimension = centred[0].length, covariance = covarianceOf(centred, weights);
  const random = new SeededRandom(1);
  let basis: Float32Array[] = Array.from(
    { length: Math.min(count, dimension) },
    () => Float32Array.from({ length: dimension }, () => random.normal()),
  );
  for (let round = 0; round < rounds; round++) {
    basis = orthonormal(basis.map((vector) => times(covariance, vector)));
  }
  return basis.map((vector) => {
    const variance = Math.max(0, dot(vector, times(covariance, vector)));
    return vector.map((value) => value * Math.sqrt(variance));
  });
}

function covarianceOf(centred: readonly Float32Array[], weights: readonly number[]): Float32Array[] {
  const rows = Array.from(centred[0], () => new Float32Array(centred[0].length));
  centred.forEach((vector, n) => {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i], scaled = weights[n] * vector[i];
      for (let j = 0; j < row.length; j++) row[j] += scaled * vector[j];
    }
  });
  return rows;
}

const times = (rows: readonly Float32Array[], vector: Float32Array) =>
  Float32Array.from(rows, (row) => dot(row, vector));

/** Gram and Schmidt, one after the other; what is left of a vector that depends on those before it is zero. */
function orthonormal(vectors: readonly Float32Array[]): Float32Array[] {
  const done: Float32Array[] = [];
  for (const vector of vectors) {
    const left = vector.slice(), before = Math.hypot(...vector);
    for (const other of done) {
      const along = dot(left, other);
      for (let i = 0; i < left.length; i++) left[i] -= along * other[i];
    }
    const length = Math.hypot(...left);
    done.push(length > 1e-6 * before ? left.map((value) => value / length) : left.fill(0));
  }
  return done;
}
