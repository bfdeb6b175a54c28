import { availableParallelism } from "node:os";
import denoConfig from "../../deno.json" with { type: "json" };
import { defaultPackFolder } from "../assets.ts";
import { type DataFolder, openDataFolder } from "../data_folder.ts";
import { exitCode } from "../exit_code.ts";
import { type Manifest } from "../faces/manifest.ts";
import { modelFiles, readManifest } from "../faces/pack.ts";
import { UsageError } from "../failure.ts";
import { CsvSink } from "../output/csv.ts";
import type { EventOf, Unsent } from "../output/events.ts";
import { type EventSink, EventStamp, NdjsonSink, ReaderGone, SerialWriter } from "../output/ndjson.ts";
import { TextSink } from "../output/text.ts";
import { defaultWorkers, startEngine } from "../scan/engine.ts";
import type { WorkerPool } from "../scan/pool.ts";
import { newTally, scan, type ScanPlan, type Tally } from "../scan/scan.ts";
import { photoLimits } from "../photos/limits.ts";
import type { WalkSettings } from "../photos/walk.ts";
import type { Context } from "./context.ts";
import type { Format, PhotoOptions } from "./options.ts";
import { checkRoots, readPathList } from "./roots.ts";

/** The program's version, kept in deno.json. */
export const VERSION: string = denoConfig.version;

/** What a command that analyses photos adds to the common way from options to events. */
export interface PhotoCommand {
  /** True when people are sought: decides between exit codes 0 and 1. */
  seeks: boolean;
  /** Made once the workers run; may throw a {@link UsageError}. */
  plan(engine: { pool: WorkerPool; manifest: Manifest; signal: AbortSignal }): Promise<{
    plan: Omit<ScanPlan, "roots" | "walk">;
    people: EventOf<"start">["people"];
    threshold: number | null;
  }>;
  /** Folders that must not be searched, because the command writes to them. */
  own: readonly string[];
}

/** Runs a photo command from its options to its `end` event, and gives the exit code. */
export async function runPhotos(
  paths: readonly string[],
  options: PhotoOptions,
  context: Context,
  command: PhotoCommand,
): Promise<number> {
  const manifest = readManifest(defaultPackFolder());
  checkModelNames(options, manifest);
  const fromStdin = paths.includes("-");
  const roots = await checkRoots(paths.filter((path) => path !== "-"));
  const list = fromStdin ? "-" : options.filesFrom;
  if (list !== undefined) roots.push(...await readPathList(list, options.null, context.stdin));
  if (roots.length === 0) throw new UsageError("no photos to search: give at least one file or folder.");

  const tell = options.quiet ? () => {} : context.tell;
  const data = openDataFolder(options.data, context.executable);
  if (data.note) tell(data.note);
  try {
    return await runIn(data, { roots, options, context, command, manifest, tell });
  } finally {
    data.close();
  }
}

interface Run {
  roots: string[];
  options: PhotoOptions;
  context: Context;
  command: PhotoCommand;
  manifest: Manifest;
  tell: (line: string) => void;
}

async function runIn(
  data: DataFolder,
  { roots, options, context, command, manifest, tell }: Run,
): Promise<number> {
  const began = performance.now();
  const workers = options.parallel ??
    defaultWorkers(availableParallelism(), Deno.systemMemoryInfo().available);
  const limits = photoLimits(Deno.systemMemoryInfo().available, workers, options.maxMegapixels);
  const pool = await startEngine({ pack: defaultPackFolder(), workers, data, limits });
  const stopPool = () => pool.stop();
  try {
    const { plan, people, threshold } = await command.plan({ pool, manifest, signal: context.signal });
    const sink = makeSink(options.format ?? (context.stdoutIsTerminal ? "text" : "ndjson"), context);
    const walk = walkSettings(options, [...command.own, data.path]);
    tell(startLine(people.map(({ name }) => name), workers));
    for (const { warnings } of people) warnings.forEach((warning) => tell(`warning: ${warning}`));
    return await stream(sink, {
      start: startEvent(manifest, workers, roots, people, threshold),
      plan: { ...plan, roots, walk },
      pool,
      signal: context.signal,
      progressEvery: options.progress,
      seconds: () => (performance.now() - began) / 1000,
      seeks: command.seeks,
      tell,
    });
  } finally {
    stopPool();
  }
}

interface Stream {
  start: Unsent<EventOf<"start">>;
  plan: ScanPlan;
  pool: WorkerPool;
  signal: AbortSignal;
  progressEvery: number | undefined;
  seconds: () => number;
  seeks: boolean;
  tell: (line: string) => void;
}

async function stream(
  sink: EventSink,
  { start, plan, pool, signal, progressEvery, seconds, seeks, tell }: Stream,
): Promise<number> {
  const tally = newTally();
  const timer = progressEvery && setInterval(() => {
    sink.send(progressEvent(tally, seconds())).catch(() => {}); // a reader who is gone is met at the next photo
  }, progressEvery * 1000);
  let reason: EventOf<"end">["reason"] = "done";
  try {
    await sink.send(start);
    const analyze = (path: string) => pool.analyze(path);
    await scan(plan, { analyze, capacity: pool.capacity, sink, signal }, tally);
    if (signal.aborted) reason = "interrupted";
  } catch (error) {
    // Whoever read our output has seen enough: an orderly end, as for `| head`.
    if (error instanceof ReaderGone) return 0;
    reason = "failed";
    tell(`error: ${error instanceof Error ? error.stack ?? error.message : error}`);
  } finally {
    clearInterval(timer);
  }
  const { photos, matches, errors, skipped } = tally;
  const exit = exitCode({ reason, matches, errors, seeks });
  await sink.send({
    type: "end",
    reason,
    exit,
    photos,
    matches,
    errors,
    skipped,
    seconds: Math.round(seconds() * 1000) / 1000,
  })
    .catch((error) => {
      if (!(error instanceof ReaderGone)) throw error;
    });
  tell(`${photos} photos, ${matches} with a match, ${errors} errors, ${seconds().toFixed(1)} s (${reason})`);
  return exit;
}

/** Packs and detectors are chosen by name; today there is one of each. */
function checkModelNames({ model, detector }: PhotoOptions, manifest: Manifest) {
  if (model !== manifest.name) {
    throw new UsageError(`--model ${model}: there is no such model pack; there is: ${manifest.name}.`);
  }
  const { kind } = manifest.detector;
  if (detector !== kind) {
    throw new UsageError(`--detector ${detector}: the pack has no such detector; it has: ${kind}.`);
  }
}

function walkSettings(
  { include, exclude, follow, hidden, anyName, oneFileSystem }: PhotoOptions,
  own: readonly string[],
): WalkSettings {
  return { include, exclude, follow, hidden, anyName, oneFileSystem, own };
}

function makeSink(format: Format, { stdout }: Context): EventSink {
  const writer = new SerialWriter(stdout);
  switch (format) {
    case "ndjson":
      return new NdjsonSink(writer, new EventStamp(crypto.randomUUID(), () => new Date()));
    case "text":
      return new TextSink(writer);
    case "csv":
      return new CsvSink(writer);
  }
}

function startEvent(
  manifest: Manifest,
  workers: number,
  roots: string[],
  people: EventOf<"start">["people"],
  threshold: number | null,
): Unsent<EventOf<"start">> {
  const models = modelFiles(manifest).map(({ file, sha256, licence }) => ({
    name: file,
    sha256,
    licence,
  }));
  const provider = { requested: "cpu", used: "cpu", reason: "the only provider of this version" };
  return {
    type: "start",
    schema: 1,
    version: VERSION,
    models,
    provider,
    workers,
    people,
    roots,
    threshold,
    resumed: 0,
  };
}

function startLine(names: string[], workers: number): string {
  const who = names.length === 0 ? "faces" : names.length <= 5 ? names.join(", ") : `${names.length} people`;
  return `looking for ${who}, ${workers} ${workers === 1 ? "photo" : "photos"} at a time`;
}

function progressEvent(
  { done, found, complete, matches, errors }: Tally,
  seconds: number,
): Unsent<EventOf<"progress">> {
  const rate = done / Math.max(seconds, 1e-3);
  const eta = complete && rate > 0 ? Math.round((found - done) / rate) : null;
  return {
    type: "progress",
    done,
    found,
    total: complete ? found : null,
    matches,
    errors,
    rate: Math.round(rate * 100) / 100,
    eta_s: eta,
  };
}
