import type { EventOf } from "../output/events.ts";
import { compareTexts } from "../text_order.ts";

/** An event of something that is no photo's own: left out, or failed. */
export type Note = EventOf<"skip"> | EventOf<"error">;

/**
 * What a note says, without its path: notes of one path with the same key are told once. What may go by is told for each
 * `slot` that it was met in, for only a later run there can take it back.
 */
export function noteKey(note: Note, slot: string): string {
  if (note.type === "skip") return JSON.stringify(["skip", note.reason]);
  const { stage, code, retryable } = note;
  return JSON.stringify(["error", stage, code, ...(retryable ? [slot] : [])]);
}

/**
 * Whether a note stays where a run of higher rank tells of its path as a photo: what was said of a photo beside its event,
 * that its file is damaged or that it could not be copied, which a run that goes on doesn't tell again.
 */
export function isBesidePhoto(note: Note): boolean {
  if (note.type === "skip") return false;
  const { stage, code } = note;
  return stage === "copy" || stage === "sidecar" || stage === "decode" && DAMAGE.has(code);
}

/** The codes of photos that are searched as far as they go. */
const DAMAGE: ReadonlySet<string> = new Set(["damaged", "truncated"]);

/** Which of two notes of one run with the same path and key counts: positive where it is `a`. */
export function compareNotes(a: Note, b: Note): number {
  return compareTexts(a.time, b.time) || compareTexts(noteText(a), noteText(b));
}

/** The same before and after a merge. */
const noteText = (note: Note) => JSON.stringify(mergedNote(note, "", ""));

/** The note as a merge tells it; `seq` is yet to be set. */
export function mergedNote(note: Note, run: string, foundBy: string): Note {
  const { type, time, ...rest } = ownFields(note);
  return { type, run, seq: 0, time, ...rest, found_by: foundBy } as Note;
}

function ownFields({ run: _, seq: _1, found_by: _2, ...own }: Note) {
  return own;
}
