import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isRealFile } from "./path_kind.ts";
import { removeTree } from "./remove_tree.ts";

/** Beginning of the folders' names; what follows is random. */
const PREFIX = "facefinder-";
/** The file in each that says whose it is, and is locked as long as it is in use. */
const MARK = ".facefinder-in-use";
/** Another program may take a new folder for one that was left, in the moment before it is locked. */
const MOST_TRIES = 5;

/** A private folder outside of the stick, for this run alone. */
export interface TemporaryFolder {
  path: string;
  /** Removes it with all that it holds. */
  remove(): void;
}

/** Makes a folder that only this user can enter, in the system's folder for temporary files. Throws when it can't be made. */
export function makeTemporaryFolder(parent: string = tmpdir()): TemporaryFolder {
  for (let tries = 1;; tries++) {
    const path = Deno.makeTempDirSync({ dir: parent, prefix: PREFIX }), mark = join(path, MARK);
    let lock: FileLock | null = null, problem: unknown;
    try {
      lock = FileLock.take(mark);
    } catch (error) {
      problem = error; // the medium is full, perhaps
    }
    if (lock && isRealFile(mark)) return { path, remove: () => removeLocked(path, lock) };
    lock?.release();
    removeTree(path);
    if (problem || tries === MOST_TRIES) {
      throw problem ?? new Error(`${parent}: no folder can be locked there`);
    }
  }
}

/**
 * Removes the folders in `parent` that runs of this user have left which were killed. A run that goes on holds its
 * folder's lock, and the system lets go of it however the run ends. Never throws.
 */
export function removeLeftFolders(parent: string = tmpdir()) {
  for (const name of namesIn(parent)) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(parent, name), mark = join(path, MARK);
    // A folder of this user's, which nobody else could fill; a link may lead anywhere.
    if (!isOwnFolder(path) || !isRealFile(mark)) continue;
    try {
      const lock = FileLock.take(mark);
      if (lock) removeLocked(path, lock);
    } catch { /* no mark of ours, or it is gone */ }
  }
}

/** Unix lets a file be removed that is locked, and Windows doesn't. */
function removeLocked(path: string, lock: FileLock) {
  if (Deno.build.os === "windows") lock.release();
  removeTree(path);
  lock.release();
}

/** A lock that ends with the process. SQLite's are the same on all systems, and can be tried without waiting. */
class FileLock {
  private constructor(private readonly database: DatabaseSync) {}

  /** Makes the file if need be; null when another process holds its lock. Throws when it is no such file. */
  static take(path: string): FileLock | null {
    const database = new DatabaseSync(path);
    try {
      database.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE");
      return new FileLock(database);
    } catch (error) {
      database.close();
      if (/locked/.test(String(error))) return null;
      throw error;
    }
  }

  release() {
    try {
      this.database.close();
    } catch { /* it has been released */ }
  }
}

function isOwnFolder(path: string): boolean {
  try {
    const { isDirectory, uid } = Deno.lstatSync(path);
    return isDirectory && (uid === null || uid === Deno.uid());
  } catch {
    return false;
  }
}

function namesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch {
    return [];
  }
}
