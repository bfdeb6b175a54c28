import { resolve } from "node:path";
import { reasonOf, UsageError } from "../failure.ts";
import { isFolder, isThere } from "../system/path_kind.ts";
import { Database, IndexDamaged, IndexForeign, IndexUnfinished } from "./database.ts";
import { type IndexKey, NO_KEY } from "./key.ts";
import { filesIn } from "./open.ts";
import type { OpenIndex } from "./open_index.ts";

/** An index that is only read. Another program may write it: what comes meanwhile is met, or not. */
export interface Source extends OpenIndex {
  /** As it was given. */
  name: string;
}

/**
 * Opens the index at `given`: its file, or a folder that holds one. `key`: for one that is encrypted; null where nobody has
 * given a passphrase. Throws a {@link UsageError} that says what is wrong with it.
 */
export function openSource(given: string, key: IndexKey | null): Source {
  const path = fileOf(given);
  let kind: IndexKey = NO_KEY;
  const tables = (isEncrypted: boolean) => {
    if (isEncrypted && key === null) {
      throw new UsageError(`${path} is encrypted: give its passphrase (--passphrase asks for it).`);
    }
    if (isEncrypted) kind = key!;
    return kind.tables;
  };
  let database: Database | null = null;
  try {
    database = Database.openBeside(path, tables);
    return { name: given, database, rows: kind.unlock(database) };
  } catch (error) {
    database?.close();
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path}: ${whyNot(error)}`);
  }
}

function whyNot(error: unknown): string {
  if (error instanceof IndexForeign) return `is no index that can be read (${error.message}).`;
  if (error instanceof IndexDamaged) {
    return `nothing of it can be read (${error.message}). A scan with it rebuilds it from what is left; then merge it.`;
  }
  if (error instanceof IndexUnfinished) {
    return "was left in the midst of writing, and can't be read without being written to. " +
      "Let index verify look at it where it can be written; then merge it.";
  }
  return `cannot be read (${reasonOf(error)}).`;
}

/** The index's file at a path. Throws a {@link UsageError}. */
function fileOf(given: string): string {
  const path = resolve(given);
  if (!isThere(path)) throw new UsageError(`${given}: there is no such file or folder. Expected an index.`);
  if (!isFolder(path)) return path;
  const files = filesIn(path);
  if (files.length === 1) return files[0];
  throw new UsageError(
    files.length === 0
      ? `${given} holds no index: expected a folder such as facefinder-data.`
      : `${given} holds two indexes: give the file of the one that is meant.`,
  );
}
