import { SeededRandom } from "../../../src/matching/seeded_random.ts";

/** What the people of a test are drawn from. */
interface Population {
  dimension: number;
  people: number;
  photos: number;
  /** Standard deviation of photos around their person. */
  noise: number;
  seed: number;
}

/** Unit vector. */
export function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** People whose embeddings are spread normally around a common mean: wide along the first numbers, narrow along the last. */
export function drawPeople({ dimension, people, photos, noise, seed }: Population): Float32Array[][] {
  const random = new SeededRandom(seed);
  return Array.from({ length: people }, () => {
    const centre = Float32Array.from(
      { length: dimension },
      (_, i) => 0.1 + random.normal() / Math.sqrt(1 + i / 4),
    );
    return Array.from({ length: photos }, () => unit(centre.map((value) => value + noise * random.normal())));
  });
}
