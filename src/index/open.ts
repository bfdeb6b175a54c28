import { join } from "node:path";
import { FORGETFUL, type PhotoIndex } from "./photo_index.ts";
import type { Retention } from "./retention.ts";
import { SqliteIndex } from "./sqlite_index.ts";

/** Name of the index in the data folder. */
export const INDEX_FILE = "index.sqlite";

/** What an index is opened with. */
export interface OpenSettings {
  retention: Retention;
  /** The data folder. */
  folder: string;
  /** Names models and processing. */
  processing: string;
  /** Told of what goes wrong. */
  warn: (message: string) => void;
}

/** The index in the data folder, or one that remembers nothing when nothing may be remembered. */
export function openIndex({ retention, folder, processing, warn }: OpenSettings): PhotoIndex {
  if (retention === "none") return FORGETFUL;
  return SqliteIndex.open({ path: join(folder, INDEX_FILE), processing, warn, now: () => performance.now() });
}
