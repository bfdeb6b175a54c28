import { createHash } from "node:crypto";
import { compareTexts } from "../../text_order.ts";
import { makePerson, similarity } from "../person.ts";

/** A person of whom the photos are known: a unit embedding of each. */
export interface SamplePerson {
  name: string;
  embeddings: readonly Float32Array[];
}

/** One search for one person, with some of their photos as references: how alike all other photos were. */
export interface Trial {
  /** Number of the person. */
  person: number;
  references: number;
  /** Of the person's other photos. */
  own: Float32Array;
  /** Of everybody's photos, person by person; those of the person sought are NaN. */
  all: Float32Array;
}

/** More searches with the same number of references tell little more, and take their time. */
const MOST_TRIALS = 200;
/** How often the same person is sought. */
const MOST_OF_ONE = 4;

/** Searches with `references` references for people who have as many photos and more, as many people as possible. */
export function* makeTrials(people: readonly SamplePerson[], references: number): Generator<Trial> {
  const able = [...people.keys()].filter((person) => people[person].embeddings.length > references);
  const rounds = Math.min(MOST_OF_ONE, Math.ceil(MOST_TRIALS / Math.max(1, able.length)));
  for (let round = 0; round < rounds; round++) {
    for (const person of inHashOrder(able, String(round)).slice(0, MOST_TRIALS - round * able.length)) {
      yield makeTrial(people, person, references, round);
    }
  }
}

function makeTrial(
  people: readonly SamplePerson[],
  person: number,
  references: number,
  round: number,
): Trial {
  const { name, embeddings } = people[person];
  const order = inHashOrder([...embeddings.keys()], `${round} ${person}`);
  const sought = makePerson(name, order.slice(0, references).map((photo) => embeddings[photo]));
  const own = Float32Array.from(order.slice(references), (photo) => similarity(sought, embeddings[photo]));
  const all = new Float32Array(people.reduce((sum, { embeddings }) => sum + embeddings.length, 0));
  let at = 0;
  people.forEach((other, i) => {
    for (const embedding of other.embeddings) all[at++] = i === person ? NaN : similarity(sought, embedding);
  });
  return { person, references, own, all };
}

/** Numbers in an order that looks like chance, and is always the same for the same `seed`. */
export function inHashOrder(numbers: readonly number[], seed: string): number[] {
  const key = (n: number) => createHash("sha256").update(`${seed} ${n}`).digest("hex");
  return numbers.map((n) => ({ n, key: key(n) })).sort((a, b) => compareTexts(a.key, b.key)).map(({ n }) =>
    n
  );
}
