import type { Event } from "./events.ts";

/** A whole line of a file of events. */
export interface EventLine {
  text: string;
  /** Where it begins, in bytes from the file's start. */
  at: number;
  /** Bytes, without the line's end. */
  length: number;
}

const NEWLINE = 10;
/** Bytes that are looked at in one go. */
const CHUNK = 2 ** 20;

/** How every event begins, and the first one of a file. */
const EVENT_START = '{"type":"', FIRST_EVENT_START = '{"type":"start","run":"';

/** Where the last whole line ends, in bytes. */
export function wholeLines(file: Deno.FsFile): number {
  const { size } = file.statSync(), chunk = new Uint8Array(Math.min(CHUNK, size));
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - CHUNK);
    const part = chunk.subarray(0, end - start);
    fill(file, start, part);
    const newline = part.lastIndexOf(NEWLINE);
    if (newline >= 0) return start + newline + 1;
    end = start;
  }
  return 0;
}

/** The lines in the first `size` bytes, the last of which ends a line. */
export function* eventLines(file: Deno.FsFile, size: number): Generator<EventLine> {
  const decoder = new TextDecoder();
  let chunk = new Uint8Array(Math.min(CHUNK, size)), held = 0;
  for (let at = 0; at + held < size;) {
    if (held === chunk.length) {
      const larger = new Uint8Array(2 * held);
      larger.set(chunk);
      chunk = larger;
    }
    const part = chunk.subarray(0, Math.min(chunk.length, size - at));
    fill(file, at + held, part.subarray(held));
    let from = 0;
    for (let end = part.indexOf(NEWLINE); end >= 0; end = part.indexOf(NEWLINE, from)) {
      yield { text: decoder.decode(part.subarray(from, end)), at: at + from, length: end - from };
      from = end + 1;
    }
    held = part.length - from;
    chunk.copyWithin(0, from, part.length);
    at += from;
  }
}

/** Fills `bytes` from the file, beginning at `from`. Throws where there are too few. */
export function fill(file: Deno.FsFile, from: number, bytes: Uint8Array) {
  file.seekSync(from, Deno.SeekMode.Start);
  for (let at = 0; at < bytes.length;) {
    const count = file.readSync(bytes.subarray(at));
    if (count === null) throw new Error("another program cut it while it was read: start again");
    at += count;
  }
}

/**
 * Whether what begins at `start`, a line without its end, may be what is left of an event. A crash tears a line anywhere;
 * a power cut may leave zeros in its place. Anything else is somebody's file. Where no whole line shows that the file is
 * ours, the torn one must: other JSON begins with a type too.
 */
export function isTornEvent(file: Deno.FsFile, start: number): boolean {
  const expected = start > 0 ? EVENT_START : FIRST_EVENT_START;
  const tail = new Uint8Array(Math.min(CHUNK, file.statSync().size - start));
  fill(file, start, tail);
  if (tail.length < CHUNK && tail.every((byte) => byte === 0)) return true;
  const fits = (byte: number, i: number) => byte === expected.charCodeAt(i) || start > 0 && byte === 0;
  return tail.subarray(0, expected.length).every(fits);
}

/** What a line says, as far as every event says it. Throws an Error where it is none. */
export function parseEvent(text: string): Event {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && "type" in value && "run" in value) {
      return value as Event;
    }
  } catch { /* told below */ }
  throw new Error(`holds a line that is no event of facefinder: ${text.slice(0, 80)}`);
}
