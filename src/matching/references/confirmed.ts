import { cosine, makePerson, type Person, type ReferenceSource, similarity } from "../person.ts";
import { SAME_PICTURE } from "./reference.ts";

/** A face that somebody has confirmed to be a person. */
export interface ConfirmedFace {
  embedding: Float32Array;
  /** See `Quality`. */
  sharpness: number;
  source: ReferenceSource;
}

/**
 * References of a person from which on confirmed faces add nothing: five say enough, and each more makes strangers
 * come nearer. What they add to fewer stands in tests/accuracy/README.md ("What Yes and No change"). Chosen on an
 * earlier build, on one half of LFW's photos: more references than five missed 14 photos there instead of 12, and all
 * of the 800 right matches of the other half, instead of the 20 least sure, 24 instead of 19 with three.
 */
const ENOUGH_REFERENCES = 5;

/**
 * `person` with confirmed faces among the references, as far as they add something: those that are least like the person
 * so far first, since they show new sides.
 */
export function withConfirmed<P extends Person & { sharpness: readonly number[] }>(
  person: P,
  confirmed: readonly ConfirmedFace[],
): P {
  const room = ENOUGH_REFERENCES - person.references.length;
  if (room <= 0) return person;
  // One picture with a reference teaches nothing.
  const isNew = ({ embedding }: ConfirmedFace) =>
    person.references.every((reference) => cosine(reference, embedding) < SAME_PICTURE);
  const joining = confirmed.filter(isNew)
    .map((face) => ({ face, alike: similarity(person, face.embedding) }))
    .sort((a, b) => a.alike - b.alike)
    .slice(0, room).map(({ face }) => face);
  if (joining.length === 0) return person;
  const references = [...person.references, ...joining.map(({ embedding }) => embedding)];
  const sharpness = [...person.sharpness, ...joining.map((face) => face.sharpness)];
  const sources = person.sources && [...person.sources, ...joining.map(({ source }) => source)];
  return { ...person, ...makePerson(person.name, references, sharpness), sharpness, sources };
}
