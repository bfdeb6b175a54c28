import { SeededRandom } from "../../../../src/matching/seeded_random.ts";
import type { SamplePerson } from "../../../../src/matching/calibration/trials.ts";

/** `count` values that are spread as a distribution is, without chance; `quantile`: its value below which a share lies. */
export function spread(count: number, quantile: (share: number) => number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => quantile((i + 0.5) / count));
}

/** People with faces in `dimension` numbers; `noise`: how far photos of a person are apart, in parts of their length. */
export function somePeople(
  { people, photos, dimension = 32, noise = 0.5, seed = 1 }: {
    people: number;
    photos: (person: number) => number;
    dimension?: number;
    noise?: number;
    seed?: number;
  },
): SamplePerson[] {
  const random = new SeededRandom(seed);
  const vector = () => Array.from({ length: dimension }, () => random.normal() / Math.sqrt(dimension));
  return Array.from({ length: people }, (_, person) => {
    const middle = vector();
    const embeddings = Array.from({ length: photos(person) }, () => {
      const face = vector().map((value, i) => middle[i] + noise * value), length = Math.hypot(...face);
      return Float32Array.from(face, (value) => value / length);
    });
    return { name: `person ${person}`, embeddings };
  });
}
