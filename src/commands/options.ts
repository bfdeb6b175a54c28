import { Command, InvalidArgumentError, Option } from "commander";
import { type Effort, EFFORTS } from "../faces/effort.ts";
import { messageOf } from "../failure.ts";
import { type Retention, RETENTIONS } from "../index/retention.ts";
import { type Device, parseDevice } from "../inference/device.ts";
import { type Format, FORMATS } from "../output/sinks.ts";
import { PRIORITIES, type Priority } from "../politeness.ts";
import type { PackOptions } from "./packs.ts";
import type { Strictness } from "../matching/threshold.ts";
import { type PassphraseOptions, passphraseOptions } from "./passphrase.ts";
import { duration, type TimeOfDay, timeOfDay } from "./deadline.ts";
import { addWritingOptions, type WritingOptions } from "./writing.ts";

/** The options of every command that examines photos, as parsed. */
export interface ExaminationOptions extends PackOptions, PassphraseOptions {
  parallel?: number;
  maxMegapixels?: number;
  quiet: boolean;
  format?: Format;
  effort: Effort;
  /** Seconds. */
  photoTimeout: number;
  remember: Retention;
  priority: Priority;
  device: Device;
  retest: boolean;
  data?: string;
  /** Kind that the pack's detector must be of. */
  detector?: string;
  debug: boolean;
}

/** The options that `scan` and `faces` share, as parsed. */
export interface PhotoOptions extends ExaminationOptions {
  include: readonly string[];
  exclude: readonly string[];
  follow: boolean;
  hidden: boolean;
  anyName: boolean;
  oneFileSystem: boolean;
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

/** The options of `known`, as parsed. */
export interface KnownOptions extends ExaminationOptions {
  name: string[];
}

/** The options that say who is sought, and how sure a match must be, as parsed. */
export interface WhoOptions {
  known: string[];
  not: string[];
  name: string[];
  /** Files of what was said about faces. */
  decisions: string[];
  threshold?: number;
  loose: boolean;
  strict: boolean;
}

/** The options of `scan`, as parsed. */
export interface ScanOptions extends PhotoOptions, WhoOptions, WritingOptions, PageOptions {
  input: string[];
  all: boolean;
}

/** The options of `index search`, as parsed. */
export interface IndexSearchOptions extends ExaminationOptions, WhoOptions, PageOptions {
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

/** Adds what decides which photos are read, how, and how the result is printed. */
export function addPhotoOptions(command: Command): Command {
  return addExaminationOptions(
    command
      .option("--include <glob>", "take only files that match; may be repeated", collect, [])
      .option("--exclude <glob>", "leave out files and folders that match; may be repeated", collect, [])
      .option("--follow", "follow symbolic links to folders", false)
      .option("--hidden", "take hidden and system files and folders too", false)
      .option("--any-name", "look into files of any name, not only those named like photos", false)
      .option("--one-file-system", "enter no folder that lies on another file system", false)
      .option("--files-from <file>", "read paths, one a line, from a file; - for standard input")
      .option("-0, --null", "the paths of --files-from are separated by NUL characters", false)
      .option("--progress <seconds>", "print a progress event this often", seconds)
      .option("--output <file>", "append the events to a file too; the same scan goes on there after a stop")
      .option("--until <time>", "stop at this time of day, such as 07:00", timeOfDay)
      .option("--max-duration <duration>", "stop after this long, such as 8h or 90m", duration),
  );
}

/** Adds what decides how photos are examined, and how the result is printed. */
export function addExaminationOptions(command: Command): Command {
  return addPassphraseOptions(command)
    .addOption(parallelOption())
    .option(
      "--max-megapixels <number>",
      "skip larger photos (default: by format and free memory)",
      positiveNumber,
    )
    .option("--quiet", "nothing on stderr but what went wrong before the start", false)
    .addOption(
      new Option("--format <format>", "form of the output (default: ndjson, on a terminal text)").choices(
        FORMATS,
      ),
    )
    .addOption(effortOption())
    .addOption(photoTimeoutOption())
    .addOption(
      new Option(
        "--remember <what>",
        "what to remember of photos for the next scan: known leaves out strangers",
      )
        .choices(RETENTIONS).default("all"),
    )
    .addOption(
      new Option("--priority <priority>", "how much of the computer to take from others").choices(PRIORITIES)
        .default("low"),
    )
    .addOption(deviceOption())
    .addOption(retestOption())
    .addOption(dataOption())
    .addOption(packOption())
    .option("-m, --model <pack>", "the same as --pack")
    .option("-d, --detector <kind>", "insist on a pack with this kind of face detector")
    .option("-D, --debug", "say more on stderr when something goes wrong", false);
}

const effortOption = () =>
  new Option(
    "--effort <effort>",
    "how hard to look: quick misses small faces, thorough looks again at what may have more to show",
  ).choices(EFFORTS).default("normal");

/** Adds what opens an encrypted index. */
export function addPassphraseOptions(command: Command): Command {
  passphraseOptions().forEach((option) => command.addOption(option));
  return command;
}

/** Which models are used. */
export function packOption(): Option {
  return new Option(
    "--pack <name>",
    "model pack: a folder in packs/ beside the program, or a path with a slash (default: the program's own)",
  );
}

const deviceOption = () =>
  new Option(
    "--device <device>",
    "where the networks run: auto, cpu, wasm, cuda, directml, webgpu, coreml; auto is the fastest that works " +
      "(cuda:0,1 for some of several cards; webgpu,cpu for the CPU where the first does not work)",
  ).argParser(device).default(parseDevice("auto"), "auto");

const retestOption = () =>
  new Option("--retest", "test graphics cards anew that have been tested on this computer").default(false);

const dataOption = () =>
  new Option(
    "--data <folder>",
    "where to unpack and remember things (default: facefinder-data beside the program)",
  );

/** How many photos are in work at a time. */
export const parallelOption = () =>
  new Option("-p, --parallel <number>", "photos analysed side by side (default: one a core)").argParser(
    positiveInteger,
  );

/** How long a photo may take. */
export const photoTimeoutOption = () =>
  new Option("--photo-timeout <seconds>", "give a photo up that takes longer").argParser(seconds).default(
    PHOTO_TIMEOUT,
  );

/** Adds what `bench` has. */
export function addBenchOptions(command: Command): Command {
  return command
    .option("-k, --known <folder>", "people to look for, as for scan; may be repeated", collect, [])
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
    .option("--json", "as JSON", false)
    .addOption(packOption())
    .addOption(dataOption())
    .addOption(photoTimeoutOption())
    .option("-D, --debug", "say more on stderr when something goes wrong", false);
}

/** Adds what `doctor` has. */
export function addDoctorOptions(command: Command): Command {
  return command
    .option("--json", "as JSON", false)
    .addOption(packOption())
    .addOption(dataOption())
    .option("-D, --debug", "say more on stderr when something goes wrong", false);
}

/** Adds what `calibrate` has. */
export function addCalibrateOptions(command: Command): Command {
  return addPassphraseOptions(command)
    .addOption(packOption())
    .option("--write", "put what was found out into the pack's manifest", false)
    .addOption(deviceOption())
    .addOption(retestOption())
    .addOption(dataOption())
    .addOption(parallelOption())
    .addOption(photoTimeoutOption())
    .option("-D, --debug", "say more on stderr when something goes wrong", false);
}

/** Adds what `known` and `scan` have. */
export function addNameOption(command: Command): Command {
  return command.option(
    "-n, --name <name>",
    "name of the person in a folder of photos of one; may be repeated",
    collect,
    [],
  );
}

/** Adds what says who is sought, and how sure a match must be. */
export function addWhoOptions(command: Command): Command {
  return addNameOption(command)
    .option(
      "-k, --known <folder>",
      "photos of one person, or a folder of photos for each; may be repeated",
      collect,
      [],
    )
    .option(
      "--not <folder>",
      "people who look like someone sought, but aren't: photos as for --known; may be repeated",
      collect,
      [],
    )
    .addOption(decisionsOption())
    .addOption(
      new Option(
        "--threshold <similarity>",
        "similarity that makes a match, -1 to 1 (default: by references and people)",
      ).argParser(similarity).conflicts(["loose", "strict"]),
    )
    .addOption(
      new Option("--loose", "at most one false match in 100 photos, instead of one in 1,000").default(false)
        .conflicts("strict"),
    )
    .option("--strict", "at most one false match in 10,000 photos, instead of one in 1,000", false);
}

/** Adds what only `scan` has. */
export function addScanOptions(command: Command): Command {
  return addPageOptions(addWritingOptions(addWhoOptions(command)))
    .option("-i, --input <path>", "a file or folder to search, like PATH; may be repeated", collect, [])
    .option("--all", "print photos without a match and files that are no photos too", false);
}

/** Adds what makes a page of what a search has found. */
export function addPageOptions(command: Command): Command {
  return command
    .option("--report <file>", "make a page at the end to look at what was found, such as found.html")
    .addOption(overwriteOption());
}

const decisionsOption = () =>
  new Option(
    "--decisions <file>",
    "what you said about faces on the page of an earlier run; is remembered too; may be repeated",
  ).argParser(collect).default([]);

/** Whether a page may take the place of somebody's file. */
export const overwriteOption = () =>
  new Option("--overwrite", "let the page take the place of a file that is no page of facefinder").default(
    false,
  );

/** Adds what only `people` has. */
export function addPeopleOptions(command: Command): Command {
  return command
    .option(
      "--out <folder>",
      "make a new folder with reference photos of each person, to be renamed for --known",
    )
    .option("--least <number>", "faces of a person, at least", atLeastTwo, 2)
    .addOption(decisionsOption())
    .option(
      "--report <file>",
      "make a page at the end to look at the people and name them, such as people.html",
    )
    .addOption(overwriteOption());
}

/** Seconds: a hundred-megapixel photo takes 10 on a fast computer, and there are slow ones. */
const PHOTO_TIMEOUT = 120;

/** What a timer takes at most (2^31 - 1 ms), in whole seconds: a longer one would fire at once. */
const MOST_SECONDS = Math.floor((2 ** 31 - 1) / 1000);

/** How sure a match has to be, where the user gave no similarity. */
export function strictnessOf({ loose, strict }: WhoOptions): Strictness {
  return loose ? "loose" : strict ? "strict" : "normal";
}

function device(value: string): Device {
  try {
    return parseDevice(value);
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}

const collect = (value: string, before: string[]) => [...before, value];

function positiveInteger(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < 1 || number > 1024) {
    throw new InvalidArgumentError("Expected a whole number from 1 to 1024.");
  }
  return number;
}

function atLeastTwo(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < 2 || number > 1e6) {
    throw new InvalidArgumentError("Expected a whole number from 2 to 1000000.");
  }
  return number;
}

function positiveNumber(value: string): number {
  const number = Number(value);
  if (value.trim() === "" || !Number.isFinite(number) || number <= 0) {
    throw new InvalidArgumentError("Expected a number above 0, such as 5.");
  }
  return number;
}

function seconds(value: string): number {
  const number = positiveNumber(value);
  if (number > MOST_SECONDS) {
    throw new InvalidArgumentError(`Expected at most ${MOST_SECONDS} seconds, which are 24 days.`);
  }
  return number;
}

function similarity(value: string): number {
  const number = Number(value);
  if (value.trim() === "" || !(number >= -1 && number <= 1)) {
    throw new InvalidArgumentError("Expected a number from -1 to 1, such as 0.45.");
  }
  return number;
}
