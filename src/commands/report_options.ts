import type { Command } from "commander";
import { parallelOption, photoTimeoutOption } from "./examination_options.ts";
import { overwriteOption } from "./options.ts";

/** The options of `report`, as parsed. */
export interface ReportOptions {
  out: string;
  overwrite: boolean;
  parallel?: number;
  /** Seconds. */
  photoTimeout: number;
  quiet: boolean;
  debug: boolean;
}

/** Adds what `report` has. */
export function addReportOptions(command: Command): Command {
  return command
    .requiredOption("-o, --out <file>", "the page to make, such as found.html")
    .addOption(overwriteOption())
    .addOption(parallelOption())
    .addOption(photoTimeoutOption())
    .option("--quiet", "nothing on stderr but what went wrong", false)
    .option("-D, --debug", "say more on stderr when something goes wrong", false);
}
