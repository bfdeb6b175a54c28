import type { EventOf } from "../output/events.ts";
import { type BegunRun, compareRuns } from "./leaf_run.ts";
import { type Asked, differenceOf } from "./question.ts";

type Start = EventOf<"start">;

/** Two files hold the results of different questions. */
export class DifferentQuestions extends Error {
  override readonly name = "DifferentQuestions";
}

/** What the `start`s of files say together. Of each no more is kept than that: a thousand may name a thousand people each. */
export class MetStarts {
  #first: { question: Asked; file: string } | null = null;
  #top: { start: Start; run: BegunRun } | null = null;
  readonly #roots = new Set<string>();
  readonly #warnings = { people: new Map<string, Set<string>>(), not_people: new Map<string, Set<string>>() };

  /** Takes a `start` of `file`, and the run of the highest rank that it is about. Throws {@link DifferentQuestions}. */
  add(start: Start, run: BegunRun, file: string) {
    this.#first ??= { question: questionOf(start), file };
    const difference = differenceOf(this.#first.question, start);
    if (difference !== null) {
      throw new DifferentQuestions(
        `${this.#first.file} and ${file} do not ask the same: ${difference}. Only results of one question can be merged.`,
      );
    }
    if (!this.#top || compareRuns(this.#top.run, run) < 0) this.#top = { start, run };
    for (const root of start.roots) this.#roots.add(root);
    for (const kind of ["people", "not_people"] as const) {
      for (const { name, warnings } of start[kind]) {
        const known = this.#warnings[kind].get(name) ?? new Set();
        this.#warnings[kind].set(name, known);
        for (const warning of warnings) known.add(warning);
      }
    }
  }

  /** The one of the run of the highest rank; null where none was met. */
  get top(): Start | null {
    return this.#top && this.#top.start;
  }

  /** Of all, in no order. */
  get roots(): string[] {
    return [...this.#roots];
  }

  /** What all say of somebody who is sought, or not wanted, in no order. */
  warnings(kind: "people" | "not_people", name: string): string[] {
    return [...this.#warnings[kind].get(name) ?? []];
  }
}

function questionOf({ people, not_people, strictness, threshold }: Asked): Asked {
  const names = (people: Asked["people"]) => people.map(({ name }) => ({ name }));
  return { people: names(people), not_people: names(not_people), strictness, threshold };
}
