import type { Event } from "../output/events.ts";
import { compareTexts } from "../text_order.ts";
import { type Completeness, completenessOf } from "./completeness.ts";
import type { EventPlace } from "./event_table.ts";
import type { Gathered } from "./gathered.ts";
import { mergedEnd, mergedId, mergedStart } from "./merged_frame.ts";
import { compareNotes, isBesidePhoto, mergedNote, type Note } from "./merged_note.ts";
import { compareFindings, mergedPhoto, type PhotoEvent } from "./merged_photo.ts";

/** Gives the event at a place. */
export type ReadEvent = (place: Pick<EventPlace, "file" | "at" | "length">) => Event;

/** One result of all that was gathered: the same whatever the order in which it was met, and however often. */
export class Merge {
  readonly completeness: Completeness;
  readonly #run: string;
  readonly #ranks: Uint32Array;

  /** `read` gives the events, most of which were not kept. */
  constructor(private readonly gathered: Gathered, private readonly read: ReadEvent) {
    const runs = gathered.leaves.all;
    this.completeness = completenessOf(runs);
    this.#run = mergedId(runs);
    this.#ranks = gathered.leaves.ranks();
  }

  /** The events, from `start` to `end`. */
  *events(): Generator<Event> {
    const { starts, leaves, latest } = this.gathered, runs = leaves.all, start = mergedStart(starts, runs);
    const told = { matches: 0, errors: 0 };
    let seq = 0;
    yield { ...start, seq: seq++ };
    for (const event of this.#told()) {
      if (event.type === "match") told.matches++;
      if (event.type === "error") told.errors++;
      event.seq = seq++;
      yield event;
    }
    const seeks = start.people.length > 0;
    yield { ...mergedEnd(runs, this.completeness, told, { time: latest, seeks }), seq };
  }

  /** Photos by path, each with its errors; then what else was left out or failed, by path. */
  *#told(): Generator<PhotoEvent | Note> {
    const { photos, notes, leaves } = this.gathered, counting = this.#counting();
    const firstOf = new Int32Array(photos.keys).fill(-1),
      beside = new NotesByPath(this.#keptNotes(), notes.path);
    let path: string | null = null, newest = -1;
    for (const group of photos.groups()) {
      const here = photos.path(group[0]), content = photos.keyNumber(group[0]), counted = counting[content];
      if (here !== path) {
        if (path !== null) yield* this.#errorsOf(beside, path, newest);
        path = here;
        newest = -1;
      }
      newest = Math.max(newest, this.#ranks[photos.leaf(counted)]);
      const first = firstOf[content];
      if (first < 0) firstOf[content] = group[0];
      yield mergedPhoto(group.map(this.#photo), this.#photo(counted), {
        run: this.#run,
        foundBy: leaves.get(photos.leaf(counted)).run,
        duplicateOf: first < 0 ? null : photos.path(first),
      });
    }
    if (path !== null) yield* this.#errorsOf(beside, path, newest);
    for (const note of beside.others()) yield this.#note(note);
  }

  /** The errors at a path whose photos have just been told, the newest by a run of this rank. */
  *#errorsOf(beside: NotesByPath, path: string, newest: number): Generator<Note> {
    for (const number of beside.of(path)) {
      const note = this.#note(number);
      if (newest > this.#ranks[this.gathered.notes.leaf(number)] && !isBesidePhoto(note)) continue;
      if (note.type === "skip") beside.defer(number);
      else yield note;
    }
  }

  /** By a content's number the event whose findings count: the last one of the run with the highest rank. */
  #counting(): Uint32Array {
    const { photos } = this.gathered, counting = new Uint32Array(photos.keys);
    for (const events of photos.groupsByKey()) {
      const lasts = events.filter((event, i) =>
        photos.stretch(event) !== photos.stretch(events[i + 1] ?? -1)
      );
      counting[photos.keyNumber(events[0])] = lasts.reduce((a, b) => {
        const difference = this.#ranks[photos.leaf(a)] - this.#ranks[photos.leaf(b)] ||
          compareFindings(this.#photo(a), this.#photo(b));
        return difference < 0 ? b : a;
      });
    }
    return counting;
  }

  /** Notes that no later run has taken back, by path: of those that say the same the one of the run of the highest rank. */
  #keptNotes(): number[] {
    const { notes, leaves } = this.gathered, doneAgain = leaves.doneAgain(this.#ranks), kept: number[] = [];
    for (const group of notes.groups()) {
      const note = group.reduce((a, b) => {
        const difference = this.#ranks[notes.leaf(a)] - this.#ranks[notes.leaf(b)] ||
          compareNotes(this.#readNote(a), this.#readNote(b));
        return difference < 0 ? b : a;
      });
      if (!doneAgain[notes.leaf(note)] || !this.#mayGoBy(note)) kept.push(note);
    }
    return kept;
  }

  #mayGoBy(note: number): boolean {
    const event = this.#readNote(note);
    return event.type === "error" && event.retryable;
  }

  readonly #photo = (event: number) => this.read(this.gathered.photos.place(event)) as PhotoEvent;

  #readNote(event: number): Note {
    return this.read(this.gathered.notes.place(event)) as Note;
  }

  #note(event: number): Note {
    const { notes, leaves } = this.gathered;
    return mergedNote(this.#readNote(event), this.#run, leaves.get(notes.leaf(event)).run);
  }
}

/** Notes by path, gone through beside photos by path. */
class NotesByPath {
  readonly #others: number[] = [];
  #next = 0;

  /** `notes` are sorted by their paths. */
  constructor(private readonly notes: readonly number[], private readonly pathOf: (note: number) => string) {}

  /** Those of a path, which comes after those that were asked for before. */
  of(path: string): number[] {
    const { notes, pathOf } = this, own: number[] = [];
    while (this.#next < notes.length && compareTexts(pathOf(notes[this.#next]), path) < 0) {
      this.defer(notes[this.#next++]);
    }
    while (this.#next < notes.length && pathOf(notes[this.#next]) === path) own.push(notes[this.#next++]);
    return own;
  }

  /** Leaves one for {@link others}. */
  defer(note: number) {
    this.#others.push(note);
  }

  /** Those that were left, or not asked for, by path. */
  others(): number[] {
    return [...this.#others, ...this.notes.slice(this.#next)];
  }
}
