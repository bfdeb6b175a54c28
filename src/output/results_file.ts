import { type Event, EVENT_TYPES, type EventOf, readEvent, SCHEMA_VERSION } from "./events.ts";
import type { ByteSink } from "./ndjson.ts";
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

const NEWLINE = 10;
/** Bytes that are looked at in one go. */
const CHUNK = 2 ** 20;

/**
 * Opens `path` to append events to, and makes it when it isn't there. A last line without its end, as a crash leaves
 * it, is cut off. `search` names the scan that goes on. Throws an Error when the file can't be written, or isn't ours.
 */
export function openResults(path: string, search: string): ResultsFile {
  const file = open(path);
  try {
    const whole = wholeLines(file), repaired = file.statSync().size - whole;
    const told = toldBy(lines(file, whole), search);
    if (repaired > 0) {
      if (!isTornEvent(file, whole)) {
        throw new Error("its last line has no end, and is no event of facefinder");
      }
      file.truncateSync(whole);
    }
    file.seekSync(0, Deno.SeekMode.End);
    return { sink: file, told, repaired, close: () => file.close() };
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
  for (const text of lines(file, wholeLines(file))) {
    number++;
    const { type } = parse(text), event = readEvent(JSON.parse(text));
    if (event) yield event;
    else if (EVENT_TYPES.has(type)) {
      throw new Error(`line ${number} is no event of facefinder, but nearly: ${text.slice(0, 80)}`);
    }
  }
}

function open(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { read: true, append: true, create: true });
  } catch (error) {
    // Deno's own refusal speaks of permissions that nobody who runs the program can give.
    if (error instanceof Deno.errors.NotCapable) throw new Error("it is a device, and no file");
    throw error;
  }
}

/**
 * A crash tears a line anywhere; a power cut may leave zeros in its place. Anything else is somebody's file. Where no
 * whole line shows that the file is ours, the torn one must: other JSON begins with a type too.
 */
function isTornEvent(file: Deno.FsFile, start: number): boolean {
  const expected = start > 0 ? EVENT_START : FIRST_EVENT_START;
  const tail = new Uint8Array(Math.min(CHUNK, file.statSync().size - start));
  fill(file, start, tail);
  if (tail.length < CHUNK && tail.every((byte) => byte === 0)) return true;
  const fits = (byte: number, i: number) => byte === expected.charCodeAt(i) || start > 0 && byte === 0;
  return tail.subarray(0, expected.length).every(fits);
}

/** How every event begins, and the first one of a file. */
const EVENT_START = '{"type":"', FIRST_EVENT_START = '{"type":"start","run":"';

/** Where the last whole line ends, in bytes. */
function wholeLines(file: Deno.FsFile): number {
  const chunk = new Uint8Array(CHUNK);
  for (let end = file.statSync().size; end > 0;) {
    const start = Math.max(0, end - CHUNK);
    const part = chunk.subarray(0, end - start);
    fill(file, start, part);
    const newline = part.lastIndexOf(NEWLINE);
    if (newline >= 0) return start + newline + 1;
    end = start;
  }
  return 0;
}

function* lines(file: Deno.FsFile, size: number): Generator<string> {
  const decoder = new TextDecoder(), chunk = new Uint8Array(CHUNK);
  let rest = "";
  for (let at = 0; at < size; at += CHUNK) {
    const part = chunk.subarray(0, Math.min(CHUNK, size - at));
    fill(file, at, part);
    const pieces = (rest + decoder.decode(part, { stream: true })).split("\n");
    rest = pieces.pop()!;
    yield* pieces;
  }
}

function fill(file: Deno.FsFile, from: number, bytes: Uint8Array) {
  file.seekSync(from, Deno.SeekMode.Start);
  for (let at = 0; at < bytes.length;) {
    const count = file.readSync(bytes.subarray(at));
    if (count === null) throw new Error("the file has become shorter");
    at += count;
  }
}

function toldBy(texts: Iterable<string>, search: string): Told {
  let told = new Told();
  let run: Pick<EventOf<"start">, "run"> | null = null;
  let goesOn = false;
  for (const text of texts) {
    const event = parse(text);
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

function parse(text: string): Event {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && "type" in value && "run" in value) {
      return value as Event;
    }
  } catch { /* told below */ }
  throw new Error(`holds a line that is no event of facefinder: ${text.slice(0, 80)}`);
}
