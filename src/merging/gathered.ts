import { EventTable } from "./event_table.ts";
import { LeafRuns } from "./leaf_runs.ts";
import { MetStarts } from "./met_starts.ts";

/** All that was met in files of results: who told what, and where it is written. */
export class Gathered {
  readonly leaves = new LeafRuns();
  readonly starts = new MetStarts();
  readonly photos = new EventTable();
  /** Events of what was left out and of what failed. */
  readonly notes = new EventTable();
  /** What is odd about the files, for people. */
  readonly oddities: string[] = [];
  /** When the last line was written. */
  latest = "";
  #stretches = 0;

  /** The number of another stretch of a file that begins with a `start`. */
  newStretch(): number {
    return this.#stretches++;
  }
}
