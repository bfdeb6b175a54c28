/** How the names of the files end that an index consists of: its own, and those that SQLite keeps beside it. */
export const FILES = ["", "-wal", "-shm"] as const;

/** Removes an index, as far as it is there. */
export function removeIndexFiles(path: string) {
  for (const end of FILES) {
    try {
      Deno.removeSync(path + end);
    } catch { /* it was never there */ }
  }
}
