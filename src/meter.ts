/** Where the time of a photo goes, in the order of its way through the program. */
export const METERED_STAGES = [
  "read",
  "decode",
  "resize",
  "overview",
  "propose",
  "crops",
  "whole",
  "turned",
  "closer",
  "align",
  "embed",
  "match",
  "write",
] as const;
export type MeteredStage = (typeof METERED_STAGES)[number];

/** What was done at one stage. */
export interface Measure {
  /** Milliseconds in all, and those of them inside a decoder's or a network's own code. */
  ms: number;
  kernel: number;
  /** How often the kernel ran, and on how much: bytes read, pixels decoded, pixels of networks' inputs. */
  runs: number;
  amount: number;
}

/** What was done, by stage; stages at which nothing was done are left out. */
export type Measures = Partial<Record<MeteredStage, Measure>>;

/**
 * Adds up what is done at each stage, where one thing is done at a time. A stage within another counts as the outer
 * one: the detector's overview of a turned photo is a part of looking at it turned.
 */
export class Meter {
  #measures: Measures = {};
  #stage: MeteredStage | null = null;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Does `work` as a stage. */
  async stage<T>(stage: MeteredStage, work: () => T | Promise<T>): Promise<T> {
    if (this.#stage) return await work();
    const began = this.now();
    this.#stage = stage;
    try {
      return await work();
    } finally {
      this.#stage = null;
      this.add(stage, { ms: this.now() - began });
    }
  }

  /** Runs a kernel on so much, as a part of the stage that is going on. */
  async kernel<T>(amount: number, run: () => T | Promise<T>): Promise<T> {
    const began = this.now();
    try {
      return await run();
    } finally {
      this.ran(amount, this.now() - began);
    }
  }

  /** Adds a kernel's run of `kernel` milliseconds to the stage that is going on. */
  ran(amount: number, kernel: number) {
    if (this.#stage) this.add(this.#stage, { kernel, runs: 1, amount });
  }

  /** Adds to what was done at a stage. */
  add(stage: MeteredStage, { ms = 0, kernel = 0, runs = 0, amount = 0 }: Partial<Measure>) {
    const sum = this.#measures[stage] ??= { ms: 0, kernel: 0, runs: 0, amount: 0 };
    sum.ms += ms;
    sum.kernel += kernel;
    sum.runs += runs;
    sum.amount += amount;
  }

  /** What was done since it was last taken. */
  take(): Measures {
    const taken = this.#measures;
    this.#measures = {};
    return taken;
  }

  /** Adds what another has taken. */
  addAll(measures: Measures) {
    for (const stage of METERED_STAGES) if (measures[stage]) this.add(stage, measures[stage]);
  }
}
