import { resolve } from "node:path";
import { ArchivedPhotos, STANDARD_INPUT } from "../archive/archived_photos.ts";
import { type DataFolder, openDataFolder } from "../system/data_folder.ts";
import { type Manifest } from "../faces/manifest.ts";
import { readManifest } from "../faces/pack.ts";
import { processingId } from "../faces/processing.ts";
import { messageOf, UsageError } from "../failure.ts";
import type { PhotoIndex } from "../index/photo_index.ts";
import type { Question } from "../index/retention.ts";
import { searchId } from "../matching/search.ts";
import type { ProgressPrinter } from "../output/progress_printers.ts";
import { openResults, type ResultsFile } from "../output/results_file.ts";
import { Told } from "../output/told.ts";
import type { WalkSettings } from "../photos/walk_item.ts";
import { applyPriority, onBattery } from "../system/politeness.ts";
import { StoppedEarly } from "../scan/examiner.ts";
import { questionOfReferences, type ReferenceExaminer } from "../scan/references.ts";
import { type ScanPlan, SEEKS_NOBODY, TELLS_MATCHES } from "../scan/plan.ts";
import { Targets } from "../scan/targets.ts";
import { makeTemporaryFolder, type TemporaryFolder } from "../system/temporary_folder.ts";
import type { Context } from "./context.ts";
import { timeLeft } from "./deadline.ts";
import { Examination } from "./examination.ts";
import { Report } from "./gallery_report.ts";
import { openIndexPlace, retentionOf } from "./index_place.ts";
import { checkDetector, packFolder } from "./packs.ts";
import type { PhotoOptions } from "./photo_options.ts";
import { Reporting } from "./reporting.ts";
import { checkNotOwn, findRoots } from "./roots.ts";
import { type Conclusion, stream } from "./stream.ts";
import { NOBODY, startEvent, type WhoIsSought } from "../output/start_event.ts";
import { Stopping } from "./stopping.ts";

/** What a plan is made with. */
export interface PlanParts {
  examiner: ReferenceExaminer;
  manifest: Manifest;
  index: PhotoIndex;
  /** Tells people what goes wrong, once. */
  warn: (message: string) => void;
}

/** What a command that analyses photos adds to the common way from options to events. */
export interface PhotoCommand {
  /** True when people are sought: decides between exit codes 0 and 1. */
  seeks: boolean;
  /** May examine reference photos, and throw a {@link UsageError}. */
  plan(parts: PlanParts): Promise<{
    plan: Omit<ScanPlan, "roots" | "walk">;
    who: WhoIsSought;
    /** What is left to do once all photos are examined. */
    conclude?: Conclusion;
  }>;
  /** How what is found is written, where that isn't the usual way: the same scan writes it the same way to its end. */
  writing?: Readonly<Record<string, unknown>>;
  /** Where the gallery goes, an absolute path; null without one. */
  report: string | null;
  /** Folders that must not be searched, because the command writes to them, or of which nothing is told from memory. */
  own: readonly string[];
  /** Nothing is walked: what is remembered is searched, wherever it was seen. */
  fromMemory?: boolean;
}

/** Takes what is remembered of photos as it is. */
const ANY_MEMORY: Question = { search: null, embeddings: false, effort: "quick" };

/** Runs a photo command from its options to its `end` event, and gives the exit code. */
export async function runPhotos(
  paths: readonly string[],
  options: PhotoOptions,
  context: Context,
  command: PhotoCommand,
): Promise<number> {
  if (command.report !== null && options.output !== undefined && resolve(options.output) === command.report) {
    throw new UsageError(
      `--report and --output name the same file, ${command.report}. Expected one for the page and one for the events.`,
    );
  }
  const pack = packFolder(options, context.executable), manifest = readManifest(pack);
  checkDetector(options.detector, manifest);
  retentionOf(options);
  const roots = command.fromMemory || options.stdin !== undefined
    ? []
    : await findRoots(paths, options, context);
  checkNotOwn(roots, command.own);

  applyPriority(options.priority);
  const reporting = new Reporting(options, context), { printer } = reporting;
  const data = openDataFolder(options.data, context.executable);
  if (data.note) printer.line(data.note);
  if (onBattery()) printer.line("this computer runs on its battery: plug it in for a long scan");
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
    const indexFolder = openIndexPlace(options, note), remember = retentionOf(options);
    const settings = {
      ...options,
      pack,
      processing,
      data,
      indexFolder,
      remember,
      warn,
      note,
      signal: stopping.signal,
    };
    examination = await Examination.open(settings, context);
    const { effort } = options, { index } = examination;
    const examiner = examination.examiner(questionOfReferences(effort));
    const { plan, who, conclude } = await command.plan({ examiner, manifest, index, warn }).catch((error) => {
      if (error instanceof StoppedEarly) return NOTHING;
      throw error;
    });
    const { fromMemory, own } = command, isSearched = (root: string) => !own.includes(root);
    const isStream = options.stdin !== undefined;
    const roots = fromMemory
      ? examination.index.roots().filter(isSearched)
      : isStream
      ? [STANDARD_INPUT]
      : walked;
    const walk = fromMemory ? { without: own } : walkSettings(options, [...own, data.path]);
    const { all, detail } = plan, learns = plan.learning || plan.people.length === 0;
    // Not where the stick is: it goes on under another drive letter too.
    const search = searchId(plan.people, plan.notWanted, plan.verdicts.all, {
      processing,
      roots,
      walk: fromMemory ? walk : { ...walk, own, shard: options.shard ?? undefined },
      ...!learns && { learns },
      ...isStream && { stdin: options.stdin },
      all,
      detail,
      effort,
      ...command.writing,
    });
    if (options.output !== undefined) results = openOutput(options.output, search, printer);
    const question: Question = fromMemory ? ANY_MEMORY : {
      // What was found without learning leaves out other faces than what was found with it.
      search: searchId(
        plan.people,
        plan.notWanted,
        plan.verdicts.all,
        learns ? processing : { processing, learns },
      ),
      embeddings: detail.embeddings,
      // Who seeks somebody searches everything once before the photos that may have more to show: what stays, that is.
      effort: command.seeks && !isStream && effort === "thorough" ? "normal" : effort,
    };
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
        ...who,
        search,
        ...options.shard && { shard: options.shard },
        resumed: fromMemory ? examination.index.contents : examination.index.count(roots),
      }),
      plan: { ...plan, roots, walk: archive ?? walk },
      conclude,
      examiner: examination.examiner(question),
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
        await report.write({ ...options, printer, signal: stopping.signal });
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

/** What a run does that was asked to stop while it still looked at reference photos: begin, and end. */
const NOTHING: Awaited<ReturnType<PhotoCommand["plan"]>> = {
  plan: {
    ...SEEKS_NOBODY,
    ...TELLS_MATCHES,
    effort: "normal",
  },
  who: NOBODY,
};

function walkSettings(
  { include, exclude, follow, hidden, anyName, oneFileSystem, shard = null }: PhotoOptions,
  own: readonly string[],
): WalkSettings {
  return { include, exclude, follow, hidden, anyName, oneFileSystem, own, shard };
}
