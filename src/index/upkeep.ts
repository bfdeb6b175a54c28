import type { Database } from "./database.ts";
import type { Finding } from "./photo_index.ts";
import { CONTENT_COLUMNS, type ContentRow, fromRow } from "./row.ts";

/** What an index holds. */
export interface IndexStats {
  /** Places at which photos lie. */
  photos: number;
  /** Different photos; `failed` of them could not be analysed. */
  contents: number;
  failed: number;
  /** Different photos whose analysis is by other models or processing, and is not answered any more. */
  outdated: number;
  faces: number;
  /** Faces whose embedding is kept. */
  embeddings: number;
  people: { name: string; photos: number }[];
  roots: { path: string; photos: number }[];
}

/** Counts what is in the index; `processing` names today's models. */
export function statistics(database: Database, processing: string): IndexStats {
  let contents = 0, failed = 0, outdated = 0, faces = 0, embeddings = 0;
  for (const row of contentRows(database)) {
    const finding = fromRow(row);
    contents++;
    if (row.processing !== processing) outdated++;
    if (finding?.kind === "failed") failed++;
    if (finding?.kind !== "done") continue;
    faces += finding.analysis.faces.length;
    embeddings += finding.analysis.faces.filter(({ embedding }) => embedding.length > 0).length;
  }
  return {
    photos: database.get<{ n: number }>("SELECT count(*) AS n FROM photo")!.n,
    contents,
    failed,
    outdated,
    faces,
    embeddings,
    people: database.all<{ name: string; photos: number }>(
      "SELECT person AS name, count(DISTINCT hash) AS photos FROM named GROUP BY person ORDER BY person",
    ).map((row) => ({ ...row })),
    roots: database.all<{ path: string; photos: number }>(
      "SELECT path, count(*) AS photos FROM photo JOIN root ON root.id = photo.root GROUP BY path ORDER BY path",
    ).map((row) => ({ ...row })),
  };
}

/** Looks at every page and every row; gives what is wrong, in words. */
export function verify(database: Database): string[] {
  const wrong = database.all<{ integrity_check: string }>("PRAGMA integrity_check")
    .map(({ integrity_check }) => integrity_check).filter((text) => text !== "ok");
  let damaged = 0;
  for (const row of contentRows(database)) if (!fromRow(row)) damaged++;
  if (damaged > 0) wrong.push(`${damaged} entries are not what was written: their photos are analysed again`);
  const lost = database.get<{ n: number }>(
    "SELECT count(*) AS n FROM photo LEFT JOIN content c ON c.id = photo.content AND c.hash = photo.hash WHERE c.id IS NULL",
  )!.n;
  if (lost > 0) wrong.push(`${lost} photos have lost their entry: they are analysed again`);
  return wrong;
}

/** What is to be forgotten. */
export type Forgettable = { person: string } | { root: string } | "all";

/** Forgets, overwrites what was there, and gives the number of photos that are no longer known. */
export function forget(database: Database, what: Forgettable): number {
  const count = () => database.get<{ n: number }>("SELECT count(*) AS n FROM photo")!.n;
  const before = count();
  database.transaction(() => {
    if (what === "all") {
      for (const table of ["photo", "content", "named", "root"]) database.run(`DELETE FROM ${table}`);
    } else if ("person" in what) {
      for (const table of ["photo", "content"]) {
        database.run(
          `DELETE FROM ${table} WHERE hash IN (SELECT hash FROM named WHERE person = ?)`,
          what.person,
        );
      }
    } else {
      database.run(
        `DELETE FROM photo WHERE root IN (
           SELECT id FROM root WHERE path = ?1 OR substr(path, 1, length(?1) + 1) IN (?1 || '/', ?1 || '\\'))`,
        what.root,
      );
    }
    // What no photo needs any more goes too.
    database.run("DELETE FROM content WHERE hash NOT IN (SELECT hash FROM photo)");
    database.run("DELETE FROM named WHERE hash NOT IN (SELECT hash FROM content)");
    database.run("DELETE FROM root WHERE id NOT IN (SELECT root FROM photo)");
  });
  // Deleted rows have been overwritten (secure_delete); this gives their room back, and empties the log.
  database.execute("PRAGMA incremental_vacuum");
  database.get("PRAGMA wal_checkpoint(TRUNCATE)");
  return before - count();
}

/** A photo as the index knows it. */
export interface IndexedPhoto {
  root: string;
  below: string;
  size: number;
  modified: number | null;
  hash: string;
  finding: Finding;
  /** Who the faces are, by their position. */
  names: Map<number, string>;
}

/** All photos with what is known of them by `processing`, by place. */
export function* indexedPhotos(database: Database, processing: string): Generator<IndexedPhoto> {
  const columns = CONTENT_COLUMNS.map((name) => `c.${name}`).join(", ");
  const rows = database.iterate<ContentRow & { path: string; below: string; size: number; modified: number }>(
    `SELECT r.path, p.below, p.size, p.modified, ${columns} FROM photo p JOIN root r ON r.id = p.root
     JOIN content c ON c.id = p.content AND c.hash = p.hash WHERE c.processing = ? ORDER BY r.path, p.below`,
    processing,
  );
  for (const row of rows) {
    const { path: root, below, size, modified, hash } = row, finding = fromRow(row);
    if (!finding) continue;
    const names = database.all<{ face: number; person: string }>(
      "SELECT face, person FROM named WHERE hash = ?",
      hash,
    );
    yield {
      root,
      below,
      size,
      modified: modified < 0 ? null : modified,
      hash,
      finding,
      names: new Map(names.map(({ face, person }) => [face, person])),
    };
  }
}

function contentRows(database: Database): Iterable<ContentRow & { processing: string }> {
  return database.iterate(`SELECT processing, ${CONTENT_COLUMNS.join(", ")} FROM content`);
}
