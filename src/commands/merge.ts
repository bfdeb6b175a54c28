import { resolve } from "node:path";
import { EXIT_INTERRUPTED } from "../output/exit_code.ts";
import { messageOf, reasonOf, UsageError } from "../failure.ts";
import { Gathered } from "../merging/gathered.ts";
import { Merge } from "../merging/merge.ts";
import { eventReader, EXPECTED_RESULTS, readInput } from "../merging/results_reader.ts";
import { counted } from "../output/counted.ts";
import type { Event, EventOf } from "../output/events.ts";
import { type ByteSink, ReaderGone, SerialWriter } from "../output/serial_writer.ts";
import { compileReadEvent } from "../output/read_event.ts";
import { Turns } from "../system/turns.ts";
import { WholeFile } from "../system/whole_file.ts";
import type { Context } from "./context.ts";
import { checkMergeTarget, MergeInputs } from "./merge_files.ts";
import type { MergeOptions } from "./merge_options.ts";
import { Reporting } from "./reporting.ts";

/** Standard input among the files to merge. */
const STDIN = "-";
/** Characters that are written in one go. */
const AT_ONCE = 2 ** 18;

/** `merge`: one result of many runs' results, the same whatever their order. */
export async function runMerge(
  results: readonly string[],
  options: MergeOptions,
  context: Context,
): Promise<number> {
  const target = options.output === undefined ? null : resolve(options.output);
  if (options.overwrite && target === null) {
    throw new UsageError("--overwrite is about the file of --output: give that too.");
  }
  const names = [...new Set(results)];
  if (target !== null) checkMergeTarget(target, names.filter((name) => name !== STDIN), options.overwrite);
  const { printer, warn } = new Reporting(options, context), inputs = new MergeInputs(), turns = new Turns();
  context.onAbandon(() => inputs.close());
  try {
    for (const name of names) {
      if (name === STDIN) await inputs.keep(context.stdin, "standard input", context.signal);
      else await inputs.open(name, context.signal);
    }
    const gathered = await gather(inputs, turns, context.signal);
    if (gathered === null) return EXIT_INTERRUPTED;
    const merge = new Merge(gathered, eventReader(inputs.all)), { lacks, doubts } = merge.completeness;
    for (const text of [...gathered.oddities, ...lacks, ...doubts]) warn(text);
    const end = target === null
      ? await write(merge.events(), context.stdout, turns, context.signal)
      : await writeTo(target, merge, inputs, turns, context);
    if (end === null) return EXIT_INTERRUPTED;
    const runs = counted(gathered.leaves.all.length, "run");
    printer.line(
      `${runs}: ${counted(end.photos, "photo")}, ${end.matches} with a match, ${
        counted(end.errors, "error")
      }`,
    );
    return end.exit;
  } catch (error) {
    if (error instanceof ReaderGone) return 0;
    throw error;
  } finally {
    inputs.close();
    printer.close();
  }
}

/** Reads all files once; null when that was interrupted. Throws a {@link UsageError} where they can't be merged. */
async function gather(inputs: MergeInputs, turns: Turns, signal: AbortSignal): Promise<Gathered | null> {
  const gathered = new Gathered(), asEvent = compileReadEvent();
  for (const [number, input] of inputs.all.entries()) {
    const reading = readInput(input, number, gathered, asEvent);
    while (true) {
      if (turns.isDue) await turns.give();
      if (signal.aborted) return null;
      if (nextOf(reading).done) break;
    }
  }
  if (gathered.starts.top === null) {
    throw new UsageError(
      `nothing to merge: no run has begun to search. ${EXPECTED_RESULTS}`,
    );
  }
  return gathered;
}

function nextOf(reading: Generator<void>): IteratorResult<void> {
  try {
    return reading.next();
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

/** Writes merged results to a file that is there as a whole at the end, or isn't. Gives what {@link write} gives. */
async function writeTo(
  path: string,
  merge: Merge,
  inputs: MergeInputs,
  turns: Turns,
  { signal, onAbandon }: Context,
): Promise<EventOf<"end"> | null> {
  const file = writing(path, () => new WholeFile(path));
  onAbandon(() => file.discard());
  try {
    const sink = {
      write(bytes: Uint8Array) {
        writing(path, () => file.write(bytes));
        return Promise.resolve(bytes.length);
      },
    };
    const end = await write(merge.events(), sink, turns, signal);
    // Where files that are open can't be replaced, the output may be one of them.
    inputs.close();
    if (end !== null) writing(path, () => file.finish());
    return end;
  } finally {
    file.discard();
  }
}

/** Works on the output. Throws a {@link UsageError} where that fails. */
function writing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new UsageError(
      `--output ${path}: cannot be written (${reasonOf(error)}). Free some room there, or give another file.`,
    );
  }
}

/** Writes events, a line each, and gives the last one; null when that was interrupted. */
async function write(
  events: Iterable<Event>,
  sink: ByteSink,
  turns: Turns,
  signal: AbortSignal,
): Promise<EventOf<"end"> | null> {
  const writer = new SerialWriter(sink);
  let text = "", end: EventOf<"end"> | null = null;
  for (const event of events) {
    text += JSON.stringify(event) + "\n";
    if (event.type === "end") end = event;
    if (text.length >= AT_ONCE) {
      await writer.write(text);
      text = "";
    }
    if (turns.isDue) await turns.give();
    if (signal.aborted) return null;
  }
  await writer.write(text);
  return end;
}
