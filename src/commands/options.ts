import { type Command, Option } from "commander";
import {
  addPassphraseOptions,
  dataOption,
  deviceOption,
  effortOption,
  type ExaminationOptions,
  packOption,
  parallelOption,
  photoTimeoutOption,
  retestOption,
} from "./examination_options.ts";
import { debugOption, GROUP } from "./help.ts";
import { atLeastTwo, collect, positiveInteger } from "./option_values.ts";
import type { PhotoOptions } from "./photo_options.ts";
import { exitZeroOption } from "./pipeline_options.ts";
import { addWhoOptions, decisionsOption, type WhoOptions } from "./who_options.ts";
import { addWritingOptions, type WritingOptions } from "./writing.ts";

/** The options of `known`, as parsed. */
export interface KnownOptions extends ExaminationOptions {
  name: string[];
}

/** The options of `scan`, as parsed. */
export interface ScanOptions extends PhotoOptions, WhoOptions, WritingOptions, PageOptions {
  input: string[];
  all: boolean;
  /** Photos that nearly match are judged again by what the surest matches of the run show. */
  learning: boolean;
  /** Faces are told with what they can be compared by. */
  embeddings: boolean;
}

/** The options of `index search`, as parsed. */
export interface IndexSearchOptions extends Omit<ExaminationOptions, "effort">, WhoOptions, PageOptions {
  output?: string;
}

/** The options about the page of what was found, as parsed. */
export interface PageOptions {
  /** File of the gallery. */
  report?: string;
  /** What is there may go. */
  overwrite: boolean;
}

/** The options of `faces`, as parsed. */
export interface FacesOptions extends PhotoOptions {
  embeddings: boolean;
}

/** The options of `people`, as parsed. */
export interface PeopleOptions extends PhotoOptions, PageOptions {
  /** Folder that gets a reference folder for each person. */
  out?: string;
  /** Faces of the smallest group that is told of. */
  least: number;
  /** Files of what was said about faces. */
  decisions: string[];
}

/** Adds what `bench` has. */
export function addBenchOptions(command: Command): Command {
  return command
    .optionsGroup(GROUP.who)
    .option("-k, --known <folder>", "people to look for, as for scan; may be repeated", collect, [])
    .optionsGroup(GROUP.examination)
    .addOption(parallelOption())
    .addOption(deviceOption())
    .addOption(retestOption())
    .addOption(effortOption())
    .addOption(
      new Option("--repeat <number>", "how often to go over the photos; the median run is told of")
        .argParser(positiveInteger).default(3),
    )
    .addOption(
      new Option("--each", "measure every way to run the networks that works here").default(false)
        .conflicts("device"),
    )
    .addOption(packOption())
    .addOption(dataOption())
    .addOption(photoTimeoutOption())
    .addOption(jsonOption())
    .addOption(debugOption());
}

/** Adds what `doctor` has. */
export function addDoctorOptions(command: Command): Command {
  return command
    .addOption(packOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .addOption(debugOption());
}

/** Adds what `calibrate` has. */
export function addCalibrateOptions(command: Command): Command {
  return addPassphraseOptions(command)
    .addOption(packOption())
    .optionsGroup(GROUP.files)
    .option("--write", "put what was found out into the pack's manifest", false)
    .addOption(deviceOption())
    .addOption(retestOption())
    .addOption(dataOption())
    .addOption(parallelOption())
    .addOption(photoTimeoutOption())
    .addOption(debugOption());
}

/** Adds what only `scan` has. */
export function addScanOptions(command: Command): Command {
  addWhoOptions(command)
    .option(
      "--no-learning",
      "decide about each photo by itself, not also by what the surest matches of the run show (so does --shard)",
    )
    .optionsGroup(GROUP.photos)
    .option("-i, --input <path>", "a file or folder to search, like PATH; may be repeated", collect, [])
    .optionsGroup(GROUP.output)
    .option("--all", "print photos without a match and files that are no photos too", false)
    .addOption(embeddingsOption());
  return addPageOptions(addWritingOptions(command));
}

/** Adds what makes a page of what a search has found. */
export function addPageOptions(command: Command): Command {
  return command
    .optionsGroup(GROUP.files)
    .option("--report <file>", "make a page at the end to look at what was found, such as found.html")
    .addOption(overwriteOption());
}

/** Whether faces are told with what they can be compared by. */
export const embeddingsOption = () =>
  new Option("--embeddings", "print the faces' embeddings too").default(false).helpGroup(GROUP.output);

/** Whether a page may take the place of somebody's file. */
export const overwriteOption = () =>
  new Option("--overwrite", "let the page take the place of a file that is no page of facefinder").default(
    false,
  ).helpGroup(GROUP.files);

/** Whether the outcome is printed for scripts. */
export const jsonOption = () =>
  new Option("--json", "print it as JSON").default(false).helpGroup(GROUP.output);

/** Adds what only `people` has. */
export function addPeopleOptions(command: Command): Command {
  return command
    .optionsGroup(GROUP.output)
    .option("--least <number>", "tell only of people with so many faces or more", atLeastTwo, 2)
    .addOption(exitZeroOption())
    .addOption(decisionsOption())
    .optionsGroup(GROUP.files)
    .option(
      "--out <folder>",
      "make a new folder with reference photos of each person, to be renamed for --known",
    )
    .option(
      "--report <file>",
      "make a page at the end to look at the people and name them, such as people.html",
    )
    .addOption(overwriteOption());
}
