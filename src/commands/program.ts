import { Command } from "commander";
import type { Context } from "./context.ts";
import { runFaces } from "./faces.ts";
import { addPhotoOptions, addScanOptions, type FacesOptions, type ScanOptions } from "./options.ts";
import { runScan } from "./scan.ts";
import { runSchema } from "./schema.ts";
import { VERSION } from "../version.ts";

/**
 * The command line. `finish` gets the exit code of the command that ran; wrong usage throws commander's own error after
 * it has printed what was wrong.
 */
export function makeProgram(
  context: Context,
  print: (text: string) => void,
  finish: (exit: number) => void,
): Command {
  const program = new Command("facefinder")
    .description(
      "Finds the photos in which chosen people appear. Offline: nothing is sent anywhere, nothing is installed.",
    )
    .version(VERSION, "--version", "print the version")
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: context.stderr.write })
    .showSuggestionAfterError()
    .showHelpAfterError("(--help says more)");

  addPhotoOptions(addScanOptions(program.command("scan")))
    .description("find known people in photos")
    .argument("[path...]", "files and folders to search; - reads paths from standard input")
    .action(async (paths: string[], options: ScanOptions) => finish(await runScan(paths, options, context)));

  addPhotoOptions(program.command("faces"))
    .description("print every face of every photo as events")
    .argument("[path...]", "files and folders; - reads paths from standard input")
    .option("--embeddings", "print the faces' embeddings too", false)
    .action(async (paths: string[], options: FacesOptions) =>
      finish(await runFaces(paths, options, context))
    );

  program.command("schema")
    .description("print the JSON Schema of the events")
    .action(async () => finish(await runSchema(context)));

  for (const command of program.commands) {
    command.copyInheritedSettings(program).version(VERSION, "--version", "print the version");
  }
  return program;
}
