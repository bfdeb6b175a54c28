/**
 * Measures how well the executable finds people: `deno run -A tests/accuracy/accuracy.ts --help`. Prints tables, and
 * writes the same figures as NDJSON: a line `run`, a line `measure` for each figure, a line `miss` for each photo that
 * was not found or taken for somebody else, a line `not_run` for what could not be measured.
 */
import { join, resolve } from "node:path";
import { UsageError } from "../../src/failure.ts";
import { measureAlbums } from "./album.ts";
import { measureClustering } from "./clustering.ts";
import { readCollection } from "./collection.ts";
import type { Context, Findings } from "./context.ts";
import { measureDecisions } from "./decisions.ts";
import { measureLadders, UNTOUCHED } from "./ladders.ts";
import { DATA, type Options, PAIRS, parseOptions, type Part, PARTS } from "./options.ts";
import type { Measure } from "./measure.ts";
import { ProgramRunner } from "./program_run.ts";
import { exists } from "./python.ts";
import { ReferencePipeline } from "./reference.ts";
import { measureSearch } from "./search.ts";
import { losses, tables } from "./table.ts";
import { measureVerification } from "./verification.ts";
import { measureYaw } from "./yaw.ts";

const MEASURE: Record<Part, (context: Context) => Promise<Findings>> = {
  search: measureSearch,
  clustering: measureClustering,
  verification: measureVerification,
  yaw: measureYaw,
  album: measureAlbums,
  ladders: measureLadders,
  decisions: measureDecisions,
};
/** How many rungs the list of losses tells of. */
const WORST = 25;

const began = performance.now();

try {
  await measureAll(parseOptions(Deno.args));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`accuracy: ${error.message}`);
  Deno.exitCode = 2;
}

async function measureAll(options: Options): Promise<void> {
  await using runner = await ProgramRunner.make(options.effort);
  const context = await makeContext(options, runner);
  const output = resolve(options.output ?? join(context.cache, "results.ndjson"));
  const write = (type: string, line: object) =>
    Deno.writeTextFile(output, `${JSON.stringify({ type, ...line })}\n`, { append: true });
  await Deno.writeTextFile(output, "");
  await write("run", { ...options, time: new Date().toISOString() });

  const measures: Measure[] = [];
  for (const part of options.only ?? PARTS) {
    log(part);
    const findings = await MEASURE[part](context);
    measures.push(...findings.measures);
    for (const measure of findings.measures) await write("measure", measure);
    for (const miss of findings.misses ?? []) await write("miss", miss);
    for (const what of findings.notRun ?? []) await write("not_run", { what });
    console.log(tables(findings.measures));
    for (const what of findings.notRun ?? []) console.log(`Not run: ${what}\n`);
  }
  console.log(losses(measures, UNTOUCHED, WORST));
  log(`done; figures in ${output}`);
}

async function makeContext(options: Options, runner: ProgramRunner): Promise<Context> {
  const data = resolve(options.data), cache = resolve(options.cache);
  const owners = readCollection(data, options.least), sought = owners.filter((owner) => owner.sought).length;
  if (sought === 0) {
    throw new UsageError(
      `nobody in ${data} has ${options.least} photos. Give a smaller --least, or --data with more photos of each person.`,
    );
  }
  log(`${owners.length} people, ${sought} of them sought`);
  await Deno.mkdir(cache, { recursive: true });
  const done = new Map<string, Promise<unknown>>();
  return {
    runner,
    data,
    owners,
    cache,
    photos: options.photos,
    seed: options.seed,
    pairs: options.pairs ?? (options.data === DATA && await exists(PAIRS) ? PAIRS : null),
    reference: options.reference ? await ReferencePipeline.open(cache) : null,
    log,
    once: <T>(name: string, make: () => Promise<T>) => {
      if (!done.has(name)) done.set(name, make());
      return done.get(name) as Promise<T>;
    },
  };
}

function log(line: string) {
  console.error(`${((performance.now() - began) / 1000).toFixed()} s: ${line}`);
}
