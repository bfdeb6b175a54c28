import { join } from "node:path";
import type { DataFolder } from "../data_folder.ts";
import { FORGETFUL, type PhotoIndex } from "./photo_index.ts";
import type { Meter } from "../meter.ts";
import type { Retention } from "./retention.ts";
import { SqliteIndex } from "./sqlite_index.ts";

/** Name of the index in the data folder. */
export const INDEX_FILE = "index.sqlite";

/** What an index is opened with. */
export interface OpenSettings {
  retention: Retention;
  data: DataFolder;
  /** Names models and processing. */
  processing: string;
  /** Told of what goes wrong. */
  warn: (message: string) => void;
  /** Told of what is written. */
  meter?: Meter;
}

/** The index in the data folder (the one beside the program, even if that can only be read), or one that remembers nothing when nothing may be remembered. */
export function openIndex({ retention, data, processing, warn, meter }: OpenSettings): PhotoIndex {
  if (retention === "none") return FORGETFUL;
  const onStick = data.unwritable === null ? null : join(data.unwritable, INDEX_FILE);
  const readOnly = onStick !== null && isFile(onStick),
    path = readOnly ? onStick : join(data.path, INDEX_FILE);
  return SqliteIndex.open({ path, readOnly, processing, warn, now: () => performance.now(), meter });
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
