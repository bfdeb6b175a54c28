/** Merges texts as `merge` merges files. */
import { join } from "node:path";
import { MergeInputs } from "../../../src/commands/merge_files.ts";
import { Gathered } from "../../../src/merging/gathered.ts";
import { Merge } from "../../../src/merging/merge.ts";
import { readInput } from "../../../src/merging/results_reader.ts";
import type { Event } from "../../../src/output/events.ts";
import { compileReadEvent } from "../../../src/output/read_event.ts";

const asEvent = compileReadEvent();

/** What came of a merge. */
export interface Merged {
  text: string;
  events: Event[];
  /** What is said on stderr. */
  lacks: string[];
  doubts: string[];
  oddities: string[];
}

/** Merges files, named `0.ndjson`, `1.ndjson` …, of these contents. */
export function merged(...files: readonly string[]): Merged {
  const folder = Deno.makeTempDirSync({ prefix: "facefinder-test-" }), inputs = new MergeInputs();
  const before = Deno.cwd();
  try {
    // Messages name files as they were given.
    Deno.chdir(folder);
    files.forEach((text, i) => {
      Deno.writeTextFileSync(join(folder, `${i}.ndjson`), text);
      inputs.open(`${i}.ndjson`);
    });
    const gathered = new Gathered();
    inputs.all.forEach((input, i) => [...readInput(input, i, gathered, asEvent)]);
    const merge = new Merge(gathered, inputs.read), events = [...merge.events()];
    const text = events.map((event) => JSON.stringify(event) + "\n").join("");
    const { lacks, doubts } = merge.completeness;
    return { text, events, lacks, doubts, oddities: gathered.oddities };
  } finally {
    inputs.close();
    Deno.chdir(before);
    Deno.removeSync(folder, { recursive: true });
  }
}
