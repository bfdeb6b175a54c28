import { type Database, IndexDamaged } from "./database.ts";
import { inKeyOrder, type KeyOrder } from "./key_order.ts";
import type { OpenIndex } from "./open_index.ts";
import type { Remembered } from "./remembered.ts";
import { CONTENT_COLUMNS, type ContentRow } from "./row.ts";
import type { PlaceFields } from "./row_format.ts";

/** The key of the table of places, named `p`. */
export const PLACE_KEY = ["p.below", "p.size", "p.modified", "p.root"] as const;
/** All names. */
export const NAMES = {
  columns: "hash, face, person",
  from: "named",
  key: ["hash", "face", "person"],
} as const;

/** Counts what of an index is not what was written. */
export interface Damage {
  /** Rows; a stretch that cannot be read at all counts as one. */
  entries: number;
  /** There are such stretches: nobody knows how many rows are lost with them. */
  hasGaps: boolean;
}

/** A content that is as it was written. */
export interface WholeContent {
  processing: string;
  row: ContentRow;
  remembered: Remembered;
}

/** A place that is as it was written; its hash is the written one. */
export interface WholePlace {
  fields: PlaceFields;
  root: string;
  hash: string;
}

/** A name that is as it was written; its hash is the written one. */
export interface WholeName {
  hash: string;
  face: number;
  person: string;
}

/** Nothing, so far. */
export const noDamage = (): Damage => ({ entries: 0, hasGaps: false });

/** The contents of an index, which may be damaged, in the order in which they came. */
export function contentsIn({ database, rows }: OpenIndex, damage: Damage): Generator<WholeContent> {
  const read = ({ processing, hash, facts, faces, checksum }: ContentRow & { processing: unknown }) => {
    if (typeof processing !== "string") return null;
    const row = { hash, facts, faces, checksum }, remembered = rows.readContent(row, processing);
    return remembered && { processing, row, remembered };
  };
  return byRowId(database, "content", `processing, ${CONTENT_COLUMNS.join(", ")}`, read, damage);
}

/** The places in an index, which may be damaged. */
export function placesIn({ database, rows }: OpenIndex, damage: Damage): Generator<WholePlace> {
  const read = (row: PlaceFields & { root: number; path: unknown; hash: unknown; checksum: unknown }) => {
    const { root: id, hash, checksum } = row, root = rows.readRoot(row.path);
    if (root === null || typeof hash !== "string") return null;
    if (checksum !== rows.placeChecksum(row, { id, path: root }, hash)) return null;
    const fields = rows.readPlace(row);
    return fields && { fields, root, hash };
  };
  // Joined so that the places' own order is the one that is read in.
  const columns = "p.below, p.size, p.modified, p.root, root.path, p.hash, p.checksum";
  const from = "photo p LEFT JOIN root ON root.id = p.root";
  return fromBothEnds(database, { columns, from, key: PLACE_KEY }, read, damage);
}

/** The names in an index, which may be damaged. */
export function namesIn({ database, rows }: OpenIndex, damage: Damage): Generator<WholeName> {
  const read = ({ hash, face, person: written }: { hash: unknown; face: unknown; person: unknown }) => {
    if (typeof hash !== "string" || typeof face !== "number" || !Number.isInteger(face)) return null;
    const person = rows.readPerson(written, hash, face);
    return person === null ? null : { hash, face, person };
  };
  return fromBothEnds(database, NAMES, read, damage);
}

/**
 * Rows of an index, which may be damaged, in their order; behind a page that cannot be read, from the last one backwards:
 * the part between two such pages is lost. `read`: null for a row that is not what was written.
 */
export function* fromBothEnds<T, W>(
  database: Database,
  order: KeyOrder,
  read: (row: T) => W | null,
  damage: Damage,
): Generator<W> {
  for (const descending of [false, true]) {
    try {
      for (const row of inKeyOrder<T>(database, { ...order, descending })) {
        const whole = read(row);
        if (whole) yield whole;
        else damage.entries++;
      }
      return;
    } catch (error) {
      if (!(error instanceof IndexDamaged)) throw error;
      if (!descending) damage.entries++;
      damage.hasGaps = true;
    }
  }
}

/** Rows that are read in one go. */
const AT_ONCE = 64;

/** Goes through a table by its row ids, and over damaged stretches in steps that double. As {@link fromBothEnds}. */
function* byRowId<T, W>(
  database: Database,
  table: string,
  columns: string,
  read: (row: T) => W | null,
  damage: Damage,
): Generator<W> {
  const last = attempt(() => database.get<{ id: number | null }>(`SELECT max(id) AS id FROM ${table}`));
  const end = last ? last.id ?? 0 : MOST_ROWS;
  let limit = AT_ONCE, step = 1, counted = 0;
  for (let id = 0; id < end;) {
    const select = `SELECT id, ${columns} FROM ${table} WHERE id > ? ORDER BY id LIMIT ${limit}`;
    const before = id;
    // The id of a row that is not whole may be anything, and pages that lead to each other have no end.
    for (const row of attempt(() => database.all<T & { id: number }>(select, before)) ?? []) {
      if (row.id <= id) break;
      const whole = read(row);
      if (!whole && row.id > counted) damage.entries++;
      counted = Math.max(counted, row.id);
      if (!whole) continue;
      id = row.id;
      yield whole;
    }
    if (id > before) {
      limit = AT_ONCE;
      step = 1;
    } else if (limit > 1) limit = 1;
    else {
      if (step === 1 && id >= counted) {
        damage.entries++;
        damage.hasGaps = true;
      }
      id += step;
      step *= 2;
    }
  }
}

/** Where even the last row cannot be read; the search goes on in steps that double. */
const MOST_ROWS = 2 ** 40;

/** Undefined where the file is damaged. */
export function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof IndexDamaged) return undefined;
    throw error;
  }
}
