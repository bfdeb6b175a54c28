import { resolve } from "node:path";
import { EXIT_INTERRUPTED } from "../output/exit_code.ts";
import { reasonOf, UsageError } from "../failure.ts";
import { checkTarget } from "../gallery/target.ts";
import { readResults } from "../output/results_file.ts";
import type { Context } from "./context.ts";
import { Report } from "./gallery_report.ts";
import type { ReportOptions } from "./report_options.ts";
import { Reporting } from "./reporting.ts";

/** `report`: the gallery of a search whose events are in a file. Photos that are gone are shown without a picture. */
export async function runReport(
  results: string,
  options: ReportOptions,
  context: Context,
): Promise<number> {
  const page = resolve(options.out);
  checkTarget(page, "--out", options.overwrite);
  const report = new Report(page, context);
  collect(results, report);
  const printer = new Reporting(options, context).printer;
  try {
    await report.write({ ...options, printer, signal: context.signal });
  } catch (error) {
    throw new UsageError(
      `--out ${options.out}: cannot be written (${
        reasonOf(error)
      }). Free some room there, or give another file.`,
    );
  } finally {
    printer.close();
  }
  return context.signal.aborted ? EXIT_INTERRUPTED : 0;
}

function collect(results: string, { collection }: Report) {
  try {
    for (const event of readResults(resolve(results))) collection.add(event);
  } catch (error) {
    throw new UsageError(
      `${results}: ${reasonOf(error)}. Expected the events of a scan, as --output writes them.`,
    );
  }
  if (!collection.isSearch) {
    throw new UsageError(
      `${results}: holds no search for anybody. Expected the events of a scan, as --output writes them.`,
    );
  }
}
