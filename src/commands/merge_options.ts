import { type Command, Option } from "commander";
import { debugOption, GROUP, quietOption } from "./help.ts";

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
    .optionsGroup(GROUP.files)
    .addOption(
      new Option("-o, --output <file>", "write there, whole or not at all").default(
        undefined,
        "standard output",
      ),
    )
    .addOption(
      new Option(
        "--overwrite",
        "let the output take the place of a file that is neither merged results nor one of RESULTS",
      ).default(false),
    )
    .addOption(quietOption())
    .addOption(debugOption())
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
