import { messageOf } from "../failure.ts";
import { eventLines, fill, isTornEvent, parseEvent, wholeLines } from "../output/event_lines.ts";
import { type Event, SCHEMA_VERSION } from "../output/events.ts";
import { EVENT_TYPES, type readEvent } from "../output/read_event.ts";
import type { Gathered } from "./gathered.ts";
import { slotOf } from "./leaf_run.ts";
import type { ReadEvent } from "./merge.ts";
import { noteKey } from "./merged_note.ts";
import { MergedRuns, type MetRun, ToldRun } from "./met_run.ts";
import { DifferentQuestions } from "./met_starts.ts";

/** A file of results. */
export interface ResultsInput {
  /** For people. */
  name: string;
  /** To be asked for whenever it is read from: of many files not all stay open. */
  readonly file: Deno.FsFile;
}

/** Tells events from other values. */
type AsEvent = typeof readEvent;

/** What can be merged. */
export const EXPECTED_RESULTS =
  "Expected the events of scan, faces or index search, as --output writes them.";

/** A torn line is looked at as a whole up to so many bytes. */
const LONGEST_TAIL = 2 ** 26;

/**
 * Reads a file of results into `gathered`, and yields after each line. `number` is that of the file. A last line that a
 * crash has torn is left out. Throws an Error that names file and line where there is no event, or none that can be
 * merged.
 */
export function* readInput(
  { name, file }: ResultsInput,
  number: number,
  gathered: Gathered,
  asEvent: AsEvent,
): Generator<void> {
  const reader = new ResultsReader(name, number, gathered, asEvent), whole = wholeLines(file);
  let line = 0;
  const take = (text: string, at: number, length: number) => {
    line++;
    try {
      reader.take(text, at, length);
    } catch (error) {
      throw error instanceof DifferentQuestions
        ? error
        : new Error(`${name}, line ${line}: ${messageOf(error)}`);
    }
  };
  for (const { text, at, length } of eventLines(file, whole)) {
    take(text, at, length);
    yield;
  }
  const tail = tailOf(file, whole, name);
  if (tail.text !== null) take(tail.text, whole, tail.length);
  else if (line === 0) {
    // What was killed, or waits, before it could tell anything: a shard that isn't there is said.
    gathered.oddities.push(`${name}: left out, for it holds no event yet`);
    return;
  } else if (tail.length > 0) {
    gathered.oddities.push(`${name}: left out a torn last line of ${tail.length} bytes`);
  }
  try {
    reader.close();
  } catch (error) {
    throw error instanceof DifferentQuestions ? error : new Error(`${name}: ${messageOf(error)}`);
  }
}

/** Reads events of files again, by their places. */
export function eventReader(inputs: readonly ResultsInput[]): ReadEvent {
  return ({ file, at, length }) => {
    const bytes = new Uint8Array(length);
    fill(inputs[file].file, at, bytes);
    return parseEvent(new TextDecoder().decode(bytes));
  };
}

/** What follows the last line's end; its text where it is a whole event all the same. */
function tailOf(file: Deno.FsFile, whole: number, name: string): { text: string | null; length: number } {
  const length = file.statSync().size - whole;
  if (length === 0) return { text: null, length };
  if (!isTornEvent(file, whole)) {
    throw new Error(`${name}: its last line has no end, and is no event of facefinder. ${EXPECTED_RESULTS}`);
  }
  if (length > LONGEST_TAIL) return { text: null, length };
  const bytes = new Uint8Array(length);
  fill(file, whole, bytes);
  const text = new TextDecoder().decode(bytes);
  try {
    parseEvent(text);
    return { text, length };
  } catch {
    return { text: null, length };
  }
}

/** Reads the events of one file, of which several runs may have told. */
class ResultsReader {
  readonly #open = new Map<string, MetRun>();
  #isEmpty = true;

  constructor(
    private readonly name: string,
    private readonly file: number,
    private readonly gathered: Gathered,
    private readonly asEvent: AsEvent,
  ) {}

  take(text: string, at: number, length: number) {
    const value = expectEvent(text), event = this.asEvent(value);
    if (typeof value.time === "string" && value.time > this.gathered.latest) {
      this.gathered.latest = value.time;
    }
    if (!event) return this.#unknown(value, text);
    if (event.type === "start") return this.#begin(event);
    const run = this.#open.get(event.run);
    if (!run) {
      throw new Error(
        `tells of the run ${event.run}, whose start is missing before it: give its file from the beginning.`,
      );
    }
    run.take(event);
    switch (event.type) {
      case "match":
      case "photo": {
        const { path, hash: key } = event, leaf = run.leafOf(event), { stretch } = run;
        return this.gathered.photos.add({ path, key, leaf, stretch, file: this.file, at, length });
      }
      case "skip":
      case "error": {
        const { path = "" } = event, leaf = run.leafOf(event), { stretch } = run;
        const key = noteKey(event, slotOf(this.gathered.leaves.get(leaf)));
        return this.gathered.notes.add({ path, key, leaf, stretch, file: this.file, at, length });
      }
      case "end":
        if (event.groups === undefined) return;
        throw notMergeable("people");
      case "group":
        throw notMergeable("people");
      case "reference":
      case "person":
        throw notMergeable("known");
    }
  }

  close() {
    if (this.#isEmpty) throw new Error(`holds no run. ${EXPECTED_RESULTS}`);
    for (const run of this.#open.values()) run.close();
  }

  #begin(start: Extract<Event, { type: "start" }>) {
    this.#isEmpty = false;
    this.#open.get(start.run)?.close();
    this.#open.set(
      start.run,
      start.merged
        ? new MergedRuns(start, start.merged, this.name, this.gathered)
        : new ToldRun(start, this.name, this.gathered),
    );
  }

  /** Types that a later version adds are passed over. */
  #unknown(value: Event, text: string) {
    if (value.type === "start" && value.schema !== SCHEMA_VERSION) {
      throw new Error(`its schema is ${value.schema}, expected ${SCHEMA_VERSION}: another version wrote it.`);
    }
    if (EVENT_TYPES.has(value.type)) {
      throw new Error(`is no event of facefinder, but nearly: ${text.slice(0, 80)}. ${EXPECTED_RESULTS}`);
    }
  }
}

/** As {@link parseEvent}; its Error says what was expected, too. */
function expectEvent(text: string): Event {
  try {
    return parseEvent(text);
  } catch (error) {
    throw new Error(`${messageOf(error)}. ${EXPECTED_RESULTS}`);
  }
}

const notMergeable = (command: string) =>
  new Error(
    `these are results of ${command}, which can't be merged. ${EXPECTED_RESULTS}`,
  );
