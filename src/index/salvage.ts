import { CONTENT_COLUMNS, type ContentRow, fromRow, placeChecksum } from "./row.ts";
import { type Database, IndexDamaged } from "./database.ts";

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

/** Copies what can be read of `damaged` into `fresh`, row by row; rows that are not what was written stay behind. */
export function salvage(damaged: Database, fresh: Database): Salvaged {
  return fresh.transaction(() => {
    const contents = saveContents(damaged, fresh), photos = savePhotos(damaged, fresh);
    saveNames(damaged, fresh);
    return { contents, photos };
  });
}

function saveContents(damaged: Database, fresh: Database): number {
  let saved = 0;
  const columns = CONTENT_COLUMNS.join(", ");
  const insert = `INSERT OR IGNORE INTO content (processing, ${columns}) VALUES (?, ${
    CONTENT_COLUMNS.map(() => "?").join(", ")
  })`;
  readByRowId(damaged, "content", `processing, ${columns}`, (row: ContentRow & { processing: string }) => {
    if (!fromRow(row)) return false;
    fresh.run(insert, row.processing, ...CONTENT_COLUMNS.map((name) => row[name]));
    saved++;
    return true;
  });
  return saved;
}

function savePhotos(damaged: Database, fresh: Database): number {
  let saved = 0;
  const columns = "below, size, modified, root, path, hash, checksum";
  const save = (row: PhotoRow) => {
    const { below, size, modified, path, hash } = row;
    if (row.checksum !== placeChecksum(row, row.root, hash)) return;
    const content = fresh.get<{ id: number }>("SELECT id FROM content WHERE hash = ?", hash);
    if (!content) return;
    fresh.run("INSERT OR IGNORE INTO root (path) VALUES (?)", path);
    const root = fresh.get<{ id: number }>("SELECT id FROM root WHERE path = ?", path)!.id;
    saved += fresh.run(
      "INSERT OR IGNORE INTO photo (below, size, modified, root, hash, content, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)",
      below,
      size,
      modified,
      root,
      hash,
      content.id,
      placeChecksum(row, root, hash),
    ).changes;
  };
  readFromBothEnds(
    damaged,
    `SELECT ${columns} FROM photo JOIN root ON root.id = photo.root`,
    ["below", "size", "modified", "root"],
    save,
  );
  return saved;
}

/** Who was found: so that a person can still be forgotten. */
function saveNames(damaged: Database, fresh: Database) {
  const save = ({ hash, face, person }: NameRow) => {
    if (typeof hash !== "string" || !Number.isInteger(face) || typeof person !== "string") return;
    fresh.run("INSERT OR IGNORE INTO named (hash, face, person) VALUES (?, ?, ?)", hash, face, person);
  };
  readFromBothEnds(damaged, "SELECT hash, face, person FROM named", ["hash", "face", "person"], save);
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
