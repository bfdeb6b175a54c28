import { reasonOf } from "../failure.ts";
import { type EventLine, eventLines, isTornEvent, parseEvent, wholeLines } from "./event_lines.ts";
import { type Event, type EventOf, SCHEMA_VERSION } from "./events.ts";
import { namedSink } from "./named_sink.ts";
import type { ByteSink } from "./serial_writer.ts";
import { EVENT_TYPES, readEvent } from "./read_event.ts";
import { Told } from "./told.ts";

/** A file of results that a run appends to. */
export interface ResultsFile {
  sink: ByteSink;
  /** What the last runs in it have told, when they were the same scan and did not get to its end. */
  told: Told;
  /** Bytes of a torn last line that were cut off. */
  repaired: number;
  close(): void;
}

/**
 * Opens `path` to append events to, and makes it when it isn't there. A last line without its end, as a crash leaves
 * it, is cut off. `search` names the scan that goes on. Throws an Error when the file can't be written, or isn't ours.
 */
export function openResults(path: string, search: string): ResultsFile {
  const file = open(path);
  try {
    const whole = wholeLines(file), repaired = file.statSync().size - whole;
    const told = toldBy(eventLines(file, whole), search);
    if (repaired > 0) {
      if (!isTornEvent(file, whole)) {
        throw new Error("its last line has no end, and is no event of facefinder");
      }
      file.truncateSync(whole);
    }
    file.seekSync(0, Deno.SeekMode.End);
    return {
      sink: namedSink(file, `--output ${path}`, "free some; the same command goes on"),
      told,
      repaired,
      close: () => file.close(),
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

/**
 * Reads a file of results, event by event; types that are not known here are left out, and so is a last line without
 * its end. Throws an Error that names the line where there is no event.
 */
export function* readResults(path: string): Generator<Event> {
  using file = Deno.openSync(path);
  let number = 0;
  for (const { text } of eventLines(file, wholeLines(file))) {
    number++;
    const value = parseEvent(text), event = readEvent(value);
    if (event) yield event;
    else if (EVENT_TYPES.has(value.type)) {
      throw new Error(`line ${number} is no event of facefinder, but nearly: ${text.slice(0, 80)}`);
    }
  }
}

function open(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { read: true, append: true, create: true });
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

function toldBy(lines: Iterable<EventLine>, search: string): Told {
  let told = new Told();
  let run: Pick<EventOf<"start">, "run"> | null = null;
  let goesOn = false;
  for (const { text } of lines) {
    const event = parseEvent(text);
    if (event.type === "start") {
      // Unfinished runs of the same scan, one after the other, tell its result together.
      if (!goesOn || event.search !== search) told = new Told();
      run = event.schema === SCHEMA_VERSION && event.search === search ? event : null;
      goesOn = run !== null;
    } else if (run && event.run === run.run) {
      if (event.type === "end" && event.reason === "done") goesOn = false;
      told.add(event);
    }
  }
  return goesOn ? told : new Told();
}
