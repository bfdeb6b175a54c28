import { type Decision, Matcher } from "../../../src/matching/decision/decide.ts";
import type { KnownPerson } from "../../../src/matching/decision/known_person.ts";
import { makePerson } from "../../../src/matching/person.ts";

/** Embeddings of two numbers: their similarity is the cosine of the angle between them. */
export const unit = (angle: number) => Float32Array.of(Math.cos(angle), Math.sin(angle));

/** Somebody with one reference, at an angle. */
export function person(name: string, angle: number, { threshold = 0.8, certain = 0.95 } = {}): KnownPerson {
  return { ...makePerson(name, [unit(angle)]), threshold, certain };
}

/** Who the faces of one photo are. */
export function decide(
  faces: readonly Float32Array[],
  people: readonly KnownPerson[],
  notWanted: readonly KnownPerson[] = [],
): Decision[] {
  return new Matcher(people, notWanted).decide(faces);
}
