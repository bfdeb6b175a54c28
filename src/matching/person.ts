import type { Box } from "../faces/face.ts";
import { dot, weightedSum } from "./vectors.ts";

/** Where a reference comes from. */
export interface ReferenceSource {
  path: string;
  /** SHA-256 of the file in hexadecimal. */
  hash: string;
  /** Of the face, in pixels of the upright photo. */
  box: Box;
}

/** A person who is sought: unit embeddings of the reference photos, and their weighted mean, of unit length. */
export interface Person {
  name: string;
  references: readonly Float32Array[];
  /** Where they come from, in their order, where that is known. */
  sources?: readonly ReferenceSource[];
  centroid: Float32Array;
  /** Unit mean of the references and of matches that are certain, where there are any. */
  wider?: Float32Array;
}

/** With fewer references there is no majority. */
export const FEWEST_VOTERS = 3;

/**
 * A reference counts in the mean by its sharpness to this power. Blurred faces are like each other, whoever they show.
 * Measured on LFW with 1 or 2 of 5 references blurred or shrunk: 1.8 and 4.3 points more recall among blurred and shrunk
 * photos at one false match in 1,000, .03 and .02 among sharp ones; with sharp references .3 points less, and 0.
 */
const SHARPNESS_POWER = 0.3;

/**
 * Makes a person of at least one unit embedding. `sharpness` is that of the references' faces, in their order (see
 * `Quality`); without it all references count the same.
 */
export function makePerson(
  name: string,
  references: readonly Float32Array[],
  sharpness: readonly number[] = references.map(() => 0),
): Person {
  if (references.length === 0) throw new RangeError("a person needs a reference");
  return {
    name,
    references,
    centroid: unitMean(references, sharpness.map((value) => (1 + value) ** SHARPNESS_POWER)),
  };
}

/** `person` as known from the unit embeddings `found` as well, which are certain to show them. */
export function extended<P extends Person>(person: P, found: readonly Float32Array[]): P {
  return { ...person, wider: unitMean([...person.references, ...found]) };
}

function unitMean(
  embeddings: readonly Float32Array[],
  weights: readonly number[] = embeddings.map(() => 1),
): Float32Array {
  const sum = weightedSum(embeddings, weights), length = Math.hypot(...sum) || 1;
  return sum.map((value) => value / length);
}

/**
 * For each of a person's references whether it seems to show the same person as the others. Three or more vote each
 * other out, the worst one first: the median cosine to the others must reach `lowest`.
 */
export function agreeing(references: readonly Float32Array[], lowest: number): boolean[] {
  const agree = references.map(() => true);
  if (references.length < FEWEST_VOTERS) return agree;
  const cosines = references.map((one) => references.map((other) => cosine(one, other)));
  const toOthers = cosines.map((row, i) => row.toSpliced(i, 1).sort(ascending));
  for (let left = references.length; left >= FEWEST_VOTERS; left--) {
    let worst = -1, least = lowest;
    toOthers.forEach((sorted, i) => {
      const agreement = agree[i] ? middle(sorted) : Infinity;
      if (agreement < least) [worst, least] = [i, agreement];
    });
    if (worst < 0) break;
    agree[worst] = false;
    toOthers.forEach((sorted, i) => {
      if (i !== worst) sorted.splice(sorted.indexOf(cosines[i][worst]), 1);
    });
  }
  return agree;
}

/** The unit vectors of a person that an embedding is compared with, by their dot products with it. */
export function comparedVectors({ references, centroid, wider }: Person): Float32Array[] {
  // The centroid of one reference is that reference.
  return [...references, ...(references.length > 1 ? [centroid] : []), ...(wider ? [wider] : [])];
}

/**
 * How much an embedding is like a person, -1 to 1, from its cosines with {@link comparedVectors}, which stand in
 * `cosines` from `at` on: the mean of the cosine to the nearest reference and the cosine to the centroid. The nearest
 * alone drifts upwards with the number of references, the centroid alone loses odd views. Where the person is known
 * from certain matches too, those count half, by the cosine to {@link Person.wider}.
 */
export function similarityFrom(
  { references: { length: count }, wider }: Person,
  cosines: ArrayLike<number>,
  at = 0,
): number {
  let nearest = cosines[at];
  for (let i = at + 1; i < at + count; i++) nearest = Math.max(nearest, cosines[i]);
  const centroid = at + (count > 1 ? count : 0), toReferences = (nearest + cosines[centroid]) / 2;
  return wider ? (toReferences + cosines[centroid + 1]) / 2 : toReferences;
}

/** Where the reference comes from that is most like an embedding; null where that isn't known. */
export function nearestSource(
  { references, sources }: Person,
  embedding: Float32Array,
): ReferenceSource | null {
  if (!sources || embedding.length !== references[0].length) return null;
  const cosines = references.map((reference) => cosine(reference, embedding));
  return sources[cosines.indexOf(Math.max(...cosines))] ?? null;
}

/** How much an embedding is like a person: see {@link similarityFrom}. */
export function similarity(person: Person, embedding: Float32Array): number {
  return similarityFrom(person, comparedVectors(person).map((vector) => cosine(vector, embedding)));
}

/** Cosine of two unit vectors of the same length. */
export const cosine = dot;

/** The middle value, or the mean of the two in the middle. NaN for none. */
export function median(values: readonly number[]): number {
  return middle(values.toSorted(ascending));
}

function middle(sorted: readonly number[]): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

const ascending = (a: number, b: number) => a - b;
