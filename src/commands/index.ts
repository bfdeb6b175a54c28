import { join, resolve } from "node:path";
import { DECISIONS_SCHEMA, type DecisionsFile } from "../decisions/decisions_file.ts";
import { readNetworks } from "../faces/pack.ts";
import { processingId } from "../faces/processing.ts";
import { UsageError } from "../failure.ts";
import { addDecisions, readDecisions } from "../index/decided.ts";
import { convertIndex } from "../index/convert.ts";
import { IndexDamaged } from "../index/database.ts";
import { type IndexKey, NO_KEY, WrongPassphrase } from "../index/key.ts";
import { ENCRYPTED_INDEX_FILE, existingIndexIn, INDEX_FILE } from "../index/open.ts";
import { forget, type Forgettable, type IndexStats, statistics, verify } from "../index/upkeep.ts";
import { counted } from "../output/counted.ts";
import { SerialWriter } from "../output/serial_writer.ts";
import { removeLeftFolders } from "../system/temporary_folder.ts";
import type { Context } from "./context.ts";
import { packFolder } from "./packs.ts";
import { indexHome } from "./index_place.ts";
import { readDecisionsFile } from "./decisions.ts";
import { isEncrypted, readKey } from "./passphrase.ts";
import { type IndexOptions, unchangeable, withIndex } from "./with_index.ts";

/** The options of `index forget`, as parsed. */
export interface ForgetOptions extends IndexOptions {
  person?: string;
  root?: string;
  all: boolean;
}

/** `index stats`: what is remembered. */
export function runIndexStats(options: IndexOptions & { json: boolean }, context: Context): Promise<number> {
  return withIndex(options, context, async (index, processing) => {
    const { path } = index.database, stats = statistics(index, processing), bytes = Deno.statSync(path).size;
    const text = options.json
      ? JSON.stringify({ path, bytes, ...stats }, null, 2)
      : statsText(path, bytes, stats);
    await new SerialWriter(context.stdout).write(text + "\n");
    return 0;
  });
}

/** `index verify`: exit code 3 when something is damaged. */
export async function runIndexVerify(options: IndexOptions, context: Context): Promise<number> {
  const print = (text: string) => new SerialWriter(context.stdout).write(text + "\n");
  try {
    return await withIndex(options, context, async (index) => {
      const wrong = verify(index);
      await print(wrong.length ? wrong.join("\n") : "the index is whole");
      return wrong.length ? 3 : 0;
    });
  } catch (error) {
    if (!(error instanceof IndexDamaged)) throw error;
    await print(`the index is damaged (${error.message}): the next scan rebuilds it`);
    return 3;
  }
}

/** `index decisions import`: what somebody has said about faces, from a file that a gallery page gave. */
export async function runDecisionsImport(
  file: string,
  options: IndexOptions,
  context: Context,
): Promise<number> {
  const added = await readDecisionsFile(file, file);
  return withIndex(options, context, async ({ database, rows }) => {
    const all = addDecisions(database, rows, added);
    await new SerialWriter(context.stdout).write(
      `${added.length} decisions read; ${all} are remembered now, and count in every scan\n`,
    );
    return 0;
  }, true);
}

/** `index decisions export`: all that was said about faces, as such a file. */
export function runDecisionsExport(options: IndexOptions, context: Context): Promise<number> {
  return withIndex(options, context, async ({ database, rows }) => {
    const file: DecisionsFile = { schema: DECISIONS_SCHEMA, decisions: readDecisions(database, rows) };
    await new SerialWriter(context.stdout).write(JSON.stringify(file, null, 1) + "\n");
    return 0;
  });
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
  return withIndex(options, context, async (index) => {
    const photos = forget(index, chosen[0]);
    await new SerialWriter(context.stdout).write(
      `${photos} ${photos === 1 ? "photo" : "photos"} forgotten\n`,
    );
    return 0;
  }, true);
}

/** `index encrypt` and `index decrypt`: the index as one that only the passphrase opens, or in the clear again. */
export async function runIndexConvert(
  options: IndexOptions,
  context: Context,
  to: "encrypted" | "clear",
): Promise<number> {
  if (!isEncrypted(options)) {
    throw new UsageError("with which passphrase? Give --passphrase, --passphrase-fd or --passphrase-file.");
  }
  const folder = indexHome(options, context.executable), encrypts = to === "encrypted";
  removeLeftFolders(folder);
  const path = existingIndexIn(folder, !encrypts);
  const key = (await readKey(options, encrypts, context))!;
  const target = join(folder, encrypts ? ENCRYPTED_INDEX_FILE : INDEX_FILE);
  const keys: [IndexKey, IndexKey] = encrypts ? [NO_KEY, key] : [key, NO_KEY];
  let saved;
  try {
    const processing = processingId(readNetworks(packFolder(options, context.executable)));
    saved = convertIndex({ path, key: keys[0] }, { path: target, key: keys[1] }, processing);
  } catch (error) {
    throw error instanceof WrongPassphrase ? error : unchangeable(path, error);
  }
  await new SerialWriter(context.stdout).write(
    `${saved.photos} photos are now in ${target}${encrypts ? ", encrypted" : ", which anybody can read"}\n`,
  );
  return 0;
}

function statsText(path: string, bytes: number, stats: IndexStats): string {
  const { photos, contents, failed, outdated, faces, embeddings, decisions, people, roots } = stats;
  return [
    `${path}, ${(bytes / 2 ** 20).toFixed(1)} MB`,
    `${photos} photos, ${contents} different ones, ${failed} of them could not be analysed`,
    `${faces} faces, ${embeddings} of them can be searched`,
    ...(outdated
      ? [`${outdated} photos were analysed by other models, and are analysed again when met`]
      : []),
    ...(decisions ? [`${decisions} faces of which you said who they are, or are not`] : []),
    ...people.map(({ name, photos }) => `  ${name}: ${counted(photos, "photo")}`),
    ...roots.map(({ path, photos }) => `  below ${path}: ${counted(photos, "photo")}`),
  ].join("\n");
}
