import { decide, type Decision, type KnownPerson, type Sought } from "./decide.ts";

/**
 * Decides anew about the faces that are nobody yet, among the people who are not in the photo yet; the others stay as
 * they were decided. `people` and those who are `notWanted`: with what has been learnt of them since.
 */
export function reconsider(
  embeddings: readonly Float32Array[],
  decisions: readonly Decision[],
  people: readonly Sought[],
  notWanted: readonly KnownPerson[] = [],
): Decision[] {
  const named = new Set(decisions.flatMap(({ person }) => person ? [person.name] : []));
  const open = decisions.flatMap(({ person }, face) => person ? [] : [face]);
  const free = people.filter(({ name }) => !named.has(name));
  const anew = decide(open.map((face) => embeddings[face]), free, notWanted);
  return decisions.map((decision, face) => {
    if (decision.person) return decision;
    const found = anew[open.indexOf(face)];
    // The nearest to a face that stays nobody may be a person whom another face already is.
    return found.person ? found : { ...decide([embeddings[face]], people, notWanted)[0], person: null };
  });
}
