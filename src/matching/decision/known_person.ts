import type { Person } from "../person.ts";

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

/** How much a face is like a person, -1 to 1. */
export interface Likeness {
  person: KnownPerson;
  similarity: number;
}
