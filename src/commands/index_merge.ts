import { EXIT_INCOMPLETE, EXIT_INTERRUPTED } from "../output/exit_code.ts";
import { readNetworks } from "../faces/pack.ts";
import { processingId } from "../faces/processing.ts";
import { reasonOf, UsageError } from "../failure.ts";
import { inTransactions } from "../index/in_transactions.ts";
import { type IndexKey, NO_KEY } from "../index/key.ts";
import { merge, type Merged } from "../index/merge.ts";
import { indexIn } from "../index/open.ts";
import type { OpenIndex } from "../index/open_index.ts";
import { openSource, type Source } from "../index/source.ts";
import { counted } from "../output/counted.ts";
import type { ProgressPrinter } from "../output/progress_printers.ts";
import { SerialWriter } from "../output/serial_writer.ts";
import { isSameFile } from "../system/path_kind.ts";
import { removeLeftFolders } from "../system/temporary_folder.ts";
import type { Context } from "./context.ts";
import { damageText } from "./index_damage.ts";
import { indexHome } from "./index_place.ts";
import { packFolder } from "./packs.ts";
import { isEncrypted, readKey } from "./passphrase.ts";
import { Reporting } from "./reporting.ts";
import { type IndexOptions, openToWrite, unchangeable } from "./with_index.ts";

/** Bytes of the index that are kept in memory: so many hold the order of a million hashes, which come in any order. */
const CACHE = 256 * 2 ** 20;
/** Milliseconds between two lines about how far it is. */
const TOLD_EVERY = 10_000;

/** `index merge`: puts what other indexes know into the one of the data folder. Exit code 3 when some of it is damaged. */
export async function runIndexMerge(
  from: readonly string[],
  options: IndexOptions,
  context: Context,
): Promise<number> {
  const folder = indexHome(options, context.executable);
  const { path, exists } = indexIn(folder, isEncrypted(options));
  const processing = processingId(readNetworks(packFolder(options, context.executable)));
  const key = await readKey(options, !exists, context), sources: Source[] = [];
  try {
    // All are looked at before anything is changed.
    for (const name of from) {
      sources.push(openSource(name, key));
      if (!isSameFile(sources.at(-1)!.database.path, path)) continue;
      throw new UsageError(`${name} is the index that the others are merged into. Expected other ones.`);
    }
    const to = openTarget(folder, path, key ?? NO_KEY);
    try {
      return await mergeAll({ sources, to, processing }, context);
    } finally {
      to.database.close();
    }
  } finally {
    for (const { database } of sources) database.close();
  }
}

/** Opens or makes the index that the others are merged into. Throws a {@link UsageError}. */
function openTarget(folder: string, path: string, key: IndexKey): OpenIndex {
  try {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unchangeable(folder, error);
  }
  removeLeftFolders(folder);
  const database = openToWrite(path, key);
  try {
    const rows = key.unlock(database);
    // Who scans meanwhile would wait in vain, and a log would be as large as all that is merged.
    database.closeToOthers();
    database.keepInMemory(CACHE);
    return { database, rows };
  } catch (error) {
    database.close();
    throw unchangeable(path, error);
  }
}

interface Merging {
  sources: readonly Source[];
  to: OpenIndex;
  processing: string;
}

async function mergeAll({ sources, to, processing }: Merging, context: Context): Promise<number> {
  const { path } = to.database, print = (text: string) => new SerialWriter(context.stdout).write(text + "\n");
  const reporting = new Reporting({ quiet: false, debug: false }, context);
  let damaged = 0;
  for (const from of sources) {
    const steps = merge({ from, to, processing }), { signal } = context;
    let merged: Merged | null;
    try {
      merged = await inTransactions(to.database, steps, {
        signal,
        progress: teller(from, reporting.printer),
      });
    } catch (error) {
      throw new UsageError(
        `${from.name} could not be merged into ${path} wholly: ${reasonOf(error)}. ` +
          "What it holds is whole; the same command goes on.",
      );
    }
    if (!merged) return EXIT_INTERRUPTED;
    damaged += merged.damaged;
    await print(
      `${from.name}: ${counted(merged.photos, "photo")}, ${merged.newPhotos} of them new in ${path}`,
    );
    if (merged.damaged === 0) continue;
    reporting.warn(damageText({ entries: merged.damaged, hasGaps: merged.hasGaps }, from.name));
  }
  return damaged > 0 ? EXIT_INCOMPLETE : 0;
}

/** Tells people how far it is, where it takes long. */
function teller({ name, database }: Source, printer: ProgressPrinter): (steps: number) => void {
  const rows = (table: string) => database.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)!.n;
  let told = performance.now(), all: number | null = null;
  return (steps) => {
    const now = performance.now();
    if (now - told < TOLD_EVERY) return;
    told = now;
    all ??= rows("content") + rows("photo");
    printer.line(`merging ${name}: ${Math.min(99, Math.floor(100 * steps / all))} %`);
  };
}
