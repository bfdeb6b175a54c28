import { DECISIONS_SCHEMA, type DecisionsFile } from "../decisions/decisions_file.ts";
import { addDecisions, readDecisions } from "../index/decision_table.ts";
import { SerialWriter } from "../output/serial_writer.ts";
import type { Context } from "./context.ts";
import { readDecisionsFile } from "./decisions.ts";
import { type IndexOptions, withIndex } from "./with_index.ts";

/** `index decisions import`: what somebody has said about faces, from a file that a gallery page gave. */
export async function runDecisionsImport(
  file: string,
  options: IndexOptions,
  context: Context,
): Promise<number> {
  const added = await readDecisionsFile(file, file);
  return withIndex(options, context, async ({ database, rows }) => {
    const all = addDecisions(database, rows, added);
    await new SerialWriter(context.stdout).write(
      `${added.length} decisions read; ${all} are remembered now, and count in every scan\n`,
    );
    return 0;
  }, true);
}

/** `index decisions export`: all that was said about faces, as such a file. */
export function runDecisionsExport(options: IndexOptions, context: Context): Promise<number> {
  return withIndex(options, context, async ({ database, rows }) => {
    const file: DecisionsFile = { schema: DECISIONS_SCHEMA, decisions: readDecisions(database, rows) };
    await new SerialWriter(context.stdout).write(JSON.stringify(file, null, 1) + "\n");
    return 0;
  });
}
