import { type Person, similarity } from "./person.ts";

/** A person who is sought, with the similarity that a face must reach. */
export interface Sought extends Person {
  threshold: number;
  /** The similarity from which on a match is so sure that others may be judged by it. */
  certain: number;
}

/** What was decided about one face. */
export interface Decision {
  /** Who it is, or null. */
  person: Sought | null;
  /** The sought person who is most like it; null when nobody is sought. */
  nearest: Sought | null;
  /** To the nearest, -1 to 1. */
  similarity: number | null;
  /** The second nearest. */
  runnerUp: { person: Sought; similarity: number } | null;
}

/**
 * Decides who the faces of one photo are, in their order. A face whose embedding was not kept (an empty one) is nobody. A face is its nearest person when the similarity reaches
 * that person's threshold. Nobody is in a photo twice: the most similar of several such faces wins, the others stay
 * without a name.
 */
export function decide(embeddings: readonly Float32Array[], people: readonly Sought[]): Decision[] {
  const decisions = embeddings.map((embedding) => nearestOf(embedding, people));
  const best = new Map<Sought, Decision>();
  for (const decision of decisions) {
    const { nearest } = decision;
    if (!nearest || decision.similarity! < nearest.threshold) continue;
    const rival = best.get(nearest);
    if (!rival || decision.similarity! > rival.similarity!) best.set(nearest, decision);
  }
  for (const [person, decision] of best) decision.person = person;
  return decisions;
}

function nearestOf(embedding: Float32Array, people: readonly Sought[]): Decision {
  const [first, second] = (embedding.length === 0 ? [] : people)
    .map((person) => ({ person, similarity: similarity(person, embedding) }))
    .sort((a, b) => b.similarity - a.similarity);
  return {
    person: null,
    nearest: first?.person ?? null,
    similarity: first?.similarity ?? null,
    runnerUp: second ?? null,
  };
}
