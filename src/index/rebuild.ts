import { Database, PAGE_BYTES } from "./database.ts";
import { FILES, removeIndexFiles } from "./files.ts";
import { type IndexKey, WrongPassphrase } from "./key.ts";
import type { RowFormat } from "./row_format.ts";
import { type Merged, salvage } from "./merge.ts";

/** A rebuilt index. */
export interface Rebuilt {
  fresh: Database;
  rows: RowFormat;
  saved: Pick<Merged, "contents" | "photos">;
  /** Where the damaged file lies, when nothing of it could be read; it is removed otherwise. */
  kept: string | null;
}

/**
 * Replaces the damaged index at `path` by a fresh one with all that can be read of it. `processing` names today's
 * models. Throws when its folder cannot be written, or a {@link WrongPassphrase}.
 */
export function rebuild(path: string, key: IndexKey, processing: string): Rebuilt {
  const aside = `${path}.damaged`;
  for (const end of FILES) move(path + end, aside + end);
  const fresh = Database.open(path, key.tables), undo = restoreFirstPage(aside, fresh);
  let rows: RowFormat, saved: Rebuilt["saved"];
  try {
    ({ rows, saved } = save(aside, fresh, key, processing));
  } catch (error) {
    fresh.close();
    if (error instanceof WrongPassphrase) {
      undo();
      removeIndexFiles(path);
      for (const end of FILES) move(aside + end, path + end);
    }
    throw error;
  }
  if (saved.contents === 0 && saved.photos === 0) {
    // Perhaps it never was an index, but something of somebody's.
    undo();
    return { fresh, rows, saved, kept: aside };
  }
  // It holds nothing that the photos don't.
  removeIndexFiles(aside);
  return { fresh, rows, saved, kept: null };
}

function save(
  path: string,
  fresh: Database,
  key: IndexKey,
  processing: string,
): Pick<Rebuilt, "rows" | "saved"> {
  const damaged = openDamaged(path, key);
  try {
    if (damaged) key.copyLock(damaged, fresh);
    const rows = key.unlock(fresh);
    const saved = damaged
      ? salvage({ from: { database: damaged, rows }, to: { database: fresh, rows }, processing })
      : NOTHING;
    return { rows, saved };
  } finally {
    damaged?.close();
  }
}

const NOTHING: Rebuilt["saved"] = { contents: 0, photos: 0 };

/** Null when nothing of it can be read. */
function openDamaged(path: string, key: IndexKey): Database | null {
  try {
    return Database.open(path, key.tables);
  } catch {
    return null;
  }
}

/**
 * SQLite reads nothing of a file whose first page is damaged, or that is shorter than that page says. But for the
 * length, the page is the same in every index: it describes the tables, which are made in the same order always.
 * Gives what puts the file back as it was.
 */
function restoreFirstPage(path: string, fresh: Database): () => void {
  fresh.get("PRAGMA wal_checkpoint(TRUNCATE)");
  const page = firstPage(fresh.path), before = firstPage(path), { size } = Deno.statSync(path);
  if (page.length !== PAGE_BYTES || size === 0) return () => {};
  const pages = Math.ceil(size / PAGE_BYTES);
  new DataView(page.buffer).setUint32(PAGE_COUNT_AT, pages);
  overwriteStart(path, page, pages * PAGE_BYTES);
  return () => overwriteStart(path, before, size);
}

function firstPage(path: string): Uint8Array {
  using file = Deno.openSync(path);
  const page = new Uint8Array(PAGE_BYTES);
  let length = 0;
  for (let count; length < page.length && (count = file.readSync(page.subarray(length))); length += count);
  return page.subarray(0, length);
}

/** Writes the start of a file, and sets its length. */
function overwriteStart(path: string, start: Uint8Array, length: number) {
  using file = Deno.openSync(path, { write: true });
  for (let at = 0; at < start.length;) at += file.writeSync(start.subarray(at));
  file.truncateSync(length);
}

/** sqlite.org/fileformat.html, section 1.3. */
const PAGE_COUNT_AT = 28;

function move(from: string, to: string) {
  try {
    Deno.renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
