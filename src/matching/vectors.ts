/** Sum of the products of two vectors of the same length. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Sum of at least one vector, each times its weight. */
export function weightedSum(vectors: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const sum = new Float64Array(vectors[0].length);
  vectors.forEach((vector, n) => {
    for (let i = 0; i < sum.length; i++) sum[i] += weights[n] * vector[i];
  });
  return new Float32Array(sum);
}
