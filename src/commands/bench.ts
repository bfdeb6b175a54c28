import { join } from "node:path";
import { benchPhoto } from "../assets.ts";
import { type DataFolder, openDataFolder } from "../system/data_folder.ts";
import { DeviceFault } from "../devices/placement.ts";
import { EXIT_INCOMPLETE, EXIT_INTERRUPTED } from "../output/exit_code.ts";
import type { Effort } from "../faces/effort.ts";
import type { Manifest } from "../faces/manifest.ts";
import { readManifest } from "../faces/pack.ts";
import { processingId } from "../faces/processing.ts";
import { messageOf, UsageError } from "../failure.ts";
import { type Device, deviceText, parseDevice } from "../inference/device.ts";
import { PROVIDERS } from "../inference/provider.ts";
import type { EventSink } from "../output/event_sink.ts";
import { SerialWriter } from "../output/serial_writer.ts";
import { newTally } from "../output/tally.ts";
import { Told } from "../output/told.ts";
import { PLAIN_WALK } from "../photos/walk_item.ts";
import { processorTime } from "../system/processor_time.ts";
import { StoppedEarly } from "../scan/examiner.ts";
import { type ScanPlan, SEEKS_NOBODY, TELLS_MATCHES } from "../scan/plan.ts";
import { questionOfReferences } from "../scan/references.ts";
import { scan } from "../scan/scan.ts";
import { Targets } from "../scan/targets.ts";
import { makeTemporaryFolder } from "../system/temporary_folder.ts";
import {
  type BenchReport,
  benchReport,
  type BenchRun,
  benchText,
  type LeftOut,
  providersText,
} from "./bench_report.ts";
import type { Context } from "./context.ts";
import { Examination } from "./examination.ts";
import { packFolder, type PackOptions } from "./packs.ts";
import { Reporting } from "./reporting.ts";
import { checkRoots } from "./roots.ts";
import { findWho, loadWho } from "./who.ts";
import type { WhoOptions } from "./who_options.ts";

/** The options of `bench`, as parsed. */
export interface BenchOptions extends PackOptions {
  known: string[];
  parallel?: number;
  device: Device;
  /** Measure every provider that works here. */
  each: boolean;
  retest: boolean;
  effort: Effort;
  repeat: number;
  json: boolean;
  data?: string;
  /** Seconds. */
  photoTimeout: number;
  debug: boolean;
}

/**
 * `bench`: searches photos as `scan` does, several times from the beginning, and says where the time goes; with `each`,
 * by one provider after the other. What it remembers for that it forgets again.
 */
export async function runBench(
  paths: readonly string[],
  options: BenchOptions,
  context: Context,
): Promise<number> {
  const given = await checkRoots(paths);
  const data = openDataFolder(options.data, context.executable);
  const devices = options.each ? PROVIDERS.map(parseDevice) : [options.device];
  const reports: BenchReport[] = [], leftOut: LeftOut[] = [];
  try {
    await inFolderOfItsOwn(data, async ({ path }) => {
      const roots = paths.length === 0 ? [await builtInPhotos(path)] : given;
      for (const device of devices) {
        try {
          reports.push(await measure(roots, { ...options, device }, context, data));
        } catch (error) {
          if (!options.each || error instanceof StoppedEarly || error instanceof NothingMeasured) throw error;
          const reason = error instanceof DeviceFault ? error.fault : messageOf(error);
          leftOut.push({ provider: deviceText(device), reason });
        }
      }
    });
  } catch (error) {
    if (error instanceof StoppedEarly) return EXIT_INTERRUPTED;
    throw error;
  } finally {
    data.close();
  }
  const result = options.each ? { providers: reports, left_out: leftOut } : reports[0];
  const text = options.json
    ? JSON.stringify(result, null, 2)
    : options.each
    ? providersText(reports, leftOut)
    : benchText(reports[0]);
  await new SerialWriter(context.stdout).write(text + "\n");
  return reports.some(({ errors }) => errors > 0) ? EXIT_INCOMPLETE : 0;
}

/** There are no photos to measure with. */
class NothingMeasured extends UsageError {}

async function measure(
  roots: string[],
  options: BenchOptions,
  context: Context,
  data: DataFolder,
): Promise<BenchReport> {
  const runs: BenchRun[] = [], reporting = new Reporting({ ...options, quiet: false }, context);
  let workers = 0, provider: BenchReport["provider"] | null = null;
  for (let i = 0; i < options.repeat; i++) {
    const once = await inFolderOfItsOwn(
      data,
      (own) => runOnce(roots, options, context, own, data.path, reporting),
    );
    runs.push(once.run);
    workers = once.pool;
    provider = once.provider;
  }
  return benchReport(runs, workers, provider!);
}

/** Puts copies of the built-in photo into a folder below `path`, and gives that. */
async function builtInPhotos(path: string): Promise<string> {
  const folder = join(path, "photos"), photo = benchPhoto();
  await Deno.mkdir(folder);
  for (let i = 0; i < BUILT_IN_PHOTOS; i++) {
    // What follows a JPEG's end is no part of the picture, but makes it another file: copies are searched once.
    await Deno.writeFile(join(folder, `photo-${i}.jpg`), new Uint8Array([...photo, i]));
  }
  return folder;
}

/** Photos of web size: some seconds of work for two cores. */
const BUILT_IN_PHOTOS = 24;

/** One run over all photos, with workers that have started before. */
async function runOnce(
  roots: string[],
  options: BenchOptions,
  context: Context,
  data: DataFolder,
  devicesIn: string,
  reporting: Reporting,
): Promise<{ run: BenchRun; pool: number; provider: BenchReport["provider"] }> {
  const pack = packFolder(options, context.executable), manifest = readManifest(pack);
  const examination = await Examination.open({
    ...options,
    pack,
    processing: processingId(manifest),
    data,
    devicesIn,
    remember: "all",
    indexFolder: null,
    warn: reporting.warn,
    note: (message) => reporting.printer.line(message),
    signal: context.signal,
  }, context);
  try {
    const plan = await planOf(roots, options, manifest, examination, data);
    const { used, reason } = await examination.provider();
    if (used === "none") throw new Error(reason);
    const run = await measuredScan(plan, examination, context.signal);
    return { run, pool: examination.pool.size, provider: { used, reason } };
  } finally {
    await examination.close();
  }
}

/** What is searched: for the people of `--known`, or for nobody. */
async function planOf(
  roots: string[],
  options: BenchOptions,
  manifest: Manifest,
  examination: Examination,
  data: DataFolder,
): Promise<ScanPlan> {
  const { effort } = options;
  const who = options.known.length === 0 ? SEEKS_NOBODY : await loadWho(
    await findWho(whoOptions(options)),
    whoOptions(options),
    examination.examiner(questionOfReferences(effort)),
    manifest,
  );
  const { people, notWanted, rise, confidence } = who;
  return {
    ...SEEKS_NOBODY,
    ...TELLS_MATCHES,
    people,
    notWanted,
    rise,
    confidence,
    learning: true,
    roots,
    walk: { ...PLAIN_WALK, own: [data.path] },
    all: true,
    effort,
  };
}

/** Measures a scan from when all workers are there. */
async function measuredScan(
  plan: ScanPlan,
  examination: Examination,
  signal: AbortSignal,
): Promise<BenchRun> {
  const { meter, pool } = examination;
  await Promise.all(Array.from({ length: pool.size }, () => pool.ready()));
  // What was done for references is not part of it.
  meter.take();
  pool.meter.take();
  const tally = newTally(), sink = new FaceCounter(), busyBefore = pool.busy;
  const question = { search: "bench", embeddings: false, effort: plan.effort };
  const began = performance.now(), ownBefore = processorTime();
  await scan(plan, {
    examiner: examination.examiner(question),
    targets: await Targets.of(plan.roots),
    sink,
    told: new Told(),
    signal,
    meter,
  }, tally);
  const seconds = (performance.now() - began) / 1000;
  if (signal.aborted) throw new StoppedEarly();
  if (tally.photos === 0) throw new NothingMeasured("there are no photos there to measure with.");
  return {
    seconds,
    photos: tally.photos,
    errors: tally.errors,
    faces: sink.faces,
    measures: { ...pool.meter.take(), ...meter.take() },
    workersBusy: pool.busy - busyBefore,
    programBusy: processorTime() - ownBefore,
    memory: { program: Deno.memoryUsage().rss, workers: pool.memory },
  };
}

const whoOptions = ({ known }: BenchOptions): WhoOptions => ({
  known,
  not: [],
  decisions: [],
  name: [],
  loose: false,
  strict: false,
});

/** Takes events as a reader would who needs no time for them. */
class FaceCounter implements EventSink {
  faces = 0;

  send(event: Parameters<EventSink["send"]>[0]): Promise<void> {
    if (event.type === "photo" || event.type === "match") this.faces += event.faces.length;
    return Promise.resolve();
  }
}

/** What is remembered must not answer, nor be added to. */
async function inFolderOfItsOwn<T>(data: DataFolder, work: (own: DataFolder) => Promise<T>): Promise<T> {
  const { path, remove } = makeTemporaryFolder(data.path);
  const close = () => {
    remove();
    data.close();
  };
  try {
    // Who will not even wait for the photos in hand has it removed too.
    return await work({ ...data, path, unwritable: null, close });
  } finally {
    remove();
  }
}
