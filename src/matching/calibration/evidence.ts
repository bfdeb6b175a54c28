import { Tail } from "./tail.ts";
import type { SamplePerson, Trial } from "./trials.ts";

/** What searches for some people among their photos showed. */
export interface Evidence {
  /** Ascending. */
  references: number[];
  /** Of photos of the person sought, by number of references. */
  own: Map<number, Float32Array>;
  /** Of photos of others, likewise. */
  strangers: Map<number, Float32Array>;
}

/** Fewer than this many photos of the people sought say nothing of how they are found. */
const FEWEST_OWN = 20;

/** Takes together the trials of the people that `counts`, among the photos of these people; what is too few is left out. */
export function gather(
  people: readonly SamplePerson[],
  trials: readonly Trial[],
  counts: (person: number) => boolean = () => true,
): Evidence {
  const owners = people.flatMap(({ embeddings }, person) => embeddings.map(() => person));
  const photos = owners.flatMap((person, photo) => counts(person) ? [photo] : []);
  const all: Evidence = { references: [], own: new Map(), strangers: new Map() };
  const numbers = [...new Set(trials.map(({ references }) => references))].sort((a, b) => a - b);
  for (const references of numbers) {
    const chosen = trials.filter((trial) => trial.references === references && counts(trial.person));
    const own = joined(chosen.map((trial) => trial.own));
    const strangers = joined(
      chosen.map(({ all }) =>
        Float32Array.from(photos, (photo) => all[photo]).filter((value) => !isNaN(value))
      ),
    );
    if (own.length < FEWEST_OWN || strangers.length < Tail.FEWEST) continue;
    all.references.push(references);
    all.own.set(references, own);
    all.strangers.set(references, strangers);
  }
  return all;
}

/** All values one after the other. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
