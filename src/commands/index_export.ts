import { type Command, Option } from "commander";
import { join, resolve } from "node:path";
import { EXIT_INCOMPLETE, EXIT_INTERRUPTED, exitCode } from "../output/exit_code.ts";
import { readNetworks } from "../faces/pack.ts";
import type { PhotoAnalysis } from "../faces/photo_analysis.ts";
import { reasonOf, UsageError } from "../failure.ts";
import { IndexDamaged } from "../index/database.ts";
import { type IndexedPhoto, indexedPhotos } from "../index/upkeep.ts";
import type { OpenIndex } from "../index/open_index.ts";
import { outdatedPhotos } from "../index/outdated.ts";
import { rootsOf } from "../index/roots.ts";
import { attempt, noDamage } from "../index/whole_rows.ts";
import type { Decision } from "../matching/decision/decide.ts";
import { counted } from "../output/counted.ts";
import { FACE_COLUMNS, faceRows } from "../output/face_table.ts";
import { ReaderGone, SerialWriter } from "../output/serial_writer.ts";
import { checkNewFile } from "../output/new_file.ts";
import { ParquetTable } from "../output/parquet.ts";
import { photoEvent } from "../output/photo_event.ts";
import { makeSink } from "../output/sinks.ts";
import { isSameFile } from "../system/path_kind.ts";
import { Turns } from "../system/turns.ts";
import { VERSION } from "../version.ts";
import { WholeFile } from "../system/whole_file.ts";
import type { Context } from "./context.ts";
import { GROUP } from "./help.ts";
import { damageText } from "./index_damage.ts";
import { packFolder } from "./packs.ts";
import { Reporting } from "./reporting.ts";
import { NOBODY, startEvent } from "../output/start_event.ts";
import { type IndexOptions, withIndex } from "./with_index.ts";

/** The options of `index export`, as parsed. */
export interface ExportOptions extends IndexOptions {
  format: "ndjson" | "parquet";
  /** The file of the table. */
  out?: string;
  /** What is there may go. */
  overwrite: boolean;
}

/** Adds what only `index export` has. */
export function addExportOptions(command: Command): Command {
  return command
    .optionsGroup(GROUP.output)
    .addOption(
      new Option("--format <format>", "events, or a Parquet file with a row a face").choices([
        "ndjson",
        "parquet",
      ]).default("ndjson"),
    )
    .optionsGroup(GROUP.files)
    .option("-o, --out <file>", "the Parquet file to make, such as faces.parquet")
    .option("--overwrite", "let it take the place of a file that is there", false);
}

/** `index export`: every photo and face as the events that `faces --embeddings` prints, or as a table of faces. */
export function runIndexExport(options: ExportOptions, context: Context): Promise<number> {
  const { format, out, overwrite } = options;
  if (format === "ndjson") {
    if (out === undefined && !overwrite) return exportEvents(options, context);
    const given = out === undefined ? "--overwrite" : "--out";
    throw new UsageError(`${given} is for --format parquet: events go to standard output.`);
  }
  if (out === undefined) {
    throw new UsageError("--format parquet: to which file? Give --out, such as faces.parquet.");
  }
  const path = resolve(out);
  checkNewFile({
    path,
    option: "--out",
    example: "faces.parquet",
    otherwise: "",
    mayReplace: () => overwrite,
  });
  return withIndex(options, context, (index, processing) => {
    warnOfOutdated(index, processing, context);
    return exportTable(path, index, processing, context);
  });
}

function warnOfOutdated({ database }: OpenIndex, processing: string, context: Context) {
  // A page that only this count needs must not end what goes through the photos themselves.
  const outdated = attempt(() => outdatedPhotos(database, processing)) ?? 0;
  if (outdated === 0) return;
  warn(
    `${outdated} photos were analysed by other models, and are left out: scan them again to have them exported`,
    context,
  );
}

function warn(text: string, context: Context) {
  new Reporting({ quiet: false, debug: false }, context).warn(text);
}

async function exportTable(path: string, index: OpenIndex, processing: string, context: Context) {
  if (isSameFile(path, index.database.path)) {
    throw new UsageError(`--out ${path}: is the index itself. Give another name.`);
  }
  const file = makeFile(path), turns = new Turns(), damage = noDamage();
  context.onAbandon(() => file.discard());
  let faces = 0, photos = 0;
  try {
    const table = new ParquetTable(
      FACE_COLUMNS,
      { facefinder: VERSION, processing },
      (bytes) => file.write(bytes),
    );
    for (const photo of indexedPhotos(index, processing, damage)) {
      if (photo.finding.kind === "failed") continue;
      const { root, finding: { analysis } } = photo;
      const embeddings = analysis.faces.map(({ embedding }) => embedding);
      for (const row of faceRows(exported(photo, analysis, false), { root, processing, embeddings })) {
        table.add(row);
        faces++;
      }
      photos++;
      if (turns.isDue) await turns.give();
      if (context.signal.aborted) {
        file.discard();
        return EXIT_INTERRUPTED;
      }
    }
    table.finish();
    file.finish();
  } catch (error) {
    file.discard();
    if (error instanceof IndexDamaged) throw error;
    throw new UsageError(
      `--out ${path}: cannot be written (${reasonOf(error)}). Free some room there, or give another file.`,
    );
  }
  await new SerialWriter(context.stdout).write(
    `${counted(faces, "face")} on ${counted(photos, "photo")} are now in ${path}\n`,
  );
  if (damage.entries === 0) return 0;
  warn(damageText(damage, index.database.path), context);
  return EXIT_INCOMPLETE;
}

function makeFile(path: string): WholeFile {
  try {
    return new WholeFile(path);
  } catch (error) {
    throw new UsageError(
      `--out ${path}: cannot be written (${reasonOf(error)}). Free some room there, or give another file.`,
    );
  }
}

function exportEvents(options: ExportOptions, context: Context): Promise<number> {
  const began = performance.now(), manifest = readNetworks(packFolder(options, context.executable));
  return withIndex(options, context, async (index, processing) => {
    warnOfOutdated(index, processing, context);
    const sink = makeSink("ndjson", context.stdout, null);
    const damage = noDamage();
    let photos = 0;
    try {
      await sink.send(
        startEvent({
          manifest,
          provider: { requested: "auto", used: "none", reason: "nothing is analysed" },
          workers: 0,
          roots: attempt(() => rootsOf(index)) ?? [],
          ...NOBODY,
          search: "",
          resumed: 0,
        }),
      );
      for (const photo of indexedPhotos(index, processing, damage)) {
        if (context.signal.aborted) break;
        if (photo.finding.kind === "failed") continue;
        photos++;
        await sink.send(exported(photo, photo.finding.analysis, true));
      }
      const isStopped = context.signal.aborted, reason = isStopped ? "interrupted" : "done";
      const isDamaged = damage.entries > 0;
      if (isDamaged) {
        const message = damageText(damage, index.database.path);
        warn(message, context);
        await sink.send({ type: "error", stage: "index", code: "index_damaged", message, retryable: false });
      }
      const errors = isDamaged ? 1 : 0;
      const exit = exitCode({ reason, matches: 0, errors, seeks: false });
      const seconds = Math.round(performance.now() - began) / 1000;
      await sink.send({ type: "end", reason, exit, photos, matches: 0, errors, skipped: 0, seconds });
      return exit;
    } catch (error) {
      if (error instanceof ReaderGone) return 0;
      throw error;
    }
  });
}

/** `inFull`: with what is in columns of its own in a table. */
function exported(
  { root, below, size, modified, hash, names }: IndexedPhoto,
  analysis: PhotoAnalysis,
  inFull: boolean,
) {
  const examined = { file: { hash, size, modified }, analysis, source: "place" as const };
  const decisions = analysis.faces.map(({ embedding }, i): Decision => {
    const name = names.get(i);
    // Who it was found to be; how alike they were then is not remembered.
    const person = name === undefined
      ? null
      : { name, references: [embedding], centroid: embedding, threshold: 1, certain: 1 };
    return { person, nearest: person, similarity: null, runnerUp: null, rival: null, isRival: false };
  });
  const detail = { landmarks: inFull, embeddings: inFull };
  return photoEvent(join(root, below), examined, decisions, () => null, detail);
}
