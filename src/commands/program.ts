import { Command } from "commander";
import { type BenchOptions, runBench } from "./bench.ts";
import { type CalibrateOptions, runCalibrate } from "./calibrate.ts";
import type { Context } from "./context.ts";
import { type DoctorOptions, runDoctor } from "./doctor.ts";
import {
  addExaminationOptions,
  addIndexSearchOptions,
  addPassphraseOptions,
  dataOption,
  packOption,
} from "./examination_options.ts";
import { runFaces } from "./faces.ts";
import { type ForgetOptions, runIndexForget, runIndexStats, runIndexVerify } from "./index_upkeep.ts";
import { runDecisionsExport, runDecisionsImport } from "./index_decisions.ts";
import { runIndexConvert } from "./index_convert.ts";
import { addExportOptions, type ExportOptions, runIndexExport } from "./index_export.ts";
import { runIndexMerge } from "./index_merge.ts";
import { addOther, GROUP, groupItems, inOneVoice, optionDescription } from "./help.ts";
import { indexOption } from "./index_place.ts";
import { runIndexSearch } from "./index_search.ts";
import { runKnown } from "./known.ts";
import { runMerge } from "./merge.ts";
import { addMergeOptions, type MergeOptions } from "./merge_options.ts";
import { runPeople } from "./people.ts";
import {
  addBenchOptions,
  addCalibrateOptions,
  addDoctorOptions,
  addPageOptions,
  addPeopleOptions,
  addScanOptions,
  embeddingsOption,
  type FacesOptions,
  type IndexSearchOptions,
  jsonOption,
  type KnownOptions,
  type PeopleOptions,
  type ScanOptions,
} from "./options.ts";
import { addPhotoOptions, outputOption } from "./photo_options.ts";
import { addPipelineOptions } from "./pipeline_options.ts";
import { runReport } from "./report.ts";
import { addReportOptions, type ReportOptions } from "./report_options.ts";
import { runScan } from "./scan.ts";
import { runSchema } from "./schema.ts";
import { VERSION } from "../version.ts";
import { addNameOption, addWhoOptions } from "./who_options.ts";
import type { IndexOptions } from "./with_index.ts";

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
    .exitOverride()
    .configureOutput({
      writeOut: print,
      writeErr: context.stderr.write,
      outputError: (text, write) => write(inOneVoice(text)),
    })
    .configureHelp({ optionDescription, groupItems })
    .showSuggestionAfterError()
    .showHelpAfterError("(--help says more)");

  addPipelineOptions(addPhotoOptions(addScanOptions(program.command("scan"))))
    .description("find known people in photos")
    .argument("[path...]", "files and folders to search; - reads paths from standard input")
    .action(async (paths: string[], options: ScanOptions) => finish(await runScan(paths, options, context)));

  addExaminationOptions(addNameOption(program.command("known")))
    .description("check reference photos before a scan: which are used, what is odd, who will be confused")
    .argument("[folder...]", "photos of one person, or a folder of photos for each")
    .action(async (folders: string[], options: KnownOptions) =>
      finish(await runKnown(folders, options, context))
    );

  addPipelineOptions(addPhotoOptions(program.command("faces")))
    .description("print every face of every photo as events")
    .argument("[path...]", "files and folders; - reads paths from standard input")
    .addOption(embeddingsOption())
    .action(async (paths: string[], options: FacesOptions) =>
      finish(await runFaces(paths, options, context))
    );

  addReportOptions(program.command("report <results>"))
    .description("make a page to look at what a search has found, of its events in a file")
    .action(async (results: string, options: ReportOptions) =>
      finish(await runReport(results, options, context))
    );

  addMergeOptions(program.command("merge <results...>"))
    .description("make one result of those of many runs: shards, runs that went on, several computers")
    .action(async (results: string[], options: MergeOptions) =>
      finish(await runMerge(results, options, context))
    );

  addPhotoOptions(addPeopleOptions(program.command("people")))
    .description("group the faces of all photos by person, without references")
    .argument("[path...]", "files and folders; - reads paths from standard input")
    .action(async (paths: string[], options: PeopleOptions) =>
      finish(await runPeople(paths, options, context))
    );

  addBenchOptions(program.command("bench [path...]"))
    .description(
      "how fast photos are searched here, and where the time goes; without paths: a photo of its own",
    )
    .action(async (paths: string[], options: BenchOptions) =>
      finish(await runBench(paths, options, context))
    );

  addDoctorOptions(program.command("doctor"))
    .description("what this computer offers, whether all works here, and how fast")
    .action(async (options: DoctorOptions) => finish(await runDoctor(options, context)));

  program.command("schema")
    .description("print the JSON Schema of the events")
    .action(async () => finish(await runSchema(context)));

  addCalibrateOptions(program.command("calibrate <folder>", { hidden: true }))
    .description("fit a model pack's thresholds to photos of known people: a folder that holds one for each")
    .action(async (folder: string, options: CalibrateOptions) =>
      finish(await runCalibrate(folder, options, context))
    );

  addIndexCommands(program.command("index"), context, finish);

  for (const command of withSubcommands(program.commands)) command.copyInheritedSettings(program);
  for (const command of withSubcommands([program])) addOther(command, VERSION);
  return program;
}

function withSubcommands(commands: readonly Command[]): Command[] {
  return commands.flatMap((command) => [command, ...withSubcommands(command.commands)]);
}

function addIndexCommands(index: Command, context: Context, finish: (exit: number) => void) {
  index.description("search, look at, shrink, check or export what is remembered of photos");
  const place = (command: Command) =>
    addPassphraseOptions(
      // Nothing but the index is needed there: of two folders one would mean nothing.
      command.addOption(dataOption("where it is remembered")).addOption(indexOption().conflicts("data")),
    );

  addIndexSearchOptions(addPageOptions(addWhoOptions(index.command("search"))))
    .description("find known people in what is remembered, wherever it was seen, without walking anywhere")
    .addOption(outputOption("the same search"))
    .action(async (options: IndexSearchOptions) => finish(await runIndexSearch(options, context)));

  const command = (name: string) => place(index.command(name));

  command("stats").description("say what is remembered")
    .addOption(packOption())
    .addOption(jsonOption())
    .action(async (options: IndexOptions & { json: boolean }) =>
      finish(await runIndexStats(options, context))
    );
  command("verify").description("check that nothing of it is damaged")
    .action(async (options: IndexOptions) => finish(await runIndexVerify(options, context)));
  command("merge").description("put what other indexes know into the program's own")
    .argument("<from...>", "the indexes: their files, or the folders that they are in")
    .addOption(packOption())
    .action(async (from: string[], options: IndexOptions) =>
      finish(await runIndexMerge(from, options, context))
    );
  addExportOptions(command("export")).description("print all photos and faces as events, with embeddings")
    .addOption(packOption())
    .action(async (options: ExportOptions) => finish(await runIndexExport(options, context)));
  command("encrypt").description("encrypt it by a passphrase, which every later command needs")
    .action(async (options: IndexOptions) => finish(await runIndexConvert(options, context, "encrypted")));
  command("decrypt").description("undo that: anybody who has the stick can read it then")
    .action(async (options: IndexOptions) => finish(await runIndexConvert(options, context, "clear")));
  const decisions = index.command("decisions")
    .description("what you said about faces on a page of scan --report");
  place(decisions.command("import <file>"))
    .description("remember the decisions in a file that the page saved")
    .action(async (file: string, options: IndexOptions) =>
      finish(await runDecisionsImport(file, options, context))
    );
  place(decisions.command("export"))
    .description("print all that are remembered as such a file")
    .action(async (options: IndexOptions) => finish(await runDecisionsExport(options, context)));
  command("forget").description("forget a person, the photos below a folder, or everything")
    .optionsGroup(GROUP.forgotten)
    .option("--person <name>", "all photos in which this person was found, and the reference photos")
    .option("--root <folder>", "all photos found below this folder")
    .option("--all", "everything", false)
    .action(async (options: ForgetOptions) => finish(await runIndexForget(options, context)));
}
