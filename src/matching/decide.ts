import { assign } from "./assignment.ts";
import { Matrix } from "./matrix.ts";
import type { FaceVerdict } from "../decisions/verdicts.ts";
import { comparedVectors, cosine, type Person, similarity, similarityFrom } from "./person.ts";

/** A person to compare faces with, and the similarity from which on a face counts as theirs. */
export interface KnownPerson extends Person {
  threshold: number;
  /** The similarity from which on a match is so sure that others may be judged by it. */
  certain: number;
  /** Faces of which somebody has said that they are not this person, if there are any. */
  rejected?: RejectedFaces;
  /** Unit embeddings of faces of which somebody has said that they are this person. */
  confirmed?: readonly Float32Array[];
}

/** Faces that were taken for a person once, and are somebody else. */
export interface RejectedFaces {
  /** Unit embeddings; at least one. */
  faces: readonly Float32Array[];
  /** The similarity from which on a face counts as one of them: that of a person with one reference. */
  threshold: number;
}

/** A person who is sought. */
export type Sought = KnownPerson;

/** How much a face is like a person, -1 to 1. */
export interface Likeness {
  person: KnownPerson;
  similarity: number;
}

/** What was decided about one face. */
export interface Decision {
  /** Who it is, or null. */
  person: Sought | null;
  /** Who it is, or else the sought person who is most like it; null when nobody is sought. */
  nearest: Sought | null;
  /** To the nearest, -1 to 1. */
  similarity: number | null;
  /** The most alike of the other sought people: more than the nearest when another face of the photo is that person. */
  runnerUp: Likeness | null;
  /** The most alike of those who are not wanted. */
  rival: Likeness | null;
  /** It is the rival. */
  isRival: boolean;
  /** Somebody has said that it is this person. */
  confirmed?: true;
}

/** What is known of a photo's faces before they are compared. */
export interface Before {
  /** Names that other faces of the photo have already. */
  taken?: ReadonlySet<string>;
  /** What somebody has said about each face, in their order. */
  verdicts?: readonly (FaceVerdict | null)[];
}

/**
 * How much less alike than the most alike person somebody may be and still be the face, where that person is taken by
 * another face of the photo. Larger gaps mean the same person again: a mirror, a collage, a photo on the wall. Measured
 * on pairs of LFW faces, three references, normal threshold: of 100,000 pairs of the same person, 0 get a second name at
 * .05 and 50 without a limit; with sharp photos of two people nothing changes, since each is nearest to themselves.
 */
const SECOND_CHOICE = 0.05;

/** What a name is worth in itself: a face that just reaches the threshold gets it too. */
const NAMED = 1e-9;

/** Decides who faces are, among the same people each time. */
export class Matcher {
  readonly #sought: Comparison;
  readonly #notWanted: Comparison;

  constructor(people: readonly Sought[], notWanted: readonly KnownPerson[] = []) {
    this.#sought = new Comparison(people);
    this.#notWanted = new Comparison(notWanted);
  }

  /**
   * Decides who the faces of one photo are, in their order. People are compared by how far a face lies above their
   * thresholds, since similarity grows with the number of references. A face may be a person whose threshold it
   * reaches, unless it is at least as much like somebody who is not wanted. Nobody is in a photo twice: the names go to
   * the faces so that their similarities above the thresholds have the largest sum, and the other faces stay without a
   * name. A face whose embedding was not kept (an empty one) is nobody. What somebody has said about a face holds,
   * whatever it is like; and a face that is as much like one that was rejected as like the person isn't them either (see
   * {@link KnownPerson.rejected}).
   */
  decide(embeddings: readonly Float32Array[], { taken = NOBODY, verdicts = [] }: Before = {}): Decision[] {
    const confirmed = embeddings.map((embedding, i) => this.#confirmed(embedding, verdicts[i] ?? null));
    const names = new Set([...taken, ...confirmed.flatMap((decision) => decision?.person?.name ?? [])]);
    const faces = embeddings.map((embedding, i) =>
      confirmed[i] ? NOT_COMPARED : this.#compare(embedding, names, verdicts[i] ?? null)
    );
    const given = faces.some(({ choices }) => choices.length > 0) ? nameFaces(faces) : [];
    return faces.map((face, i) => confirmed[i] ?? toDecision(face, given.at(i) ?? null));
  }

  /** The decision about a face of which somebody has said who it is; null otherwise. */
  #confirmed(embedding: Float32Array, verdict: FaceVerdict | null): Decision | null {
    if (verdict === null || verdict.is === null) return null;
    const rival = this.#notWanted.compare(embedding).nearest;
    const likeness = this.#sought.likenessOf(verdict.is, embedding);
    if (!likeness) return toDecision({ ...NOT_COMPARED, rival }, null);
    const { nearest, second } = this.#sought.compare(embedding);
    const runnerUp = nearest?.person === likeness.person ? second : nearest;
    const { person, similarity } = likeness;
    return { person, nearest: person, similarity, runnerUp, rival, isRival: false, confirmed: true };
  }

  #compare(embedding: Float32Array, taken: ReadonlySet<string>, verdict: FaceVerdict | null): ComparedFace {
    const rival = this.#notWanted.compare(embedding).nearest;
    const { nearest, second } = this.#sought.compare(embedding, verdict?.not);
    const choices = nearest && above(nearest) >= 0
      ? this.#sought.likenesses().filter((likeness) => isChoice(likeness, nearest, rival, taken))
      : [];
    return { nearest, second, choices, rival };
  }
}

const NOBODY: ReadonlySet<string> = new Set();

/** The two people who are most like a face. */
interface Nearest {
  nearest: Likeness | null;
  second: Likeness | null;
}
const NOBODY_NEAR: Nearest = { nearest: null, second: null };

/** A face with the sought people who are most like it, those who it may be, and the most alike of the others. */
interface ComparedFace extends Nearest {
  choices: Likeness[];
  rival: Likeness | null;
}

const NOT_COMPARED: ComparedFace = { ...NOBODY_NEAR, choices: [], rival: null };

/** Compares faces with some people, by one matrix product a face. */
class Comparison {
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
 * Measured on halves of LFW, 54 people by 1, 2 and 5 references, `--loose`: rejecting what was false in one half took 27
 * of 123 false matches from the other, and no right one.
 */
function isLikeRejected(
  embedding: Float32Array,
  { faces, threshold }: RejectedFaces,
  margin: number,
): boolean {
  const least = threshold + Math.max(0, margin);
  return faces.some((face) => face.length === embedding.length && cosine(face, embedding) >= least);
}

/** How far a likeness is above the person's threshold. */
function above({ person, similarity }: Likeness): number {
  return similarity - person.threshold;
}

/** Whether a face may be somebody. */
function isChoice(
  likeness: Likeness,
  nearest: Likeness,
  rival: Likeness | null,
  taken: ReadonlySet<string>,
): boolean {
  return !taken.has(likeness.person.name) &&
    above(likeness) >= Math.max(0, above(nearest) - SECOND_CHOICE) &&
    (rival === null || above(likeness) > above(rival));
}

/** Gives each face, by its choices, a person or null. */
function nameFaces(faces: readonly ComparedFace[]): (Likeness | null)[] {
  const named = faces.filter(({ choices }) => choices.length > 0);
  const people = [...new Set(named.flatMap(({ choices }) => choices.map(({ person }) => person)))];
  const columns = assign(named.map(({ choices }) => {
    const gains = new Map(choices.map((likeness) => [likeness.person, above(likeness) + NAMED]));
    return people.map((person) => gains.get(person) ?? null);
  }));
  const given = columns.values();
  return faces.map(({ choices }) => {
    const column = choices.length > 0 ? given.next().value! : null;
    return column === null ? null : choices.find(({ person }) => person === people[column])!;
  });
}

function toDecision({ nearest, second, rival }: ComparedFace, named: Likeness | null): Decision {
  const isNearest = named === null || named.person === nearest?.person;
  return {
    person: named?.person ?? null,
    nearest: (named ?? nearest)?.person ?? null,
    similarity: (named ?? nearest)?.similarity ?? null,
    runnerUp: isNearest ? second : nearest,
    rival,
    isRival: rival !== null && above(rival) >= 0 && (nearest === null || above(rival) >= above(nearest)),
  };
}
