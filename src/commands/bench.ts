import { type DataFolder, openDataFolder } from "../data_folder.ts";
import { EXIT_INTERRUPTED } from "../exit_code.ts";
import type { Effort } from "../faces/effort.ts";
import { readManifest } from "../faces/pack.ts";
import { processingId } from "../faces/processing.ts";
import { UsageError } from "../failure.ts";
import type { Device } from "../inference/device.ts";
import { type EventSink, SerialWriter } from "../output/ndjson.ts";
import { newTally } from "../output/tally.ts";
import { Told } from "../output/told.ts";
import { PLAIN_WALK } from "../photos/walk.ts";
import { processorTime } from "../processor_time.ts";
import { StoppedEarly } from "../scan/examiner.ts";
import { scan, type ScanPlan } from "../scan/scan.ts";
import { Targets } from "../scan/targets.ts";
import { makeTemporaryFolder } from "../temporary_folder.ts";
import { benchReport, type BenchRun, benchText } from "./bench_report.ts";
import type { Context } from "./context.ts";
import { Examination } from "./examination.ts";
import type { WhoOptions } from "./options.ts";
import { packFolder, type PackOptions } from "./packs.ts";
import { checkRoots } from "./roots.ts";
import { questionOfReferences, SEEKS_NOBODY } from "./run.ts";
import { findWho, loadWho } from "./who.ts";

/** The options of `bench`, as parsed. */
export interface BenchOptions extends PackOptions {
  known: string[];
  parallel?: number;
  device: Device;
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
 * `bench`: searches photos as `scan` does, several times from the beginning, and says where the time goes. What it
 * remembers for that it forgets again.
 */
export async function runBench(
  paths: readonly string[],
  options: BenchOptions,
  context: Context,
): Promise<number> {
  const roots = await checkRoots(paths);
  if (roots.length === 0) {
    throw new UsageError("no photos to measure with: give at least one file or folder.");
  }
  const data = openDataFolder(options.data, context.executable);
  const runs: BenchRun[] = [];
  let workers = 0;
  try {
    for (let i = 0; i < options.repeat; i++) {
      const { run, pool } = await inFolderOfItsOwn(data, (own) => runOnce(roots, options, context, own));
      runs.push(run);
      workers = pool;
    }
  } catch (error) {
    if (error instanceof StoppedEarly) return EXIT_INTERRUPTED;
    throw error;
  } finally {
    data.close();
  }
  const report = benchReport(runs, workers);
  const text = options.json ? JSON.stringify(report, null, 2) : benchText(report);
  await new SerialWriter(context.stdout).write(text + "\n");
  return report.errors > 0 ? 3 : 0;
}

/** One run over all photos, with workers that have started before. */
async function runOnce(
  roots: string[],
  options: BenchOptions,
  context: Context,
  data: DataFolder,
): Promise<{ run: BenchRun; pool: number }> {
  const pack = packFolder(options, context.executable), manifest = readManifest(pack);
  const warn = (message: string) => context.stderr.write(`warning: ${message}\n`);
  const note = (message: string) => context.stderr.write(`${message}\n`);
  const settings = { ...options, pack, processing: processingId(manifest), data, warn, note };
  const examination = await Examination.open(
    { ...settings, remember: "all", signal: context.signal },
    context,
  );
  const { meter, pool } = examination;
  try {
    const who = options.known.length === 0 ? SEEKS_NOBODY : await loadWho(
      await findWho(whoOptions(options)),
      whoOptions(options),
      examination.examiner(questionOfReferences(options.effort)),
      manifest,
    );
    const { people, notWanted, rise, confidence } = who;
    const plan: ScanPlan = {
      ...{ people, notWanted, rise, confidence, roots, walk: { ...PLAIN_WALK, own: [data.path] } },
      ...{ detail: { landmarks: false, embeddings: false }, all: true, copier: null, effort: options.effort },
    };
    await Promise.all(Array.from({ length: pool.size }, () => pool.ready()));
    // What was done for references is not part of it.
    meter.take();
    pool.meter.take();
    const tally = newTally(), sink = new FaceCounter(), busyBefore = pool.busy;
    const question = { search: "bench", embeddings: false, effort: options.effort };
    const began = performance.now(), ownBefore = processorTime();
    await scan(plan, {
      examiner: examination.examiner(question),
      targets: await Targets.of(roots),
      sink,
      told: new Told(),
      signal: context.signal,
      meter,
    }, tally);
    const seconds = (performance.now() - began) / 1000;
    if (context.signal.aborted) throw new StoppedEarly();
    const run = {
      seconds,
      photos: tally.photos,
      errors: tally.errors,
      faces: sink.faces,
      measures: { ...pool.meter.take(), ...meter.take() },
      workersBusy: pool.busy - busyBefore,
      programBusy: processorTime() - ownBefore,
      memory: { program: Deno.memoryUsage().rss, workers: pool.memory },
    };
    if (run.photos === 0) throw new UsageError("there are no photos there to measure with.");
    return { run, pool: pool.size };
  } finally {
    await examination.close();
  }
}

const whoOptions = ({ known }: BenchOptions): WhoOptions => ({
  known,
  not: [],
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
