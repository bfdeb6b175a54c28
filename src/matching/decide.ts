import { assign } from "./assignment.ts";
import { type Person, similarity } from "./person.ts";

/** A person to compare faces with, and the similarity from which on a face counts as theirs. */
export interface KnownPerson extends Person {
  threshold: number;
  /** The similarity from which on a match is so sure that others may be judged by it. */
  certain: number;
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

/**
 * Decides who the faces of one photo are, in their order. People are compared by how far a face lies above their
 * thresholds, since similarity grows with the number of references. A face may be a person whose threshold it reaches,
 * unless it is at least as much like somebody in `notWanted`. Nobody is in a photo twice: the names go to the faces so
 * that their similarities above the thresholds have the largest sum, and the other faces stay without a name. A face
 * whose embedding was not kept (an empty one) is nobody. `taken`: names that other faces of the photo have already.
 */
export function decide(
  embeddings: readonly Float32Array[],
  people: readonly Sought[],
  notWanted: readonly KnownPerson[] = [],
  taken: ReadonlySet<string> = new Set(),
): Decision[] {
  const faces = embeddings.map((embedding): RankedFace => ({
    ranked: rank(embedding, people),
    rival: rank(embedding, notWanted).at(0) ?? null,
  }));
  const names = nameFaces(faces.map((face) => choices(face, taken)));
  return faces.map((face, i) => toDecision(face, names[i]));
}

/** A face with the sought people, most alike first, and the most alike of those who are not wanted. */
interface RankedFace {
  ranked: Likeness[];
  rival: Likeness | null;
}

function rank(embedding: Float32Array, people: readonly KnownPerson[]): Likeness[] {
  return (embedding.length === 0 ? [] : people)
    .map((person) => ({ person, similarity: similarity(person, embedding) }))
    .sort((a, b) => above(b) - above(a));
}

/** How far a likeness is above the person's threshold. */
function above({ person, similarity }: Likeness): number {
  return similarity - person.threshold;
}

/** Who a face may be. */
function choices({ ranked, rival }: RankedFace, taken: ReadonlySet<string>): Likeness[] {
  return ranked.filter((likeness) =>
    !taken.has(likeness.person.name) &&
    above(likeness) >= Math.max(0, above(ranked[0]) - SECOND_CHOICE) &&
    (rival === null || above(likeness) > above(rival))
  );
}

/** Gives each face, by its choices, a person or null. */
function nameFaces(choices: readonly Likeness[][]): (KnownPerson | null)[] {
  const named = choices.filter((likenesses) => likenesses.length > 0);
  const people = [...new Set(named.flatMap((likenesses) => likenesses.map(({ person }) => person)))];
  const columns = assign(named.map((likenesses) => {
    const gains = new Map(likenesses.map((likeness) => [likeness.person, above(likeness) + NAMED]));
    return people.map((person) => gains.get(person) ?? null);
  }));
  const given = columns.values();
  return choices.map((likenesses) => {
    const column = likenesses.length > 0 ? given.next().value! : null;
    return column === null ? null : people[column];
  });
}

function toDecision({ ranked, rival }: RankedFace, person: KnownPerson | null): Decision {
  const nearest = person === null ? ranked.at(0) : ranked.find((likeness) => likeness.person === person);
  return {
    person,
    nearest: nearest?.person ?? null,
    similarity: nearest?.similarity ?? null,
    runnerUp: ranked.find((likeness) => likeness !== nearest) ?? null,
    rival,
    isRival: rival !== null && above(rival) >= 0 && (ranked.length === 0 || above(rival) >= above(ranked[0])),
  };
}
