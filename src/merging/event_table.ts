import { compareTexts } from "../text_order.ts";

/** Where an event is, and what it is about. */
export interface EventPlace {
  path: string;
  /** What else tells it from others: of a photo its content's hash, of others what is said. */
  key: string;
  /** Number of the run that told it. */
  leaf: number;
  /** Number of the stretch of a file that it was met in, with one `start`. */
  stretch: number;
  /** Number of the file, where the line begins there, and its length, in bytes. */
  file: number;
  at: number;
  length: number;
}

/** Numbers that are kept of an event, beside its path. */
const FIELDS = 6, KEY = 0, LEAF = 1, STRETCH = 2, FILE = 3, AT = 4, LENGTH = 5;

/**
 * Where events are, by numbers: 0, 1 … in the order in which they were met. Takes some 50 bytes of each beside its path,
 * and a key once.
 */
export class EventTable {
  readonly #paths: string[] = [];
  readonly #keys: string[] = [];
  readonly #keyNumbers = new Map<string, number>();
  #facts = new Float64Array(FIELDS * 1024);

  get size(): number {
    return this.#paths.length;
  }

  /** How many keys there are: they too go by numbers. */
  get keys(): number {
    return this.#keys.length;
  }

  add({ path, key, leaf, stretch, file, at, length }: EventPlace) {
    let number = this.#keyNumbers.get(key);
    if (number === undefined) this.#keyNumbers.set(key, number = this.#keys.push(key) - 1);
    const base = FIELDS * this.size;
    if (base === this.#facts.length) {
      const larger = new Float64Array(2 * base);
      larger.set(this.#facts);
      this.#facts = larger;
    }
    this.#paths.push(path);
    this.#facts.set([number, leaf, stretch, file, at, length], base);
  }

  path = (event: number): string => this.#paths[event];
  keyNumber = (event: number): number => this.#facts[FIELDS * event + KEY];
  leaf = (event: number): number => this.#facts[FIELDS * event + LEAF];
  stretch = (event: number): number => this.#facts[FIELDS * event + STRETCH];

  /** Where its line is. */
  place(event: number): Pick<EventPlace, "file" | "at" | "length"> {
    const base = FIELDS * event;
    return { file: this.#facts[base + FILE], at: this.#facts[base + AT], length: this.#facts[base + LENGTH] };
  }

  /** The events of each path and key, by the path and then by the key, both in the order of code units. */
  *groups(): Generator<readonly number[]> {
    const order = this.#sorted((a, b) =>
      compareTexts(this.path(a), this.path(b)) ||
      compareTexts(this.#keys[this.keyNumber(a)], this.#keys[this.keyNumber(b)]) || a - b
    );
    yield* runsOf(order, (a, b) => this.keyNumber(a) === this.keyNumber(b) && this.path(a) === this.path(b));
  }

  /** The events of each key, by the stretch and then as they were met. */
  *groupsByKey(): Generator<readonly number[]> {
    const order = this.#sorted((a, b) =>
      this.keyNumber(a) - this.keyNumber(b) || this.stretch(a) - this.stretch(b) || a - b
    );
    yield* runsOf(order, (a, b) => this.keyNumber(a) === this.keyNumber(b));
  }

  #sorted(compare: (a: number, b: number) => number): Uint32Array {
    return Uint32Array.from({ length: this.size }, (_, event) => event).sort(compare);
  }
}

function* runsOf(order: Uint32Array, belong: (a: number, b: number) => boolean): Generator<number[]> {
  for (let from = 0, to; from < order.length; from = to) {
    for (to = from + 1; to < order.length && belong(order[from], order[to]);) to++;
    yield [...order.subarray(from, to)];
  }
}
