import { dirname, join, resolve } from "node:path";
import { reasonOf, UsageError } from "../failure.ts";
import { isFolder, isLink, isThere } from "./path_kind.ts";
import { removeTree } from "./remove_tree.ts";
import { makeTemporaryFolder, removeLeftFolders, type TemporaryFolder } from "./temporary_folder.ts";

/** Name of the folder beside the executable that everything is written to. */
const DATA_FOLDER = "facefinder-data";

/** Where the program may write. */
export interface DataFolder {
  /** Absolute. */
  path: string;
  /** Why this isn't the folder beside the executable; null when it is, or when it was chosen. */
  note: string | null;
  /** The folder beside the executable, when it cannot be written: what it holds may still be read. */
  unwritable: string | null;
  /** A private temporary folder, for what doesn't fit in the other: made when it is first asked for. */
  scratch(): string;
  /** Removes what was temporary. */
  close(): void;
}

/** The folder that {@link openDataFolder} tries first, and that holds what earlier runs have left. */
export function homeFolder(chosen: string | undefined, executable: string): string {
  return chosen ?? join(dirname(executable), DATA_FOLDER);
}

/**
 * Opens the folder to write to: `chosen` when given (a {@link UsageError} when it can't be written), else `facefinder-data` beside
 * the executable, else a private temporary folder that {@link DataFolder.close} removes. Never the user's profile. What
 * a run that was killed has left in it, or among the temporary files, is removed.
 */
export function openDataFolder(chosen: string | undefined, executable: string): DataFolder {
  removeLeftFolders();
  if (chosen !== undefined) {
    const path = resolve(chosen);
    try {
      prepare(path);
      removeLeftFolders(path);
    } catch (error) {
      throw new UsageError(
        `--data ${chosen}: cannot write there (${reasonOf(error)}). Choose a folder that can be written.`,
      );
    }
    return { path, note: null, unwritable: null, ...temporary() };
  }
  const beside = homeFolder(undefined, executable);
  try {
    // Whoever wants it elsewhere says so: somebody may have put the link there.
    if (isLink(beside)) throw new Error("it is a symbolic link: --data chooses another place");
    prepare(beside);
    removeLeftFolders(beside);
    return { path: beside, note: null, unwritable: null, ...temporary() };
  } catch (error) {
    const { scratch, close } = temporary(), path = temporaryInstead(scratch, beside, error);
    const note = `cannot write to ${beside} (${reasonOf(error)}): using ${path}, which is removed at the end`;
    return { path, note, unwritable: beside, scratch, close };
  }
}

/** A folder that holds the index. */
export interface IndexFolder extends Pick<DataFolder, "path" | "unwritable"> {
  /** Why it cannot be written; null when it can. */
  problem: string | null;
  isFolder: boolean;
}

/** Opens a folder for the index alone, and makes it if need be. Never throws: it may be there to be read only. */
export function openIndexFolder(chosen: string): IndexFolder {
  const path = resolve(chosen);
  if (isThere(path) && !isFolder(path)) {
    return { path, unwritable: path, problem: "it is no folder", isFolder: false };
  }
  try {
    prepare(path);
    removeLeftFolders(path);
    return { path, unwritable: null, problem: null, isFolder: true };
  } catch (error) {
    const problem = `it cannot be written (${reasonOf(error)})`;
    return { path, unwritable: path, problem, isFolder: isFolder(path) };
  }
}

function temporaryInstead(scratch: () => string, beside: string, because: unknown): string {
  try {
    return scratch();
  } catch (error) {
    throw new UsageError(
      `cannot write to ${beside} (${reasonOf(because)}), and there is no temporary folder either ` +
        `(${reasonOf(error)}). Give a folder that can be written by --data.`,
    );
  }
}

function temporary(): Pick<DataFolder, "scratch" | "close"> {
  let folder: TemporaryFolder | null = null;
  return {
    scratch: () => (folder ??= makeTemporaryFolder()).path,
    close: () => folder?.remove(),
  };
}

/** Makes the folder if need be and tries a write: read-only media and full ones only refuse then. */
function prepare(path: string) {
  Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
  const trial = join(path, `.trial-${crypto.randomUUID()}`);
  try {
    Deno.writeTextFileSync(trial, "facefinder", { createNew: true });
  } finally {
    // A full medium makes the file, and only then refuses to fill it.
    removeTree(trial);
  }
}
