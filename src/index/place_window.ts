import type { Database } from "./database.ts";
import { CONTENT_COLUMNS, type ContentRow } from "./row.ts";

/** A row of the table `photo`. */
export interface PlaceRow {
  below: string;
  size: number;
  modified: number;
  /** Its id. */
  root: number;
  /** Its id. */
  content: number;
  photo_hash: string;
  photo_checksum: number;
}

/** With the row of its content, whose fields are null when none is by today's models. */
export type PhotoRow = PlaceRow & ContentRow;

const PLACE =
  "p.below, p.size, p.modified, p.root, p.content, p.hash AS photo_hash, p.checksum AS photo_checksum";

/** Rows that a {@link PlaceWindow} reads, and the values in it. */
export interface Rows {
  select: string;
  values: readonly string[];
}

/** Gives {@link PlaceRow}s. */
export const PLACES: Rows = { select: `SELECT ${PLACE} FROM photo p`, values: [] };

/** Gives {@link PhotoRow}s. */
export const photosBy = (processing: string): Rows => ({
  select: `SELECT ${PLACE}, ${CONTENT_COLUMNS.map((name) => `c.${name}`).join(", ")} FROM photo p
    LEFT JOIN content c ON c.id = p.content AND c.hash = p.hash AND c.processing = ?`,
  values: [processing],
});

/** Rows read in one go at most: some hundred kilobytes. */
const MOST_ROWS = 128;

/**
 * Looks places up in the index. A walk asks for one after the other nearly in the order of the index, and reading rows
 * in their order takes less than half the time of looking each up: as long as what was read ahead is asked for, more
 * and more is.
 */
export class PlaceWindow<R extends PlaceRow> {
  #rows = new Map<string, R[]>();
  #read = 0;
  #asked = 0;
  #length = 1;

  /** `inOrder`: places that are asked for one after the other are so in the index too. */
  constructor(private readonly read: Rows, private readonly inOrder = true) {}

  /** The rows of all places with this path below their root. */
  find(database: Database, below: string): readonly R[] {
    const rows = this.#rows.get(below);
    if (rows) {
      this.#asked++;
      return rows;
    }
    // What lies between is mostly asked for too when most of the last rows were.
    this.#length = this.inOrder && 2 * this.#asked >= this.#read ? Math.min(2 * this.#length, MOST_ROWS) : 1;
    this.#rows = this.#length === 1 ? grouped(this.#exactly(database, below)) : this.#from(database, below);
    this.#read = this.#rows.size;
    const found = this.#rows.get(below);
    this.#asked = found ? 1 : 0;
    return found ?? [];
  }

  /** Forgets what was read of a place that is written anew. */
  forget(below: string) {
    this.#rows.delete(below);
  }

  /** Forgets what was read ahead: the file is another one. */
  clear() {
    this.#rows = new Map();
    this.#read = this.#asked = 0;
    this.#length = 1;
  }

  #exactly(database: Database, below: string): R[] {
    const { select, values } = this.read;
    return database.all<R>(`${select} WHERE p.below = ?`, ...values, below);
  }

  #from(database: Database, below: string): Map<string, R[]> {
    const { select, values } = this.read, onward = "WHERE p.below >= ? ORDER BY p.below LIMIT ?";
    const rows = database.all<R>(`${select} ${onward}`, ...values, below, this.#length);
    const groups = grouped(rows), last = rows.at(-1)?.below;
    // The last place may have more rows than were read.
    if (rows.length === this.#length && last !== undefined) groups.set(last, this.#exactly(database, last));
    return groups;
  }
}

function grouped<R extends PlaceRow>(rows: readonly R[]): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const group = groups.get(row.below);
    if (group) group.push(row);
    else groups.set(row.below, [row]);
  }
  return groups;
}
