import { Option } from "commander";
import { homeFolder, type IndexFolder, openIndexFolder } from "../system/data_folder.ts";
import { UsageError } from "../failure.ts";
import { indexIn } from "../index/open.ts";
import type { Retention } from "../index/retention.ts";
import { GROUP } from "./help.ts";
import { isEncrypted, type PassphraseOptions } from "./passphrase.ts";

/** Whether anything is remembered, and where, as parsed. */
export interface IndexPlaceOptions extends PassphraseOptions {
  remember?: Retention;
  /** The folder of the index, where that isn't the data folder; false: there is none. */
  index?: string | false;
  data?: string;
}

/** In which folder the index lies. */
export const indexOption = () =>
  new Option("--index <folder>", "where the index is, or will be").default(undefined, "the folder of --data")
    .helpGroup(GROUP.memory).argParser((folder: string, before?: string | false) => {
      if (before === false) throw atOdds();
      return folder;
    });

/** That there be none. */
export const noIndexOption = () =>
  new Option("--no-index", "the same as --remember none").helpGroup(GROUP.memory).preset("").argParser(
    (_: string, before?: string | false): string | false => {
      if (typeof before === "string") throw atOdds();
      return false;
    },
  );

// Not commander's error, which would tell of the argument that --no-index has none of.
const atOdds = () =>
  new UsageError("--index says where it is, and --no-index that there be none: give one of them.");

/** What is remembered. */
export function retentionOf({ remember, index }: IndexPlaceOptions): Retention {
  return index === false ? "none" : remember ?? "all";
}

/**
 * The folder of the index for those who remember in it, made if need be; null where that is the data folder. Where it
 * cannot be written but holds an index, that is only read. Throws a {@link UsageError}.
 */
export function openIndexPlace(
  options: IndexPlaceOptions,
  note: (message: string) => void,
): IndexFolder | null {
  if (typeof options.index !== "string") return null;
  const folder = openIndexFolder(options.index);
  if (folder.problem === null) return folder;
  if (!folder.isFolder || !indexIn(folder.path, isEncrypted(options)).exists) {
    throw new UsageError(
      `--index ${options.index}: ${folder.problem}. Expected a folder, or a name for a new one.`,
    );
  }
  note(`--index ${options.index}: ${folder.problem}: what is remembered there is only read`);
  return folder;
}

/** The folder that holds the index, for those who look after it. */
export function indexHome({ index, data }: IndexPlaceOptions, executable: string): string {
  return index || homeFolder(data, executable);
}
