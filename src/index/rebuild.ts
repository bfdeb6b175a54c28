import { Database, PAGE_BYTES } from "./database.ts";
import { salvage, type Salvaged } from "./salvage.ts";

/** An index's file, and those that SQLite keeps beside it. */
const FILES = ["", "-wal", "-shm"];

/**
 * Replaces the damaged index at `path` by a fresh one with all that can be read of it. Throws when its folder cannot be
 * written.
 */
export function rebuild(path: string): { fresh: Database; saved: Salvaged } {
  const aside = `${path}.damaged`;
  for (const end of FILES) move(path + end, aside + end);
  const fresh = Database.open(path);
  return { fresh, saved: saveWhatCanBeRead(aside, fresh) };
}

/** Saves what can be read, and removes the damaged file: it holds nothing that the photos don't. */
function saveWhatCanBeRead(path: string, fresh: Database): Salvaged {
  let damaged: Database | null = null;
  try {
    restoreFirstPage(path, fresh);
    damaged = Database.open(path);
  } catch {
    // Nothing of it can be read.
  }
  try {
    return damaged ? salvage(damaged, fresh) : { contents: 0, photos: 0 };
  } finally {
    damaged?.close();
    for (const end of FILES) remove(path + end);
  }
}

/**
 * SQLite reads nothing of a file whose first page is damaged, or that is shorter than that page says. But for the
 * length, the page is the same in every index: it describes the tables, which are made in the same order always.
 */
function restoreFirstPage(path: string, fresh: Database) {
  fresh.get("PRAGMA wal_checkpoint(TRUNCATE)");
  const page = new Uint8Array(PAGE_BYTES);
  using from = Deno.openSync(fresh.path);
  using file = Deno.openSync(path, { write: true });
  const pages = Math.ceil(file.statSync().size / PAGE_BYTES);
  if (from.readSync(page) !== page.length || pages === 0) return;
  new DataView(page.buffer).setUint32(PAGE_COUNT_AT, pages);
  file.truncateSync(pages * PAGE_BYTES);
  for (let at = 0; at < page.length;) at += file.writeSync(page.subarray(at));
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

function remove(path: string) {
  try {
    Deno.removeSync(path);
  } catch { /* it was never there */ }
}
