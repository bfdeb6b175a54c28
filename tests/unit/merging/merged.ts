/** Merges texts as `merge` merges files. */
import { join } from "node:path";
import { Gathered } from "../../../src/merging/gathered.ts";
import { Merge } from "../../../src/merging/merge.ts";
import { eventReader, readInput } from "../../../src/merging/results_reader.ts";
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
  const folder = Deno.makeTempDirSync({ prefix: "facefinder-test-" });
  const inputs = files.map((text, i) => {
    const name = `${i}.ndjson`, path = join(folder, name);
    Deno.writeTextFileSync(path, text);
    return { name, file: Deno.openSync(path) };
  });
  try {
    const gathered = new Gathered();
    inputs.forEach((input, i) => [...readInput(input, i, gathered, asEvent)]);
    const merge = new Merge(gathered, eventReader(inputs)), events = [...merge.events()];
    const text = events.map((event) => JSON.stringify(event) + "\n").join("");
    const { lacks, doubts } = merge.completeness;
    return { text, events, lacks, doubts, oddities: gathered.oddities };
  } finally {
    inputs.forEach(({ file }) => file.close());
    Deno.removeSync(folder, { recursive: true });
  }
}
