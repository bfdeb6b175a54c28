import { type Database, IndexDamaged } from "./database.ts";
import { salvageDecisions } from "./decided.ts";
import type { Remembered } from "./photo_index.ts";
import { CONTENT_COLUMNS, type ContentRow } from "./row.ts";
import type { RowFormat } from "./row_format.ts";

/** How many rows of a damaged index were saved. */
export interface Salvaged {
  contents: number;
  photos: number;
}

interface PhotoRow {
  below: string;
  size: number;
  modified: number;
  root: number;
  path: string;
  hash: string;
  checksum: number;
}

/** An open index, and how its rows are written. */
export interface OpenIndex {
  database: Database;
  rows: RowFormat;
}

/**
 * Copies what can be read of an index, which may be damaged, into a fresh one, row by row; rows that are not what was
 * written stay behind.
 */
export function salvage(from: OpenIndex, to: OpenIndex): Salvaged {
  return to.database.transaction(() => {
    const hashes = new Map<string, string>();
    const contents = saveContents(from, to, hashes), photos = savePhotos(from, to, hashes);
    saveNames(from, to, hashes);
    salvageDecisions(from, to);
    return { contents, photos };
  });
}

/** `hashes` gets those of the contents, as they are written in `to` by how they are in `from`. */
function saveContents(from: OpenIndex, to: OpenIndex, hashes: Map<string, string>): number {
  let saved = 0;
  const columns = CONTENT_COLUMNS.join(", ");
  const insert = `INSERT OR IGNORE INTO content (processing, ${columns}) VALUES (?, ${
    CONTENT_COLUMNS.map(() => "?").join(", ")
  })`;
  const save = ({ processing, ...row }: ContentRow & { processing: string }) => {
    const remembered = from.rows.readContent(row, processing);
    if (!remembered) return false;
    const fresh = from.rows === to.rows ? row : rewritten(remembered, processing, to);
    to.database.run(insert, processing, ...CONTENT_COLUMNS.map((name) => fresh[name]));
    hashes.set(row.hash, fresh.hash);
    saved++;
    return true;
  };
  readByRowId(from.database, "content", `processing, ${columns}`, save);
  return saved;
}

function rewritten({ hash, finding }: Remembered, processing: string, { rows }: OpenIndex): ContentRow {
  return rows.content(hash, processing, finding);
}

function savePhotos(from: OpenIndex, to: OpenIndex, hashes: Map<string, string>): number {
  let saved = 0;
  const columns = "below, size, modified, root, path, hash, checksum";
  const save = (row: PhotoRow) => {
    const path = from.rows.readRoot(row.path), hash = hashes.get(row.hash);
    if (path === null || row.checksum !== from.rows.placeChecksum(row, { id: row.root, path }, row.hash)) {
      return;
    }
    const content = hash && to.database.get<{ id: number }>("SELECT id FROM content WHERE hash = ?", hash);
    const fields = from.rows.readPlace(row);
    if (!content || !fields) return;
    const place = to.rows.place(fields), written = to.rows.root(path);
    to.database.run("INSERT OR IGNORE INTO root (path) VALUES (?)", written);
    const { id } = to.database.get<{ id: number }>("SELECT id FROM root WHERE path = ?", written)!;
    saved += to.database.run(
      "INSERT OR IGNORE INTO photo (below, size, modified, root, hash, content, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)",
      place.below,
      place.size,
      place.modified,
      id,
      hash,
      content.id,
      to.rows.placeChecksum(place, { id, path }, hash),
    ).changes;
  };
  readFromBothEnds(
    from.database,
    `SELECT ${columns} FROM photo JOIN root ON root.id = photo.root`,
    ["below", "size", "modified", "root"],
    save,
  );
  return saved;
}

/** Who was found: so that a person can still be forgotten. */
function saveNames(from: OpenIndex, to: OpenIndex, hashes: ReadonlyMap<string, string>) {
  const save = ({ hash: before, face, person: written }: NameRow) => {
    if (typeof before !== "string" || !Number.isInteger(face)) return;
    // Of a content that is lost the name may still be kept as it is.
    const hash = hashes.get(before) ?? (from.rows === to.rows ? before : null);
    const person = from.rows.readPerson(written, before, face);
    if (hash === null || person === null) return;
    to.database.run(
      "INSERT OR IGNORE INTO named (hash, face, person) VALUES (?, ?, ?)",
      hash,
      face,
      to.rows.person(person, hash, face),
    );
  };
  readFromBothEnds(
    from.database,
    "SELECT hash, face, person FROM named",
    ["hash", "face", "person"],
    save,
  );
}

interface NameRow {
  hash: unknown;
  face: number;
  person: unknown;
}

/** The part of a tree between two damaged pages is lost. */
function readFromBothEnds<T>(database: Database, query: string, key: string[], each: (row: T) => void) {
  for (const order of ["ASC", "DESC"]) {
    try {
      const rows = database.iterate<T>(
        `${query} ORDER BY ${key.map((name) => `${name} ${order}`).join(", ")}`,
      );
      for (const row of rows) each(row);
      return;
    } catch (error) {
      if (!(error instanceof IndexDamaged)) throw error;
    }
  }
}

/**
 * Goes through a table by its row ids, over damaged stretches in steps that double. `each` says whether a row is whole:
 * the id of one that isn't may be anything.
 */
function readByRowId<T>(database: Database, table: string, columns: string, each: (row: T) => boolean) {
  const last = attempt(() => database.get<{ id: number }>(`SELECT max(id) AS id FROM ${table}`))?.id ??
    MOST_ROWS;
  for (let id = 0, step = 1; id < last;) {
    const row = attempt(() =>
      database.get<T & { id: number }>(
        `SELECT id, ${columns} FROM ${table} WHERE id > ? ORDER BY id LIMIT 1`,
        id,
      )
    );
    if (row && row.id > id && each(row)) {
      id = row.id;
      step = 1;
    } else {
      id += step;
      step *= 2;
    }
  }
}

/** Where even the last row cannot be read; the search goes on in steps that double. */
const MOST_ROWS = 2 ** 40;

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof IndexDamaged) return undefined;
    throw error;
  }
}
