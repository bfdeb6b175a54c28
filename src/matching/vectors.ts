/** Sum of the products of two vectors of the same length. */
export function dot(a: Float32Array, b: Float32Array): number {
  // Four sums side by side: each addition would otherwise wait for the one before. A search is made of these.
  let s = 0, t = 0, u = 0, v = 0, i = 0;
  for (; i + 3 < a.length; i += 4) {
    s += a[i] * b[i];
    t += a[i + 1] * b[i + 1];
    u += a[i + 2] * b[i + 2];
    v += a[i + 3] * b[i + 3];
  }
  for (; i < a.length; i++) s += a[i] * b[i];
  return (s + t) + (u + v);
}

/** Sum of at least one vector, each times its weight. */
export function weightedSum(vectors: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const sum = new Float64Array(vectors[0].length);
  vectors.forEach((vector, n) => {
    for (let i = 0; i < sum.length; i++) sum[i] += weights[n] * vector[i];
  });
  return new Float32Array(sum);
}
