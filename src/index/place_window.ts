import type { Database } from "./database.ts";
import { CONTENT_COLUMNS, type ContentRow } from "./row.ts";

/** A row of the table `photo`, and the row of its content, whose fields are null when none is by today's models. */
export interface PlaceRow extends ContentRow {
  below: string;
  size: number;
  modified: number;
  /** Its id. */
  root: number;
  photo_hash: string;
  photo_checksum: number;
}

const SELECT = `
  SELECT p.below, p.size, p.modified, p.root, p.hash AS photo_hash, p.checksum AS photo_checksum,
    ${CONTENT_COLUMNS.map((name) => `c.${name}`).join(", ")} FROM photo p
  LEFT JOIN content c ON c.id = p.content AND c.hash = p.hash AND c.processing = ?`;
const FIND = `${SELECT} WHERE p.below = ?`;
const READ_ON = `${SELECT} WHERE p.below >= ? ORDER BY p.below LIMIT ?`;

/** Rows read in one go at most: some hundred kilobytes. */
const MOST_ROWS = 128;

/**
 * Looks places up in the index. A walk asks for one after the other nearly in the order of the index, and reading rows
 * in their order takes less than half the time of looking each up: as long as what was read ahead is asked for, more
 * and more is.
 */
export class PlaceWindow {
  #rows = new Map<string, PlaceRow[]>();
  #read = 0;
  #asked = 0;
  #length = 1;

  /** `inOrder`: places that are asked for one after the other are so in the index too. */
  constructor(private readonly processing: string, private readonly inOrder = true) {}

  /** The rows of all places with this path below their root. */
  find(database: Database, below: string): readonly PlaceRow[] {
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

  #exactly(database: Database, below: string): PlaceRow[] {
    return database.all<PlaceRow>(FIND, this.processing, below);
  }

  #from(database: Database, below: string): Map<string, PlaceRow[]> {
    const rows = database.all<PlaceRow>(READ_ON, this.processing, below, this.#length);
    const groups = grouped(rows), last = rows.at(-1)?.below;
    // The last place may have more rows than were read.
    if (rows.length === this.#length && last !== undefined) groups.set(last, this.#exactly(database, last));
    return groups;
  }
}

function grouped(rows: readonly PlaceRow[]): Map<string, PlaceRow[]> {
  const groups = new Map<string, PlaceRow[]>();
  for (const row of rows) {
    const group = groups.get(row.below);
    if (group) group.push(row);
    else groups.set(row.below, [row]);
  }
  return groups;
}
