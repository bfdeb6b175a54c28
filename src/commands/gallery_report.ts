import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { pageCode } from "../gallery/page_code.ts";
import { Collection } from "../gallery/collection.ts";
import { writeGallery } from "../gallery/gallery.ts";
import { checkTarget } from "../gallery/target.ts";
import { counted } from "../output/counted.ts";
import type { ProgressPrinter } from "../output/progress_printers.ts";
import { mostFileBytes, photoLimits } from "../photos/limits.ts";
import { defaultWorkers, makePictureEngine } from "../workers/engine.ts";
import { takePicturesOf } from "../workers/take_pictures.ts";
import { VERSION } from "../version.ts";
import type { Context } from "./context.ts";
import type { PageOptions } from "./options.ts";

/** Milliseconds that pictures may still take after the search was stopped. */
const GRACE = 30_000;

/** Photos that are read while all workers are at work. */
const READ_AHEAD = 1;

/** What a report is made with. */
export interface ReportParts {
  /** Photos side by side; by default what the computer allows. */
  parallel?: number;
  /** Seconds that one photo may take. */
  photoTimeout: number;
  debug: boolean;
  printer: ProgressPrinter;
  /** Aborted: whoever waits wants no more pictures. */
  signal: AbortSignal;
}

/** Where the page of a command goes, an absolute path; null without one. Throws a UsageError where it can't be written. */
export function pageOf({ report, overwrite }: PageOptions): string | null {
  if (report === undefined) return null;
  const page = resolve(report);
  checkTarget(page, "--report", overwrite);
  return page;
}

/** The gallery of one search: collects what it tells, then writes the page. */
export class Report {
  readonly collection = new Collection();

  /** `page`: the file, an absolute path. */
  constructor(
    private readonly page: string,
    private readonly context: Pick<Context, "isWindows" | "onAbandon">,
  ) {}

  /** Makes the pictures, and writes the page. Throws where that can't be done. */
  async write({ parallel, photoTimeout, debug, printer, signal }: ReportParts): Promise<void> {
    const { photos } = this.collection, began = performance.now(), stopped = signal.aborted;
    printer.line(`making the page of ${counted(photos.length, "photo")}`);
    const free = Deno.systemMemoryInfo().available;
    const workers = parallel ?? defaultWorkers(availableParallelism(), free);
    const limits = photoLimits(free, workers);
    const pool = makePictureEngine({ workers, limits, photoTimeout: 1000 * photoTimeout, debug });
    this.context.onAbandon(() => pool.stop());
    try {
      const withoutPicture = await writeGallery(this.page, this.collection, {
        code: await pageCode(),
        take: (path, hash, order) => takePicturesOf({ path, hash, order }, pool, mostFileBytes(limits)),
        parallel: workers + READ_AHEAD,
        goesOn: () => stopped ? performance.now() - began < GRACE : !signal.aborted,
        now: new Date(),
        program: VERSION,
        style: { windows: this.context.isWindows },
      });
      const without = withoutPicture > 0 ? `, ${withoutPicture} of them without a picture` : "";
      printer.line(`${this.page} shows ${counted(photos.length, "photo")}${without}: open it in a browser`);
    } finally {
      await pool.stop();
    }
  }
}
