import { type Command, Option } from "commander";
import { duration, type TimeOfDay, timeOfDay } from "./deadline.ts";
import { addExaminationOptions, type ExaminationOptions } from "./examination_options.ts";
import { GROUP } from "./help.ts";
import { collect, seconds } from "./option_values.ts";
import type { WalkSettings } from "../photos/walk_item.ts";
import type { PipelineOptions } from "./pipeline_options.ts";

/** The options that `scan` and `faces` share, as parsed. */
export interface PhotoOptions
  extends ExaminationOptions, PipelineOptions, Omit<WalkSettings, "own" | "shard"> {
  filesFrom?: string;
  /** Paths are separated by NUL. */
  null: boolean;
  progress?: number;
  /** File that events are appended to. */
  output?: string;
  until?: TimeOfDay;
  /** Milliseconds. */
  maxDuration?: number;
}

/** Adds what decides which photos are read, how, and how the result is printed. */
export function addPhotoOptions(command: Command): Command {
  return addExaminationOptions(
    command
      .optionsGroup(GROUP.photos)
      .option("--include <glob>", "take only files that match; may be repeated", collect, [])
      .option("--exclude <glob>", "leave out files and folders that match; may be repeated", collect, [])
      .option("--follow", "follow symbolic links to folders", false)
      .option("--hidden", "take hidden and system files and folders too", false)
      .option("--any-name", "look into files of any name, not only those named like photos", false)
      .option("--one-file-system", "enter no folder that lies on another file system", false)
      .option("--files-from <file>", "read paths, one a line, from a file; - for standard input")
      .option("-0, --null", "the paths of --files-from are separated by NUL characters", false)
      .option("--until <time>", "stop at this time of day, such as 07:00", timeOfDay)
      .option("--max-duration <duration>", "stop after this long, such as 8h or 90m", duration)
      .optionsGroup(GROUP.output)
      .option("--progress <seconds>", "print a progress event this often", seconds)
      .addOption(outputOption("the same scan")),
  );
}

/** The file of events. `same`: which run goes on there. */
export const outputOption = (same: string) =>
  new Option("--output <file>", `append the events to a file too; ${same} goes on there after a stop`)
    .helpGroup(GROUP.files);
