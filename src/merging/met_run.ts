import type { Event, EventOf } from "../output/events.ts";
import type { Gathered } from "./gathered.ts";
import { type BegunRun, compareRuns, type LeafRun } from "./leaf_run.ts";

/** The results of a run, or merged ones, from their `start` on. */
export interface MetRun {
  /** Told together up to here. */
  stretch: number;
  /** The number of the run that told an event of a photo or file. */
  leafOf(event: Event): number;
  /** Takes what else is told. */
  take(event: Event): void;
  /** Nothing more comes. Throws an Error where something is missing that must be there. */
  close(): void;
}

/** A run as it was told by itself. */
export class ToldRun implements MetRun {
  readonly stretch: number;
  #leaf: number | null = null;
  readonly #begun: BegunRun;
  readonly #counts = { photos: 0, errors: 0, skipped: 0 };
  #end: EventOf<"end"> | null = null;
  #last: string;

  constructor(
    private readonly start: EventOf<"start">,
    private readonly file: string,
    private readonly gathered: Gathered,
  ) {
    const { run, search, version, time: started, shard } = start;
    this.#begun = { run, search, version, started, ...(shard && { shard }) };
    this.#last = started;
    this.stretch = gathered.newStretch();
  }

  leafOf(): number {
    if (this.#leaf !== null) return this.#leaf;
    this.gathered.starts.add(this.start, this.#begun, this.file);
    return this.#leaf = this.gathered.leaves.begin(this.#begun);
  }

  take(event: Event) {
    this.#last = event.time;
    switch (event.type) {
      case "match":
      case "photo":
        if (!event.revised) this.#counts.photos++;
        break;
      case "error":
        this.#counts.errors++;
        break;
      case "skip":
        this.#counts.skipped++;
        break;
      case "end":
        this.#end = event;
    }
  }

  close() {
    // A run that was stopped while it looked at reference photos has asked nothing yet.
    if (this.#leaf === null && this.start.people.length === 0 && this.#end?.reason !== "done") {
      this.gathered.oddities.push(
        `${this.file}: left out run ${this.#begun.run}, which hadn't begun to search`,
      );
      return;
    }
    this.gathered.leaves.end(this.leafOf(), { ...this.#begun, ...this.#outcome() });
  }

  #outcome(): Omit<LeafRun, keyof BegunRun> {
    if (this.#end) {
      const { reason, photos, errors, skipped, seconds } = this.#end;
      return { reason, photos, errors, skipped, seconds };
    }
    const milliseconds = Date.parse(this.#last) - Date.parse(this.#begun.started);
    return { reason: null, ...this.#counts, seconds: Math.max(0, milliseconds || 0) / 1000 };
  }
}

/** Merged results. */
export class MergedRuns implements MetRun {
  readonly stretch: number;
  readonly #leaves: ReadonlyMap<string, number>;
  #isWhole = false;

  constructor(start: EventOf<"start">, merged: readonly LeafRun[], file: string, gathered: Gathered) {
    if (merged.length === 0) {
      throw new Error(
        "these are merged results of no run. Expected those of one and more, as merge writes them.",
      );
    }
    gathered.starts.add(start, merged.reduce((a, b) => compareRuns(a, b) < 0 ? b : a), file);
    this.stretch = gathered.newStretch();
    this.#leaves = new Map(merged.map((run) => {
      const leaf = gathered.leaves.begin(run);
      gathered.leaves.end(leaf, run);
      return [run.run, leaf];
    }));
  }

  leafOf(event: Event): number {
    const { found_by } = event as EventOf<"match">, leaf = this.#leaves.get(found_by ?? "");
    if (leaf === undefined) {
      throw new Error(`found_by is ${found_by}, expected one of the runs that start names.`);
    }
    return leaf;
  }

  take(event: Event) {
    if (event.type === "end") this.#isWhole = true;
  }

  close() {
    // What is missing can't be told from what never was there.
    if (!this.#isWhole) {
      throw new Error("these merged results have no end: merge again what they were made of.");
    }
  }
}
