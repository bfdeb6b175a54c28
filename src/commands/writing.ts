import { dirname } from "node:path";
import { type Command, Option } from "commander";
import { UsageError } from "../failure.ts";
import { DEFAULT_LAYOUT, type Layout, LAYOUTS } from "../output/layout.ts";
import { isFolder, isThere } from "../system/path_kind.ts";
import { GROUP } from "./help.ts";

/** The options that say how what is found is written beside the events, as parsed. */
export interface WritingOptions {
  /** True: to the default folder. */
  copy?: string | true;
  layout: Layout;
  /** Hard links instead of copies. */
  link: boolean;
  sidecars: boolean;
  writeBesideOriginals: boolean;
}

/** Adds them. */
export function addWritingOptions(command: Command): Command {
  return command
    .optionsGroup(GROUP.files)
    .option("-C, --copy [folder]", "copy matches to FOLDER/<person>/…; without FOLDER to ./found")
    .addOption(
      new Option(
        "--layout <layout>",
        "how --copy lays the copies out: by person and folder, by person and year, or flat, all in one folder",
      ).choices(LAYOUTS).default(DEFAULT_LAYOUT),
    )
    .option("--link", "let --copy make hard links instead of copies, where the file system allows it", false)
    .option(
      "--sidecars",
      "write an XMP file beside each copy that tells other programs whose faces are where",
      false,
    )
    .option(
      "--write-beside-originals",
      "write the files of --sidecars beside the photos themselves too",
      false,
    );
}

/** How a scan writes what it finds, where that isn't the usual way. */
export function writingOf({ layout, link, sidecars, writeBesideOriginals }: WritingOptions) {
  return {
    ...(layout !== DEFAULT_LAYOUT && { layout }),
    ...(link && { link }),
    ...(sidecars && { sidecars, writeBesideOriginals }),
  };
}

/**
 * Sees, before a night's work, that nothing but a folder is where copies are to go: it need not be there yet. Throws a
 * {@link UsageError} that says what is in the way. `given`: what the user calls `folder`, an absolute path.
 */
export function checkCopyFolder(folder: string, given: string) {
  const there = nearest(folder);
  if (isFolder(there)) return;
  throw new UsageError(
    `--copy ${given}: ${
      there === folder ? "it" : there
    } is no folder. Expected a folder, or a name for a new one.`,
  );
}

/** What is there of a path: itself, or what lies nearest above it. */
function nearest(path: string): string {
  const above = dirname(path);
  return isThere(path) || above === path ? path : nearest(above);
}
