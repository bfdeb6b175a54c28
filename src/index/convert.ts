import { Database } from "./database.ts";
import { FILES, removeIndexFiles } from "./files.ts";
import type { IndexKey } from "./key.ts";
import { salvage, type Salvaged } from "./salvage.ts";

/** An index's file and what opens it. */
export interface KeyedFile {
  path: string;
  key: IndexKey;
}

/**
 * Rewrites an index under another key and name, and overwrites and removes the old file. Whatever interrupts it, one of
 * the two files holds everything. Throws a {@link WrongPassphrase}, and where it can't be written.
 */
export function convertIndex(from: KeyedFile, to: KeyedFile): Salvaged {
  const part = `${to.path}.part`;
  removeIndexFiles(part);
  let saved: Salvaged;
  try {
    saved = copy(from, { ...to, path: part });
    Deno.renameSync(part, to.path);
  } catch (error) {
    removeIndexFiles(part);
    throw error;
  }
  for (const end of FILES) overwrite(from.path + end);
  removeIndexFiles(from.path);
  return saved;
}

function copy(from: KeyedFile, to: KeyedFile): Salvaged {
  const old = Database.open(from.path, from.key.tables);
  try {
    const oldRows = from.key.unlock(old), fresh = Database.open(to.path, to.key.tables);
    try {
      const freshRows = to.key.unlock(fresh);
      // Nobody may write to the old one meanwhile.
      return old.transaction(() =>
        salvage({ database: old, rows: oldRows }, { database: fresh, rows: freshRows })
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
function overwrite(path: string) {
  try {
    using file = Deno.openSync(path, { write: true });
    const { size } = file.statSync();
    for (let at = 0; at < size;) at += file.writeSync(ZEROS.subarray(0, Math.min(ZEROS.length, size - at)));
    file.syncDataSync();
  } catch { /* there is none, or it is removed anyway */ }
}
