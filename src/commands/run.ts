import { resolve } from "node:path";
import { ArchivedPhotos } from "../archive/archived_photos.ts";
import { type DataFolder, openDataFolder } from "../system/data_folder.ts";
import type { Manifest } from "../faces/manifest.ts";
import { readManifest } from "../faces/pack.ts";
import { processingId } from "../faces/processing.ts";
import { messageOf, reasonOf, UsageError } from "../failure.ts";
import type { ProgressPrinter } from "../output/progress_printers.ts";
import { openResults, type ResultsFile } from "../output/results_file.ts";
import { Told } from "../output/told.ts";
import { applyPriority, onBattery } from "../system/politeness.ts";
import { StoppedEarly } from "../scan/examiner.ts";
import { questionOfReferences } from "../scan/references.ts";
import { Targets } from "../scan/targets.ts";
import { makeTemporaryFolder, type TemporaryFolder } from "../system/temporary_folder.ts";
import type { Context } from "./context.ts";
import { timeLeft } from "./deadline.ts";
import { Examination } from "./examination.ts";
import { Report } from "./gallery_report.ts";
import { openIndexPlace, retentionOf } from "./index_place.ts";
import { checkDetector, packFolder } from "./packs.ts";
import { NOTHING, type PhotoCommand } from "./photo_command.ts";
import type { PhotoOptions } from "./photo_options.ts";
import { Reporting } from "./reporting.ts";
import { checkNotOwn, findRoots, searchedToo } from "./roots.ts";
import { searchedBy, walkSettings } from "./searched.ts";
import { stream } from "./stream.ts";
import { startEvent } from "../output/start_event.ts";
import { Stopping } from "./stopping.ts";

/** Runs a photo command from its options to its `end` event, and gives the exit code. */
export async function runPhotos(
  paths: readonly string[],
  options: PhotoOptions,
  context: Context,
  command: PhotoCommand,
): Promise<number> {
  const pack = packFolder(options, context.executable), manifest = readManifest(pack);
  checkDetector(options.detector, manifest);
  const roots = command.fromMemory || options.stdin !== undefined
    ? []
    : await findRoots(paths, options, context);
  checkNotOwn(roots, command.own);

  applyPriority(options.priority);
  const reporting = new Reporting(options, context), { printer } = reporting;
  const data = openDataFolder(options.data, context.executable);
  if (data.note) printer.line(data.note);
  if (onBattery()) printer.line("this computer runs on its battery: plug it in for a long scan");
  for (const folder of searchedToo(command.references ?? [], roots)) {
    printer.line(`the reference photos in ${folder} are searched too; --exclude leaves them out`);
  }
  try {
    return await runIn(data, { roots, options, context, command, pack, manifest, reporting });
  } finally {
    printer.close();
    data.close();
  }
}

interface Run {
  /** Of a command that walks. */
  roots: string[];
  options: PhotoOptions;
  context: Context;
  command: PhotoCommand;
  /** The pack's folder. */
  pack: URL;
  manifest: Manifest;
  reporting: Reporting;
}

async function runIn(
  data: DataFolder,
  { roots: walked, options, context, command, pack, manifest, reporting }: Run,
): Promise<number> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const stopping = new Stopping(context.signal, timeLeft(options, new Date()));
  const processing = processingId(manifest), { warn, printer } = reporting;
  const note = (message: string) => printer.line(message);
  let examination: Examination | null = null, results: ResultsFile | null = null;
  let members: TemporaryFolder | null = null;
  try {
    const isStream = options.stdin !== undefined;
    examination = await Examination.open({
      ...options,
      pack,
      processing,
      data,
      indexFolder: openIndexPlace(options, note),
      // Photos of an archive can't be looked up again, but reference photos can.
      remember: isStream && !command.seeks ? "none" : retentionOf(options),
      warn,
      note,
      signal: stopping.signal,
    }, context);
    const { index } = examination;
    const examiner = examination.examiner(questionOfReferences(options.effort));
    const planned = await command.plan({ examiner, manifest, index, warn }).catch((error) => {
      if (error instanceof StoppedEarly) return NOTHING;
      throw error;
    });
    const { roots, walk, search, question } = searchedBy(planned, {
      command,
      options,
      processing,
      index,
      walked,
      data: data.path,
    });
    if (options.output !== undefined) results = openOutput(options.output, search, printer);
    if (isStream) members = openMembers(data, context);
    const archive = members && new ArchivedPhotos(context.stdin, {
      ...walkSettings(options, []),
      folder: members.path,
      mostBytes: examination.mostBytes,
      signal: stopping.signal,
    });
    const report = command.report === null ? null : new Report(command.report, context);
    return await stream({
      start: startEvent({
        manifest,
        provider: await examination.provider(),
        workers: examination.workers,
        roots,
        ...planned.who,
        search,
        ...options.shard && { shard: options.shard },
        resumed: command.fromMemory ? index.contents : index.count(roots),
      }),
      plan: { ...planned.plan, roots, walk: archive ?? walk },
      conclude: planned.conclude,
      examiner: examination.examiner(question, { isForgetful: isStream }),
      meter: examination.meter,
      targets: await Targets.of(walked),
      sink: reporting.sink(results?.sink),
      witness: report ? (event) => report.collection.add(event) : undefined,
      told: results?.told ?? new Told(),
      stopping,
      progressEvery: options.progress,
      reporting,
      seconds,
      seeks: command.seeks,
      exitZero: options.exitZero ?? false,
      report: report && (async () => {
        // Nothing more is analysed: the memory is for the pictures.
        await examination?.pool.stop();
        await report.write({ ...options, printer, signal: stopping.signal }).catch((error) => {
          throw new Error(`--report ${command.report}: cannot be written (${reasonOf(error)})`, {
            cause: error,
          });
        });
      }),
    });
  } finally {
    stopping.close();
    await examination?.close();
    members?.remove();
    results?.close();
  }
}

/** The folder for the photos of an archive: where there is room, and not in what may be memory. */
function openMembers(data: DataFolder, context: Context): TemporaryFolder {
  const folder = makeTemporaryFolder(data.path);
  context.onAbandon(() => folder.remove());
  return folder;
}

function openOutput(path: string, search: string, printer: ProgressPrinter): ResultsFile {
  try {
    const results = openResults(resolve(path), search);
    if (results.repaired > 0) printer.line(`${path}: cut off a torn last line of ${results.repaired} bytes`);
    if (results.told.size > 0) printer.line(`${path}: going on after ${results.told.size} events`);
    return results;
  } catch (error) {
    throw new UsageError(
      `--output ${path}: ${messageOf(error)}. Give a new file, or one of this program's.`,
    );
  }
}
