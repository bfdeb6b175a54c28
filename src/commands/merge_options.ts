import { type Command, Option } from "commander";

/** The options of `merge`, as parsed. */
export interface MergeOptions {
  output?: string;
  overwrite: boolean;
  quiet: boolean;
  debug: boolean;
}

/** Adds what `merge` has. */
export function addMergeOptions(command: Command): Command {
  return command
    .option("-o, --output <file>", "write there, whole or not at all (default: standard output)")
    .addOption(
      new Option(
        "--overwrite",
        "let the output take the place of a file that is neither merged results nor one of RESULTS",
      ).default(false),
    )
    .option("--quiet", "nothing on stderr but what went wrong", false)
    .option("-D, --debug", "say more on stderr when something goes wrong", false)
    .addHelpText(
      "after",
      `
RESULTS are files of events of scan, faces or index search: shards, runs that
were stopped and went on, runs on several computers, merged results; - is
standard input. All must seek the same people with the same strictness.
Whatever their order, and whatever was merged before, the result is the same
to the byte.

Exit codes: as from scan where nothing is missing; 3 where a shard is missing
or a run failed, 4 where one was stopped before its end. What is missing is
said on stderr; the rest is merged, and it can be merged in afterwards.`,
    );
}
