import { join } from "node:path";
import type { DataFolder } from "../system/data_folder.ts";
import { UsageError } from "../failure.ts";
import { isFile } from "../system/path_kind.ts";
import type { IndexKey } from "./key.ts";
import { FORGETFUL, type PhotoIndex } from "./photo_index.ts";
import type { Meter } from "../meter.ts";
import type { Retention } from "./retention.ts";
import { SqliteIndex } from "./sqlite_index.ts";

/** Names of the index in the data folder, in the clear and encrypted: a damaged one must not be taken for the other. */
export const INDEX_FILE = "index.sqlite", ENCRYPTED_INDEX_FILE = "index.encrypted.sqlite";

/** Where the index is, or will be. */
export interface IndexPlace {
  path: string;
  /** It is there already. */
  exists: boolean;
}

/** The indexes that a folder holds: at most one unless something was interrupted. */
export function filesIn(folder: string): string[] {
  return [INDEX_FILE, ENCRYPTED_INDEX_FILE].map((name) => join(folder, name)).filter(isFile);
}

/**
 * Which index in `folder` is meant: only the encrypted one when there is a passphrase (`encrypted`), and only the other
 * one without. Throws a {@link UsageError} that says what to do when there is one of the wrong kind.
 */
export function indexIn(folder: string, encrypted: boolean): IndexPlace {
  const open = join(folder, INDEX_FILE), closed = join(folder, ENCRYPTED_INDEX_FILE);
  const hasOpen = isFile(open), hasClosed = isFile(closed);
  if (hasOpen && hasClosed) {
    throw new UsageError(
      `there are two indexes, ${open} and ${closed}: remove one. When "index encrypt" or "index decrypt" was ` +
        "interrupted, either holds everything.",
    );
  }
  if (encrypted && hasOpen) {
    throw new UsageError(
      `${open} is not encrypted: encrypt it by "index encrypt" with the passphrase, or give no passphrase.`,
    );
  }
  if (!encrypted && hasClosed) {
    throw new UsageError(
      `${closed} is encrypted: give its passphrase (--passphrase asks for it); a scan does without by --remember none.`,
    );
  }
  return encrypted ? { path: closed, exists: hasClosed } : { path: open, exists: hasOpen };
}

/** The index that `folder` holds. Throws as {@link indexIn}, and a {@link UsageError} where it holds none. */
export function existingIndexIn(folder: string, encrypted: boolean): string {
  const { path, exists } = indexIn(folder, encrypted);
  if (!exists) {
    throw new UsageError(
      `${folder} holds no index yet. Run a scan first, or name the folder of an earlier one by --data.`,
    );
  }
  return path;
}

/** The index in the data folder: the one beside the program, even if that can only be read. Throws as {@link indexIn}. */
export function locateIndex(
  data: Pick<DataFolder, "path" | "unwritable">,
  encrypted: boolean,
): IndexPlace & { readOnly: boolean } {
  const onStick = data.unwritable === null ? null : indexIn(data.unwritable, encrypted);
  return onStick?.exists
    ? { ...onStick, readOnly: true }
    : { ...indexIn(data.path, encrypted), readOnly: false };
}

/** What an index is opened with. */
export interface OpenSettings {
  retention: Retention;
  /** The folder that it lies in. */
  data: Pick<DataFolder, "path" | "unwritable">;
  /** Names models and processing. */
  processing: string;
  /** Null: the index is in the clear. */
  key: IndexKey | null;
  /** Told of what goes wrong. */
  warn: (message: string) => void;
  /** Told of what is written. */
  meter?: Meter;
}

/**
 * The index in the data folder, or one that remembers nothing when nothing may be remembered. Throws a
 * {@link UsageError} when the key doesn't fit.
 */
export function openIndex({ retention, data, processing, key, warn, meter }: OpenSettings): PhotoIndex {
  if (retention === "none") return FORGETFUL;
  const { path, readOnly } = locateIndex(data, key !== null);
  const now = () => performance.now();
  return SqliteIndex.open({ path, readOnly, processing, key: key ?? undefined, warn, now, meter });
}
