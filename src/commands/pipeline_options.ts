import { type Command, InvalidArgumentError, Option } from "commander";
import { messageOf } from "../failure.ts";
import { parseShard, type Shard } from "../photos/shard.ts";

/** The options that make a search a part of a larger one, as parsed. */
export interface PipelineOptions {
  /** The part of the photos that is searched. */
  shard?: Shard | null;
}

/** Adds what `scan` and `faces` have. */
export function addPipelineOptions(command: Command): Command {
  return command.addOption(
    new Option(
      "--shard <I/N>",
      "search only part I of N, such as 0/4: the parts can be searched by several computers at a time",
    ).argParser(shard),
  );
}

function shard(value: string): Shard {
  try {
    return parseShard(value);
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}
