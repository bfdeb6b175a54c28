import { readNetworks } from "../faces/pack.ts";
import { processingId } from "../faces/processing.ts";
import { reasonOf, UsageError } from "../failure.ts";
import { Database, IndexBusy, IndexDamaged, IndexForeign } from "../index/database.ts";
import { type IndexKey, NO_KEY } from "../index/key.ts";
import { existingIndexIn } from "../index/open.ts";
import type { OpenIndex } from "../index/open_index.ts";
import { removeLeftFolders } from "../system/temporary_folder.ts";
import type { Context } from "./context.ts";
import { indexHome } from "./index_place.ts";
import { packFolder, type PackOptions } from "./packs.ts";
import { isEncrypted, type PassphraseOptions, readKey } from "./passphrase.ts";

/** The options of all `index` commands, as parsed. */
export interface IndexOptions extends PackOptions, PassphraseOptions {
  data?: string;
  /** The folder of the index, where that isn't the data folder. */
  index?: string;
}

/**
 * Works on the index beside the program, or in --data or --index; `write`: it is changed, and not only read. Throws a
 * {@link UsageError}; its cause is an {@link IndexDamaged} where it can't be read for that.
 */
export async function withIndex(
  options: IndexOptions,
  context: Context,
  work: (index: OpenIndex, processing: string) => Promise<number>,
  write = false,
): Promise<number> {
  const folder = indexHome(options, context.executable);
  if (write) removeLeftFolders(folder);
  const path = existingIndexIn(folder, isEncrypted(options));
  const key = await readKey(options, false, context) ?? NO_KEY;
  const database = write ? openToWrite(path, key) : openToRead(path, key);
  try {
    const rows = key.unlock(database);
    return await work(
      { database, rows },
      processingId(readNetworks(packFolder(options, context.executable))),
    );
  } catch (error) {
    throw write ? unchangeable(path, error) : error instanceof IndexDamaged ? damaged(path, error) : error;
  } finally {
    database.close();
  }
}

/** Opens or makes the index at `path`. Throws a {@link UsageError} that says why it can't be changed. */
export function openToWrite(path: string, { tables }: IndexKey): Database {
  try {
    return Database.open(path, tables);
  } catch (error) {
    throw unchangeable(path, error);
  }
}

/** What an index that can't be changed means to who wants that. */
export function unchangeable(path: string, error: unknown): UsageError {
  if (error instanceof UsageError) return error;
  if (error instanceof IndexBusy) return busy(path);
  if (error instanceof IndexForeign) return foreign(path, error);
  if (error instanceof IndexDamaged) return damaged(path, error);
  return new UsageError(`${path} cannot be changed: ${reasonOf(error)}.`);
}

const damaged = (path: string, error: IndexDamaged) =>
  new UsageError(`${path} is damaged (${error.message}). The next scan rebuilds it; then try again.`, {
    cause: error,
  });

const busy = (path: string) =>
  new UsageError(`${path}: another facefinder is using it. Wait until that has ended.`);

const foreign = (path: string, { message }: IndexForeign) =>
  new UsageError(
    `${path}: ${message}, and is left as it is. Expected this facefinder's own: give another folder by --data.`,
  );

/** On a medium that cannot be written, or is full, the index can still be read. */
function openToRead(path: string, { tables }: IndexKey): Database {
  try {
    return Database.open(path, tables);
  } catch (error) {
    if (error instanceof IndexForeign) throw foreign(path, error);
    if (error instanceof IndexBusy) throw busy(path);
    if (error instanceof IndexDamaged) throw damaged(path, error);
    return Database.openReadOnly(path);
  }
}
