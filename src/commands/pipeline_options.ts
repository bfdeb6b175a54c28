import { type Command, InvalidArgumentError, Option } from "commander";
import { messageOf } from "../failure.ts";
import { GROUP } from "./help.ts";
import { parseShard, type Shard } from "../photos/shard.ts";

/** The options that make a search a part of a larger one, as parsed. */
export interface PipelineOptions {
  /** The part of the photos that is searched. */
  shard?: Shard | null;
  exitZero?: boolean;
  /** What standard input is. */
  stdin?: "tar";
}

/** Adds what `scan` and `faces` have. */
export function addPipelineOptions(command: Command): Command {
  return command.addOption(
    new Option(
      "--shard <I/N>",
      "search only part I of N, such as 0/4: the parts can be searched by several computers at a time",
    ).argParser(shard).helpGroup(GROUP.photos),
  ).addOption(
    new Option(
      "--stdin <form>",
      "search the photos in an archive on standard input: tar c photos | facefinder faces --stdin tar",
    ).choices(["tar"]).helpGroup(GROUP.photos),
  ).addOption(exitZeroOption());
}

/** Whether a search that was finished is always exit code 0. */
export const exitZeroOption = () =>
  new Option(
    "--exit-zero",
    "exit code 0 whenever the search was finished, also without a match or where photos could not be read",
  ).default(false).helpGroup(GROUP.output);

function shard(value: string): Shard {
  try {
    return parseShard(value);
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}
