import type { FaceVerdict } from "../../decisions/verdicts.ts";
import { assign } from "./assignment.ts";
import { Comparison, type Nearest, NOBODY, NOBODY_NEAR } from "./comparison.ts";
import type { KnownPerson, Likeness } from "./known_person.ts";

/** What was decided about one face. */
export interface Decision {
  /** Who it is, or null. */
  person: KnownPerson | null;
  /** Who it is, or else the sought person who is most like it; null when nobody is sought. */
  nearest: KnownPerson | null;
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

  constructor(people: readonly KnownPerson[], notWanted: readonly KnownPerson[] = []) {
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

/** A face with the sought people who are most like it, those who it may be, and the most alike of the others. */
interface ComparedFace extends Nearest {
  choices: Likeness[];
  rival: Likeness | null;
}

const NOT_COMPARED: ComparedFace = { ...NOBODY_NEAR, choices: [], rival: null };

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
