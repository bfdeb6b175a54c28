import { fileURLToPath } from "node:url";
import { MANIFEST_FILE, readNetworks } from "../faces/pack.ts";
import { processingId } from "../faces/processing.ts";
import { reasonOf, UsageError } from "../failure.ts";
import type { Device } from "../inference/device.ts";
import { openDataFolder } from "../system/data_folder.ts";
import { calibrate, Uncalibratable } from "../matching/calibration/calibrate.ts";
import type { SamplePerson } from "../matching/calibration/trials.ts";
import { EXIT_INTERRUPTED } from "../output/exit_code.ts";
import { counted } from "../output/counted.ts";
import { SerialWriter } from "../output/serial_writer.ts";
import { StoppedEarly } from "../scan/examiner.ts";
import { findReferenceFolders, type ReferenceFolder } from "../scan/reference_folders.ts";
import { loadReferencePhotos, questionOfReferences } from "../scan/references.ts";
import { writeWhole } from "../system/whole_file.ts";
import { calibrationReport } from "./calibration_report.ts";
import type { Context } from "./context.ts";
import { Examination } from "./examination.ts";
import { packFolder, type PackOptions } from "./packs.ts";
import type { PassphraseOptions } from "./passphrase.ts";
import { Reporting } from "./reporting.ts";

/** The options of `calibrate`, as parsed. */
export interface CalibrateOptions extends PackOptions, PassphraseOptions {
  write: boolean;
  device: Device;
  retest: boolean;
  data?: string;
  parallel?: number;
  /** Seconds. */
  photoTimeout: number;
  debug: boolean;
}

/**
 * `calibrate`: fits a pack's thresholds and confidence to photos of known people, a folder for each. Prints them, and
 * on stderr how well they hold for people that they were not fitted on.
 */
export async function runCalibrate(
  folder: string,
  options: CalibrateOptions,
  context: Context,
): Promise<number> {
  const pack = packFolder(options, context.executable), networks = readNetworks(pack);
  const folders = await findReferenceFolders([folder], [], null);
  const data = openDataFolder(options.data, context.executable);
  const { printer, warn } = new Reporting({ ...options, quiet: false }, context);
  const say = (text: string) => printer.line(text);
  try {
    const examination = await Examination.open({
      ...options,
      pack,
      processing: processingId(networks),
      data,
      remember: "all",
      indexFolder: null,
      warn,
      note: say,
      signal: context.signal,
    }, context);
    try {
      say(`looking at the photos of ${folders.length} people, ${examination.workers} at a time`);
      const people = await loadKnown(folders, examination, say);
      const calibration = calibrate(people);
      printer.styledLine(calibrationReport(calibration));
      await new SerialWriter(context.stdout).write(JSON.stringify(calibration.judgement, null, 2) + "\n");
      if (options.write) write(new URL(MANIFEST_FILE, pack), calibration.judgement);
      return 0;
    } finally {
      await examination.close();
    }
  } catch (error) {
    if (error instanceof StoppedEarly) return EXIT_INTERRUPTED;
    if (error instanceof Uncalibratable) throw new UsageError(`${folder}: ${error.message}`);
    throw error;
  } finally {
    data.close();
  }
}

async function loadKnown(
  folders: readonly ReferenceFolder[],
  examination: Examination,
  say: (text: string) => void,
): Promise<SamplePerson[]> {
  const examiner = examination.examiner(questionOfReferences("normal"));
  const loaded = await Promise.all(folders.map(async ({ name, path }) => {
    const { photos, failures } = await loadReferencePhotos(path, examiner);
    await Promise.all(photos.map(({ photo, examined }) => examiner.remember(photo, examined, [])));
    const largest = photos.flatMap(({ examined }) => examined.analysis.faces.slice(0, 1));
    const embeddings = largest.map(({ embedding }) => embedding);
    return { name, photos: photos.length + failures.length, embeddings };
  }));
  const photos = loaded.reduce((sum, person) => sum + person.photos, 0);
  const faces = loaded.reduce((sum, { embeddings }) => sum + embeddings.length, 0);
  say(`${counted(photos, "photo")}, ${photos - faces} of them without a usable face`);
  return loaded.filter(({ embeddings }) => embeddings.length > 0);
}

/** By rename: a manifest is whole, or as it was. */
function write(at: URL, judgement: object) {
  try {
    const manifest: unknown = JSON.parse(Deno.readTextFileSync(at));
    writeWhole(fileURLToPath(at), JSON.stringify({ ...manifest as object, ...judgement }, null, 2) + "\n");
  } catch (error) {
    throw new UsageError(
      `--write: ${fileURLToPath(at)} cannot be changed (${reasonOf(error)}). ` +
        "Put the JSON that was printed into it by hand.",
    );
  }
}
