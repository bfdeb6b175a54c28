import { COARSE_FACTS, type CoarseFaces, coarseStride } from "../../faces/coarse_embedding.ts";
import { Kernels } from "../../simd/kernels.ts";
import { comparedVectors, makePerson, type Person, similarityFrom } from "../person.ts";
import type { KnownPerson } from "./known_person.ts";
import { undecidedFrom } from "./surest.ts";

/** Vectors that are multiplied with a face at once; there may be some of zeros beyond the last. */
const AT_ONCE = 4;
/** Faces that are multiplied with in one go: their rows and products take a megabyte or so. */
const MOST_FACES = 512;
/** The largest number of a row of {@link CoarseFaces}, and of a sum of products. */
const LARGEST_IN_ROW = 127, LARGEST_SUM = 2 ** 31 - 1;
/** The largest number of a vector that is multiplied. */
const LARGEST_NUMBER = 2 ** 15 - 1;
/**
 * How far a float32 dot product of two unit vectors may be from the true one, for each of their numbers: twice what the
 * usual bound says (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1), which leaves room for the rest.
 */
const ROUNDING = 2 ** -23;

/** A face of which somebody has said who it is matters, whatever it is like: it is told by being the same. */
const SAME_FACE = 0.999;

/** Somebody whom faces are compared with. */
interface Compared {
  person: Person;
  /** Where their vectors begin. */
  start: number;
  /** The similarity from which on they matter. */
  from: number;
}

/**
 * Tells by embeddings in a quarter of their bytes which faces can't matter to a search: they are nobody sought, can't come
 * to be somebody by what a run learns, and are nobody who is not wanted. A face may be let through that doesn't matter,
 * but none is held back that does: what the coarse numbers leave out is bounded, by the inequality of Cauchy and Schwarz.
 */
export class Prefilter {
  /** How many vectors a face is compared with. */
  readonly vectors: number;
  readonly #people: readonly Compared[];
  readonly #kernels = new Kernels();
  readonly #stride: number;
  /** Of the vectors. */
  readonly #numbers: Int16Array;
  readonly #count: number;
  /** A vector's numbers times its step are nearly the vector. */
  readonly #steps: Float64Array;
  /** The longest vector, and the longest difference between a vector and its numbers times its step. */
  #length = 0;
  #difference = 0;
  readonly #cosines: Float64Array;

  constructor(people: readonly KnownPerson[], notWanted: readonly KnownPerson[]) {
    const vectors: Float32Array[] = [];
    const compared = (person: Person, from: number): Compared => {
      const start = vectors.length;
      vectors.push(...comparedVectors(person));
      return { person, start, from };
    };
    // By themselves: a face that is like many confirmed ones is nothing special.
    const alone = ({ name, confirmed = [] }: KnownPerson) =>
      confirmed.map((embedding) => makePerson(name, [embedding]));
    this.#people = [
      ...people.map((person) => compared(person, undecidedFrom(person))),
      ...notWanted.map((person) => compared(person, person.threshold)),
      ...people.flatMap(alone).map((face) => compared(face, SAME_FACE)),
    ];
    this.vectors = vectors.length;
    this.#stride = coarseStride(vectors.at(0)?.length ?? 0);
    this.#count = AT_ONCE * Math.ceil(vectors.length / AT_ONCE);
    this.#numbers = new Int16Array(this.#count * this.#stride);
    this.#steps = new Float64Array(this.#count);
    this.#cosines = new Float64Array(this.#count);
    vectors.forEach((vector, n) => this.#add(vector, n));
  }

  #add(vector: Float32Array, n: number) {
    const most = Math.min(LARGEST_NUMBER, Math.floor(LARGEST_SUM / (LARGEST_IN_ROW * this.#stride)));
    const step = vector.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) / most;
    const numbers = this.#numbers.subarray(n * this.#stride, (n + 1) * this.#stride);
    let squares = 0, differences = 0;
    vector.forEach((value, i) => {
      numbers[i] = step === 0 ? 0 : Math.round(value / step);
      squares += value ** 2;
      differences += (value - step * numbers[i]) ** 2;
    });
    this.#steps[n] = step;
    this.#length = Math.max(this.#length, Math.sqrt(squares));
    this.#difference = Math.max(this.#difference, Math.sqrt(differences));
  }

  /** For each face 1 when it may matter, and 0 when it can't. */
  mayMatter(faces: CoarseFaces): Uint8Array {
    if (this.#people.length === 0) return new Uint8Array(faces.count);
    const matters = new Uint8Array(faces.count).fill(1);
    // Such embeddings are not compared at all; but that is not for here to say.
    if (faces.stride !== this.#stride) return matters;
    for (let from = 0; from < faces.count; from += MOST_FACES) {
      const count = Math.min(MOST_FACES, faces.count - from), products = this.#multiply(faces, from, count);
      for (let face = 0; face < count; face++) {
        matters[from + face] = this.#matters(faces.facts, from + face, products, face * this.#count) ? 1 : 0;
      }
    }
    return matters;
  }

  #multiply({ rows, stride }: CoarseFaces, from: number, count: number): Int32Array {
    const bytes = [this.#numbers.byteLength, count * stride, 4 * this.#count * count];
    const [vectors, faces, results] = this.#kernels.layOut(...bytes);
    this.#kernels.shorts(vectors, this.#numbers.length).set(this.#numbers);
    new Int8Array(this.#kernels.bytes(faces, count * stride).buffer, faces).set(
      rows.subarray(from * stride, (from + count) * stride),
    );
    this.#kernels.run.coarse_products(vectors, this.#count, faces, count, stride, results);
    return this.#kernels.integers(results, this.#count * count);
  }

  /** By index and in loops: there may be a million faces. */
  #matters(facts: Float32Array, face: number, products: Int32Array, at: number): boolean {
    const scale = facts[face * COARSE_FACTS],
      error = facts[face * COARSE_FACTS + 1],
      length = facts[face * COARSE_FACTS + 2];
    const margin = error * this.#length + (length + error) * this.#difference +
      ROUNDING * this.#stride * length * this.#length;
    for (let n = 0; n < this.#count; n++) this.#cosines[n] = scale * this.#steps[n] * products[at + n];
    for (const { person, start, from } of this.#people) {
      // What is no number is not below anything.
      if (!(similarityFrom(person, this.#cosines, start) + margin < from)) return true;
    }
    return false;
  }
}
