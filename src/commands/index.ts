import { join, resolve } from "node:path";
import { homeFolder } from "../data_folder.ts";
import { readNetworks } from "../faces/pack.ts";
import { processingId } from "../faces/processing.ts";
import { UsageError } from "../failure.ts";
import { Database, IndexBusy, IndexDamaged, IndexForeign } from "../index/database.ts";
import { INDEX_FILE } from "../index/open.ts";
import {
  forget,
  type Forgettable,
  type IndexedPhoto,
  indexedPhotos,
  type IndexStats,
  statistics,
  verify,
} from "../index/upkeep.ts";
import type { Decision } from "../matching/decide.ts";
import { ReaderGone, SerialWriter } from "../output/ndjson.ts";
import { photoEvent } from "../output/photo_event.ts";
import { makeSink } from "../output/sinks.ts";
import type { Context } from "./context.ts";
import { packFolder, type PackOptions } from "./packs.ts";
import { NOBODY, startEvent } from "./stream.ts";

/** The options of all `index` commands, as parsed. */
export interface IndexOptions extends PackOptions {
  data?: string;
}

/** The options of `index forget`, as parsed. */
export interface ForgetOptions extends IndexOptions {
  person?: string;
  root?: string;
  all: boolean;
}

/** `index stats`: what is remembered. */
export function runIndexStats(options: IndexOptions & { json: boolean }, context: Context): Promise<number> {
  return withIndex(options, context, async (database, processing) => {
    const stats = statistics(database, processing), bytes = Deno.statSync(database.path).size;
    const text = options.json
      ? JSON.stringify({ path: database.path, bytes, ...stats }, null, 2)
      : statsText(database.path, bytes, stats);
    await new SerialWriter(context.stdout).write(text + "\n");
    return 0;
  });
}

/** `index verify`: exit code 3 when something is damaged. */
export async function runIndexVerify(options: IndexOptions, context: Context): Promise<number> {
  const print = (text: string) => new SerialWriter(context.stdout).write(text + "\n");
  try {
    return await withIndex(options, context, async (database) => {
      const wrong = verify(database);
      await print(wrong.length ? wrong.join("\n") : "the index is whole");
      return wrong.length ? 3 : 0;
    });
  } catch (error) {
    if (!(error instanceof IndexDamaged)) throw error;
    await print(`the index is damaged (${error.message}): the next scan rebuilds it`);
    return 3;
  }
}

/** `index forget`: a person, a root, or everything. */
export function runIndexForget(
  options: ForgetOptions,
  context: Context,
): Promise<number> {
  const chosen: Forgettable[] = [
    ...(options.person !== undefined ? [{ person: options.person }] : []),
    ...(options.root !== undefined ? [{ root: resolve(options.root) }] : []),
    ...(options.all ? ["all" as const] : []),
  ];
  if (chosen.length !== 1) {
    throw new UsageError("what is to be forgotten? Give one of --person NAME, --root FOLDER, --all.");
  }
  return withIndex(options, context, async (database) => {
    const photos = forget(database, chosen[0]);
    await new SerialWriter(context.stdout).write(
      `${photos} ${photos === 1 ? "photo" : "photos"} forgotten\n`,
    );
    return 0;
  }, true);
}

/** `index export`: every photo and face as the events that `faces --embeddings` prints. */
export function runIndexExport(options: IndexOptions, context: Context): Promise<number> {
  const began = performance.now(), manifest = readNetworks(packFolder(options, context.executable));
  return withIndex(options, context, async (database, processing) => {
    const sink = makeSink("ndjson", context.stdout, null);
    const roots = statistics(database, processing).roots.map(({ path }) => path);
    let photos = 0;
    try {
      await sink.send(
        startEvent({
          manifest,
          provider: { requested: "auto", used: "none", reason: "nothing is analysed" },
          workers: 0,
          roots,
          ...NOBODY,
          search: "",
          resumed: 0,
        }),
      );
      for (const photo of indexedPhotos(database, processing)) {
        if (context.signal.aborted) break;
        if (photo.finding.kind === "failed") continue;
        photos++;
        await sink.send(exported(photo, photo.finding.analysis));
      }
      const reason = context.signal.aborted ? "interrupted" : "done", exit = context.signal.aborted ? 130 : 0;
      const seconds = Math.round(performance.now() - began) / 1000;
      await sink.send({ type: "end", reason, exit, photos, matches: 0, errors: 0, skipped: 0, seconds });
      return exit;
    } catch (error) {
      if (error instanceof ReaderGone) return 0;
      throw error;
    }
  });
}

function exported(
  { root, below, size, modified, hash, names }: IndexedPhoto,
  analysis: Parameters<typeof photoEvent>[1]["analysis"],
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
  const detail = { landmarks: true, embeddings: true };
  return photoEvent(join(root, below), examined, decisions, () => null, detail);
}

/** Works on the index beside the program, or in --data; `write`: it is changed, and not only read. */
async function withIndex(
  options: IndexOptions,
  context: Context,
  work: (database: Database, processing: string) => Promise<number>,
  write = false,
): Promise<number> {
  const folder = homeFolder(options.data, context.executable), path = join(folder, INDEX_FILE);
  if (!await Deno.stat(path).catch(() => null)) {
    throw new UsageError(`${folder} holds no index: nothing is remembered there.`);
  }
  const database = write ? openToWrite(path) : openToRead(path);
  try {
    return await work(database, processingId(readNetworks(packFolder(options, context.executable))));
  } catch (error) {
    throw write ? unchangeable(path, error) : error;
  } finally {
    database.close();
  }
}

function openToWrite(path: string): Database {
  try {
    return Database.open(path);
  } catch (error) {
    throw unchangeable(path, error);
  }
}

function unchangeable(path: string, error: unknown): UsageError {
  return new UsageError(`${path} cannot be changed: ${error instanceof Error ? error.message : error}`);
}

/** On a medium that cannot be written, or is full, the index can still be read. */
function openToRead(path: string): Database {
  try {
    return Database.open(path);
  } catch (error) {
    if (error instanceof IndexForeign) {
      throw new UsageError(`${path}: ${error.message}, and is left as it is.`);
    }
    if (error instanceof IndexDamaged || error instanceof IndexBusy) throw error;
    return Database.openReadOnly(path);
  }
}

function statsText(path: string, bytes: number, stats: IndexStats): string {
  const { photos, contents, failed, outdated, faces, embeddings, people, roots } = stats;
  return [
    `${path}, ${(bytes / 2 ** 20).toFixed(1)} MB`,
    `${photos} photos, ${contents} different ones, ${failed} of them could not be analysed`,
    `${faces} faces, ${embeddings} of them can be searched`,
    ...(outdated
      ? [`${outdated} photos were analysed by other models, and are analysed again when met`]
      : []),
    ...people.map(({ name, photos }) => `  ${name}: ${photos} photos`),
    ...roots.map(({ path, photos }) => `  below ${path}: ${photos} photos`),
  ].join("\n");
}
