import { Matrix } from "../matrix.ts";
import { comparedVectors, cosine, similarity, similarityFrom } from "../person.ts";
import type { KnownPerson, Likeness, RejectedFaces } from "./known_person.ts";

/** The two people who are most like a face. */
export interface Nearest {
  nearest: Likeness | null;
  second: Likeness | null;
}
/** Of nobody. */
export const NOBODY_NEAR: Nearest = { nearest: null, second: null };

/** No names. */
export const NOBODY: ReadonlySet<string> = new Set();

/** Compares faces with some people, by one matrix product a face. */
export class Comparison {
  readonly #people: readonly KnownPerson[];
  readonly #matrix: Matrix;
  /** Where each one's vectors begin in the matrix. */
  readonly #starts: readonly number[];
  /** Of the last face. */
  readonly #similarities: Float64Array;

  constructor(people: readonly KnownPerson[]) {
    const vectors = people.map(comparedVectors);
    let rows = 0;
    this.#people = people;
    this.#matrix = new Matrix(vectors.flat());
    this.#starts = vectors.map(({ length }) => (rows += length) - length);
    this.#similarities = new Float64Array(people.length);
  }

  /** The two people who are most like a face, of those who it may be; `not`: who it isn't. */
  compare(embedding: Float32Array, not: ReadonlySet<string> = NOBODY): Nearest {
    // An embedding that was not kept is empty.
    if (this.#people.length === 0 || embedding.length !== this.#matrix.dimension) return NOBODY_NEAR;
    const cosines = this.#matrix.times(embedding);
    let first = -1, second = -1, highest = -Infinity, next = -Infinity;
    for (let i = 0; i < this.#people.length; i++) {
      const person = this.#people[i], alike = similarityFrom(person, cosines, this.#starts[i]);
      const margin = alike - person.threshold;
      const isOut = not.has(person.name) ||
        person.rejected && isLikeRejected(embedding, person.rejected, margin);
      this.#similarities[i] = isOut ? -Infinity : alike;
      if (isOut) continue;
      if (margin > highest) [second, next, first, highest] = [first, highest, i, margin];
      else if (margin > next) [second, next] = [i, margin];
    }
    return { nearest: this.#likeness(first), second: this.#likeness(second) };
  }

  /** How much the face that was last compared is like each of the people who it may be. */
  likenesses(): Likeness[] {
    return this.#people.map((person, i) => ({ person, similarity: this.#similarities[i] }))
      .filter(({ similarity }) => similarity > -Infinity);
  }

  /** How much a face is like one of the people; null where they aren't among them, or the embedding was not kept. */
  likenessOf(name: string, embedding: Float32Array): Likeness | null {
    const person = this.#people.find((person) => person.name === name);
    if (!person || embedding.length !== this.#matrix.dimension) return null;
    return { person, similarity: similarity(person, embedding) };
  }

  #likeness(i: number): Likeness | null {
    return i < 0 ? null : { person: this.#people[i], similarity: this.#similarities[i] };
  }
}

/**
 * Whether a face that is so far above a person's threshold is as far above that of a face that was rejected for them.
 * Measured on halves of LFW, 54 people by 1, 2 and 5 references, `--loose`: rejecting what was false in one half took
 * 27 of 123 false matches from the other, and no right one.
 */
function isLikeRejected(
  embedding: Float32Array,
  { faces, threshold }: RejectedFaces,
  margin: number,
): boolean {
  const least = threshold + Math.max(0, margin);
  return faces.some((face) => face.length === embedding.length && cosine(face, embedding) >= least);
}
