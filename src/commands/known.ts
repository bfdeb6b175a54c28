import { type DataFolder, openDataFolder } from "../system/data_folder.ts";
import { exitCode } from "../output/exit_code.ts";
import type { Manifest } from "../faces/manifest.ts";
import { readManifest } from "../faces/pack.ts";
import { processingId } from "../faces/processing.ts";
import { UsageError } from "../failure.ts";
import { outlooks } from "../matching/outlook.ts";
import type { Strangers } from "../matching/strangers/strangers.ts";
import { lowestAgreement } from "../matching/threshold.ts";
import { counted } from "../output/counted.ts";
import type { EventOf } from "../output/events.ts";
import { personEvent, referenceEvent } from "../output/known_event.ts";
import type { EventSink } from "../output/event_sink.ts";
import { ReaderGone } from "../output/serial_writer.ts";
import { applyPriority } from "../system/politeness.ts";
import { StoppedEarly } from "../scan/examiner.ts";
import { findReferenceFolders, type ReferenceFolder } from "../scan/reference_folders.ts";
import { type JudgedPerson, judgePeople, questionOfReferences } from "../scan/references.ts";
import type { Context } from "./context.ts";
import { Examination } from "./examination.ts";
import { openIndexPlace, retentionOf } from "./index_place.ts";
import { checkTogether } from "./option_rules.ts";
import type { KnownOptions } from "./options.ts";
import { checkDetector, packFolder } from "./packs.ts";
import { Reporting } from "./reporting.ts";
import { readStrangers } from "./strangers.ts";
import { takenPaths } from "./taken_paths.ts";
import { NOBODY, startEvent } from "../output/start_event.ts";

/** `known`: looks at reference photos as `scan` will, and says what is odd about them. */
export async function runKnown(
  paths: readonly string[],
  options: KnownOptions,
  context: Context,
): Promise<number> {
  checkTogether([], options, context);
  const pack = packFolder(options, context.executable), manifest = readManifest(pack);
  checkDetector(options.detector, manifest);
  if (paths.length === 0) {
    throw new UsageError(
      "whose photos? Give a folder with photos of one person, or with a folder of photos for each person." +
        takenPaths(options),
    );
  }
  const folders = await findReferenceFolders(paths, options.name, null);
  const strangers = readStrangers(pack, manifest);
  applyPriority(options.priority);
  const reporting = new Reporting(options, context), { printer } = reporting;
  const data = openDataFolder(options.data, context.executable);
  if (data.note) printer.line(data.note);
  try {
    return await lookAt({ folders, options, context, pack, manifest, strangers, reporting, data });
  } finally {
    printer.close();
    data.close();
  }
}

interface Run {
  folders: ReferenceFolder[];
  options: KnownOptions;
  context: Context;
  /** The pack's folder. */
  pack: URL;
  manifest: Manifest;
  strangers: Strangers | null;
  reporting: Reporting;
  data: DataFolder;
}

/** What is counted on the way to `end`. */
interface Counts {
  photos: number;
  errors: number;
}

async function lookAt(run: Run): Promise<number> {
  const { folders, options, context, pack, manifest, reporting, data } = run, began = performance.now();
  const examination = await Examination.open({
    ...options,
    remember: retentionOf(options),
    indexFolder: openIndexPlace(options, (message) => reporting.printer.line(message)),
    pack,
    processing: processingId(manifest),
    data,
    warn: reporting.warn,
    note: (message) => reporting.printer.line(message),
    signal: context.signal,
  }, context);
  const { printer } = reporting, sink = reporting.sink(), counts: Counts = { photos: 0, errors: 0 };
  const roots = folders.map(({ path }) => path), { workers } = examination;
  let reason: EventOf<"end">["reason"] = "done";
  try {
    const provider = await examination.provider();
    await sink.send(startEvent({ manifest, provider, workers, roots, ...NOBODY, search: "", resumed: 0 }));
    printer.line(
      `looking at the reference photos of ${folders.length === 1 ? "1 person" : `${folders.length} people`}`,
    );
    const examiner = examination.examiner(questionOfReferences(options.effort));
    const people = await judgePeople(folders, examiner, lowestAgreement(manifest.thresholds));
    await tell(people, run, sink, counts);
  } catch (error) {
    if (error instanceof ReaderGone) return 0;
    reason = error instanceof StoppedEarly ? "interrupted" : "failed";
    if (reason === "failed") reporting.fail(error);
  } finally {
    await examination.close();
  }
  const exit = exitCode({ reason, matches: 0, errors: counts.errors, seeks: false });
  const seconds = Math.round(performance.now() - began) / 1000;
  await sink.send({ type: "end", reason, exit, ...counts, matches: 0, skipped: 0, seconds }).catch(() => {});
  printer.line(
    `${counted(counts.photos, "reference photo")}, ${counted(counts.errors, "error")}, ${
      seconds.toFixed(1)
    } s (${reason})`,
  );
  return exit;
}

/** Tells person by person: what could not be read, photo by photo what is odd, and how the search will go. */
async function tell(
  people: readonly JudgedPerson[],
  { manifest, strangers }: Run,
  sink: EventSink,
  counts: Counts,
) {
  const ahead = outlooks(people, manifest.thresholds, strangers);
  for (const [i, { name, failures, references }] of people.entries()) {
    for (const { path, failure } of failures) {
      counts.errors++;
      await sink.send({ type: "error", path, ...failure.fields });
    }
    for (const reference of references) {
      counts.photos++;
      await sink.send(referenceEvent(name, reference));
    }
    await sink.send(personEvent(ahead[i], references));
  }
}
