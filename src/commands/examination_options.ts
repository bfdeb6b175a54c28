import { type Command, Option } from "commander";
import { type Effort, EFFORTS } from "../faces/effort.ts";
import { type Retention, RETENTIONS } from "../index/retention.ts";
import { type Device, parseDevice } from "../inference/device.ts";
import { type Format, FORMATS } from "../output/sinks.ts";
import { PRIORITIES, type Priority } from "../system/politeness.ts";
import { debugOption, GROUP, quietOption } from "./help.ts";
import { indexOption, type IndexPlaceOptions, noIndexOption } from "./index_place.ts";
import { device, positiveInteger, positiveNumber, seconds } from "./option_values.ts";
import type { PackOptions } from "./packs.ts";
import { passphraseOptions } from "./passphrase.ts";

/** Seconds: a hundred-megapixel photo takes 10 on a fast computer, and there are slow ones. */
const PHOTO_TIMEOUT = 120;

/** The options of every command that examines photos, as parsed. */
export interface ExaminationOptions extends PackOptions, IndexPlaceOptions {
  parallel?: number;
  maxMegapixels?: number;
  quiet: boolean;
  format?: Format;
  effort: Effort;
  /** Seconds. */
  photoTimeout: number;
  priority: Priority;
  device: Device;
  retest: boolean;
  /** Kind that the pack's detector must be of. */
  detector?: string;
  debug: boolean;
}

/** Adds what decides how photos are examined, how the result is printed, and what is remembered. */
export function addExaminationOptions(command: Command): Command {
  const told = addTellingOptions(command).addOption(effortOption());
  return addMemoryOptions(addMeansOptions(told), RETENTIONS).addOption(noIndexOption());
}

/**
 * Adds what a search of the index has of these: it looks at photos of those who are sought only, and without an index
 * there is nothing to search.
 */
export function addIndexSearchOptions(command: Command): Command {
  return addMemoryOptions(
    addMeansOptions(addTellingOptions(command)),
    RETENTIONS.filter((retention) => retention !== "none"),
  );
}

function addTellingOptions(command: Command): Command {
  return command
    .optionsGroup(GROUP.output)
    .addOption(
      new Option("--format <format>", "form of the events").choices(FORMATS)
        .default(undefined, "ndjson, on a terminal text"),
    )
    .addOption(quietOption())
    .addOption(debugOption());
}

function addMeansOptions(command: Command): Command {
  return command
    .optionsGroup(GROUP.examination)
    .addOption(parallelOption())
    .addOption(
      new Option("--max-megapixels <number>", "skip larger photos").argParser(positiveNumber)
        .default(undefined, "by format and free memory"),
    )
    .addOption(photoTimeoutOption())
    .addOption(
      new Option("--priority <priority>", "how much of the computer to take from others").choices(PRIORITIES)
        .default("low"),
    )
    .addOption(deviceOption())
    .addOption(retestOption())
    .addOption(packOption())
    .option("-m, --model <pack>", "the same as --pack")
    .option("-d, --detector <kind>", "insist on a pack with this kind of face detector");
}

function addMemoryOptions(command: Command, retentions: readonly Retention[]): Command {
  return addPassphraseOptions(
    command
      .optionsGroup(GROUP.memory)
      .addOption(
        new Option(
          "--remember <what>",
          "what to remember of photos for the next scan: known leaves out strangers",
        ).choices(retentions).default(undefined, "all"),
      )
      .addOption(dataOption())
      .addOption(indexOption()),
  );
}

/** How hard to look. */
export const effortOption = () =>
  new Option(
    "--effort <effort>",
    "how hard to look: quick misses small faces, thorough looks again at what may have more to show",
  ).choices(EFFORTS).default("normal").helpGroup(GROUP.examination);

/** Adds what opens an encrypted index. */
export function addPassphraseOptions(command: Command): Command {
  passphraseOptions().forEach((option) => command.addOption(option));
  return command;
}

/** Which models are used. */
export function packOption(): Option {
  return new Option(
    "--pack <name>",
    "model pack: a folder in packs/ beside the program, or a path with a slash",
  ).default(undefined, "the program's own").helpGroup(GROUP.examination);
}

/** Where the networks run. */
export const deviceOption = () =>
  new Option(
    "--device <device>",
    "where the networks run: auto, cpu, wasm, cuda, directml, webgpu, coreml; auto is the fastest that works, " +
      "cuda:0,1 takes some of several cards, webgpu,cpu the CPU where the first does not work",
  ).argParser(device).default(parseDevice("auto"), "auto").helpGroup(GROUP.examination);

/** Whether what is known of graphics cards counts. */
export const retestOption = () =>
  new Option("--retest", "test graphics cards anew that have been tested on this computer").default(false)
    .helpGroup(GROUP.examination);

/** Where the program may write. */
export const dataOption = (what = "where to unpack and remember things") =>
  new Option("--data <folder>", what).default(undefined, "facefinder-data beside the program")
    .helpGroup(GROUP.memory);

/** How many photos are in work at a time. */
export const parallelOption = () =>
  new Option("-p, --parallel <number>", "photos analysed side by side").default(undefined, "one a core")
    .argParser(positiveInteger).helpGroup(GROUP.examination);

/** How long a photo may take. */
export const photoTimeoutOption = () =>
  new Option("--photo-timeout <seconds>", "give a photo up that takes longer").argParser(seconds).default(
    PHOTO_TIMEOUT,
  ).helpGroup(GROUP.examination);
