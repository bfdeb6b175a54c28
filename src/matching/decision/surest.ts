import { cosine, extended } from "../person.ts";
import { SAME_PICTURE } from "../references/reference.ts";
import type { Decision } from "./decide.ts";
import type { KnownPerson, Likeness } from "./known_person.ts";

/** More matches of a person than this teach nothing more; measured on LFW with 1, 2, 3 and 5 references. */
const MOST_MATCHES = 10;
/**
 * How much below its threshold a face may still come to be somebody once more is known of how they look. Larger rises
 * are rare, and each hundredth makes some more photos wait. Chosen by that.
 */
const HIGHEST_RISE = 0.12;

/**
 * The surest matches of a run: they show sides of a person that the references don't. Of 1,705 photos of LFW, with one
 * reference of each person, 45 instead of 64 are missed, with no more false matches.
 */
export class SurestMatches {
  readonly #found = new Map<
    KnownPerson,
    { content: string; embedding: Float32Array; similarity: number }[]
  >();

  /**
   * Takes the matches of one photo that are sure enough; `embeddings` are of its faces, in the decisions' order.
   * `content` names what is in the file: copies of one photo, and other looks at it, teach nothing more than that. Nor do
   * the reference photos and copies of them, which often lie in what is searched.
   */
  add(content: string, embeddings: readonly Float32Array[], decisions: readonly Decision[]) {
    decisions.forEach((decision, face) => {
      const { person, similarity } = likenessOf(decision) ?? {};
      if (!person || similarity === undefined || similarity < person.certain) return;
      if (person.references.some((one) => cosine(one, embeddings[face]) >= SAME_PICTURE)) return;
      const found = this.#found.get(person) ?? [],
        same = found.findIndex((match) => match.content === content);
      if (same >= 0 && found[same].similarity >= similarity) return;
      if (same >= 0) found.splice(same, 1);
      found.push({ content, embedding: embeddings[face], similarity });
      found.sort((a, b) => b.similarity - a.similarity).splice(MOST_MATCHES);
      this.#found.set(person, found);
    });
  }

  /**
   * `people`, with what was learnt of them; `rise` says by how much the threshold goes up of somebody with so many
   * references and so many matches.
   */
  learnt(
    people: readonly KnownPerson[],
    rise: (photos: { references: number; found: number }) => number,
  ): KnownPerson[] {
    return people.map((person) => {
      const found = this.#found.get(person);
      if (!found) return person;
      const threshold = person.threshold +
        rise({ references: person.references.length, found: found.length });
      return { ...extended(person, found.map(({ embedding }) => embedding)), threshold };
    });
  }
}

/** Who a face is, sought or not. */
function likenessOf({ person, similarity, rival, isRival }: Decision): Likeness | null {
  if (person && similarity !== null) return { person, similarity };
  return isRival ? rival : null;
}

/** True when a face that is nobody is so near to being somebody that {@link SurestMatches} may decide it. */
export function isUndecided(decisions: readonly Decision[]): boolean {
  return decisions.some(({ person, nearest, similarity, isRival }) =>
    !person && !isRival && nearest && similarity! >= undecidedFrom(nearest)
  );
}

/** The similarity from which on {@link SurestMatches} may decide that a face is somebody. */
export const undecidedFrom = ({ threshold }: KnownPerson) => threshold - HIGHEST_RISE;
