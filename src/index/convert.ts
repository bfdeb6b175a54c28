import { dirname, join } from "node:path";
import { makeTemporaryFolder } from "../system/temporary_folder.ts";
import { Database } from "./database.ts";
import { FILES } from "./files.ts";
import type { IndexKey } from "./key.ts";
import { type Merged, salvage } from "./merge.ts";

/** An index's file and what opens it. */
export interface KeyedFile {
  path: string;
  key: IndexKey;
}

/** The new index while it is written, and the old one while it is overwritten: names in a folder that is removed. */
const FRESH = "fresh.sqlite", OLD = "old.sqlite";

/**
 * Rewrites an index under another key and name, and overwrites and removes the old file. Whatever interrupts it, each of
 * the two that is there under its name holds everything; what is half-done lies in a folder that the next run removes.
 * `processing` names today's
 * models. Throws a `WrongPassphrase`, and where it can't be written, or is in use.
 */
export function convertIndex(from: KeyedFile, to: KeyedFile, processing: string): Merged {
  const folder = makeTemporaryFolder(dirname(to.path));
  try {
    const fresh = join(folder.path, FRESH), old = join(folder.path, OLD);
    const saved = copy(from, { ...to, path: fresh }, processing);
    Deno.renameSync(fresh, to.path);
    for (const end of FILES) moveIfThere(from.path + end, old + end);
    for (const end of FILES) wipe(old + end);
    return saved;
  } finally {
    folder.remove();
  }
}

function moveIfThere(from: string, to: string) {
  try {
    Deno.renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function copy(from: KeyedFile, to: KeyedFile, processing: string): Merged {
  const old = Database.open(from.path, from.key.tables);
  try {
    old.closeToOthers();
    const oldRows = from.key.unlock(old), fresh = Database.open(to.path, to.key.tables);
    try {
      const freshRows = to.key.unlock(fresh);
      // Nobody may write to the old one meanwhile.
      return old.transaction(() =>
        salvage({
          from: { database: old, rows: oldRows },
          to: { database: fresh, rows: freshRows },
          processing,
        })
      );
    } finally {
      fresh.close();
    }
  } finally {
    old.close();
  }
}

const ZEROS = new Uint8Array(2 ** 20);

/** So that what is deleted cannot simply be undeleted. Flash memory may still keep the old bytes somewhere. */
function wipe(path: string) {
  try {
    using file = Deno.openSync(path, { write: true });
    const { size } = file.statSync();
    for (let at = 0; at < size;) at += file.writeSync(ZEROS.subarray(0, Math.min(ZEROS.length, size - at)));
    file.syncDataSync();
  } catch { /* there is none, or it is removed anyway */ }
}
