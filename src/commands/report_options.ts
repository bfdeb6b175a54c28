import type { Command } from "commander";
import { parallelOption, photoTimeoutOption } from "./examination_options.ts";
import { debugOption, GROUP, quietOption } from "./help.ts";
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
    .optionsGroup(GROUP.files)
    .requiredOption("-o, --out <file>", "the page to make, such as found.html")
    .addOption(overwriteOption())
    .addOption(parallelOption())
    .addOption(photoTimeoutOption())
    .addOption(quietOption())
    .addOption(debugOption());
}
