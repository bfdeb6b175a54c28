import type { SQLInputValue } from "node:sqlite";
import { compareTexts } from "../text_order.ts";
import { damagedBlocks, removeBlocks } from "./coarse_blocks.ts";
import type { Database } from "./database.ts";
import { damagedDecisions, filterDecisions, readDecisions } from "./decision_table.ts";
import { inKeyOrder } from "./key_order.ts";
import type { Finding } from "./remembered.ts";
import { CONTENT_COLUMNS, type ContentRow } from "./row.ts";
import type { PlaceFields, RowFormat } from "./row_format.ts";
import type { OpenIndex } from "./open_index.ts";
import { attempt, type Damage, fromBothEnds, NAMES, PLACE_KEY } from "./whole_rows.ts";

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
  /** Faces about which somebody has said who they are, or are not. */
  decisions: number;
  people: { name: string; photos: number }[];
  roots: { path: string; photos: number }[];
}

/** Another finding about the content, which is used instead. */
const BETTER = "SELECT 1 FROM content WHERE hash = ?1 AND (processing = ?2 OR processing > ?3)";

/** Counts what is in the index; `processing` names today's models. */
export function statistics(index: OpenIndex, processing: string): IndexStats {
  const { database, rows } = index;
  let contents = 0, failed = 0, outdated = 0, faces = 0, embeddings = 0;
  for (const row of contentRows(database)) {
    if (row.processing !== processing && database.get(BETTER, row.hash, processing, row.processing)) continue;
    const finding = rows.readContent(row, row.processing)?.finding;
    contents++;
    if (row.processing !== processing) outdated++;
    if (finding?.kind === "failed") failed++;
    if (finding?.kind !== "done") continue;
    faces += finding.analysis.faces.length;
    embeddings += finding.analysis.faces.filter(({ embedding }) => embedding.length > 0).length;
  }
  return {
    photos: countPhotos(database),
    contents,
    failed,
    outdated,
    faces,
    embeddings,
    decisions: readDecisions(database, rows).length,
    people: [...hashesByPerson(index)].map(([name, hashes]) => ({ name, photos: hashes.size }))
      .sort((a, b) => compareTexts(a.name, b.name)),
    roots: database.all<{ path: unknown; photos: number }>(
      "SELECT path, count(*) AS photos FROM photo JOIN root ON root.id = photo.root GROUP BY root.id",
    ).flatMap(({ path: written, photos }) => {
      const path = rows.readRoot(written);
      return path === null ? [] : [{ path, photos }];
    }).sort((a, b) => compareTexts(a.path, b.path)),
  };
}

/** The hashes, as written, of the contents that each person was found in. */
function hashesByPerson({ database, rows }: OpenIndex): Map<string, Set<string>> {
  const people = new Map<string, Set<string>>();
  for (const { hash, face, person } of inKeyOrder<NamedRow>(database, NAMES)) {
    const name = rows.readPerson(person, hash, face);
    if (name === null) continue;
    const hashes = people.get(name);
    if (hashes) hashes.add(hash);
    else people.set(name, new Set([hash]));
  }
  return people;
}

/** Names of all whom photos were found of, and of whom somebody has said something about a face; in their order. */
export function rememberedPeople(index: OpenIndex): string[] {
  const decided = readDecisions(index.database, index.rows).map(({ person }) => person);
  return [...new Set([...hashesByPerson(index).keys(), ...decided])].sort(compareTexts);
}

interface NamedRow {
  hash: string;
  face: number;
  person: unknown;
}

function countPhotos(database: Database): number {
  return database.get<{ n: number }>("SELECT count(*) AS n FROM photo")!.n;
}

/** Looks at every page and every row; gives what is wrong, in words. */
export function verify(index: OpenIndex): string[] {
  const { database, rows } = index;
  const wrong = database.all<{ integrity_check: string }>("PRAGMA integrity_check")
    .map(({ integrity_check }) => integrity_check).filter((text) => text !== "ok");
  let damaged = 0;
  for (const row of contentRows(database)) if (!rows.readContent(row, row.processing)) damaged++;
  for (const row of placeRows(database)) if (!isWhole(row, rows)) damaged++;
  if (damaged > 0) wrong.push(`${damaged} entries are not what was written: their photos are analysed again`);
  let nameless = 0;
  for (const { hash, face, person } of inKeyOrder<NamedRow>(database, NAMES)) {
    if (rows.readPerson(person, hash, face) === null) nameless++;
  }
  if (nameless > 0) wrong.push(`${nameless} names are not what was written: they are not told any more`);
  const undone = damagedDecisions(database, rows);
  if (undone > 0) {
    wrong.push(`${undone} decisions about faces are not what was written, and don't count any more`);
  }
  const lost = database.get<{ n: number }>(
    "SELECT count(*) AS n FROM photo LEFT JOIN content c ON c.id = photo.content AND c.hash = photo.hash WHERE c.id IS NULL",
  )!.n;
  if (lost > 0) wrong.push(`${lost} photos have lost their entry: they are analysed again`);
  const blocks = damagedBlocks(index);
  if (blocks > 0) {
    wrong.push(`${blocks} blocks of faces are not what was written: the next search makes them anew`);
  }
  return wrong;
}

interface PlaceRow extends PlaceFields {
  root: number;
  path: unknown;
  photo_hash: unknown;
  photo_checksum: unknown;
}

const PLACE_COLUMNS = `p.below, p.size, p.modified, p.root, r.path, p.hash AS photo_hash,
  p.checksum AS photo_checksum`;

function placeRows(database: Database): Iterable<PlaceRow> {
  const from = "photo p LEFT JOIN root r ON r.id = p.root";
  return inKeyOrder(database, { columns: PLACE_COLUMNS, from, key: PLACE_KEY });
}

function isWhole(row: PlaceRow, rows: RowFormat): boolean {
  const path = rows.readRoot(row.path);
  return path !== null &&
    row.photo_checksum === rows.placeChecksum(row, { id: row.root, path }, row.photo_hash);
}

/** What is to be forgotten. */
export type Forgettable = { person: string } | { root: string } | "all";

/** Forgets, overwrites what was there, and gives the number of photos that are no longer known. */
export function forget(index: OpenIndex, what: Forgettable): number {
  const { database, rows } = index, before = countPhotos(database);
  database.transaction(() => {
    const known = contentHashes(database);
    if (what === "all") {
      const tables = ["photo", "content", "named", "root", ...(database.hasBlocks ? ["block"] : [])];
      for (const table of tables) database.run(`DELETE FROM ${table}`);
    } else if ("person" in what) {
      const hashes = JSON.stringify([...hashesByPerson(index).get(what.person) ?? []]);
      database.run("DELETE FROM photo WHERE hash IN (SELECT value FROM json_each(?))", hashes);
      forgetContents(database, "hash IN (SELECT value FROM json_each(?))", hashes);
    } else {
      const roots = JSON.stringify(rootsBelow(index, what.root));
      database.run("DELETE FROM photo WHERE root IN (SELECT value FROM json_each(?))", roots);
    }
    // What no photo needs any more goes too.
    forgetContents(database, "hash NOT IN (SELECT hash FROM photo)");
    database.run("DELETE FROM named WHERE hash NOT IN (SELECT hash FROM content)");
    database.run("DELETE FROM root WHERE id NOT IN (SELECT root FROM photo)");
    // A decision about a photo that was never met stays for when it is.
    const left = contentHashes(database);
    filterDecisions(database, rows, ({ person }, hash) => {
      if (what === "all" || "person" in what && person === what.person) return false;
      return left.has(hash) || !known.has(hash);
    });
  });
  // Deleted rows have been overwritten (secure_delete); this gives their room back, and empties the log.
  database.execute("PRAGMA incremental_vacuum");
  database.get("PRAGMA wal_checkpoint(TRUNCATE)");
  return before - countPhotos(database);
}

/** Forgets contents, with the blocks that hold their faces too. */
function forgetContents(database: Database, condition: string, ...values: string[]) {
  const forgotten = database.all<{ id: number }>(
    `DELETE FROM content WHERE ${condition} RETURNING id`,
    ...values,
  );
  removeBlocks(database, forgotten.map(({ id }) => id));
}

/** The hashes of all contents, as they are written. */
function contentHashes(database: Database): Set<string> {
  return new Set(database.all<{ hash: string }>("SELECT hash FROM content").map(({ hash }) => hash));
}

/** The ids of this root and of those below it. */
function rootsBelow({ database, rows }: OpenIndex, root: string): number[] {
  return database.all<{ id: number; path: unknown }>("SELECT id, path FROM root").filter(
    ({ path: written }) => {
      const path = rows.readRoot(written);
      return path === root || path?.startsWith(root) && /[/\\]/.test(path[root.length]);
    },
  ).map(({ id }) => id);
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

/**
 * All photos with what is known of them by `processing`; by their paths below their roots, where that can be read without
 * a key. Those that are not what was written are left out and counted, and so are names.
 */
export function* indexedPhotos(
  { database, rows }: OpenIndex,
  processing: string,
  damage: Damage,
): Generator<IndexedPhoto> {
  const namesOf = (written: string) => {
    const names = attempt(() => database.all<NamedRow>(NAMES_OF, written));
    if (!names) {
      damage.entries++;
      damage.hasGaps = true;
    }
    return new Map(
      names?.flatMap(({ hash, face, person }) => {
        const name = rows.readPerson(person, hash, face);
        if (name === null) damage.entries++;
        return name === null ? [] : [[face, name]];
      }),
    );
  };
  const read = (row: ExportedRow): IndexedPhoto | typeof LEFT_OUT | null => {
    const written = attempt(() => database.get<ExportedContent>(CONTENT_OF, row.content, row.photo_hash));
    if (written && written.processing !== processing) return LEFT_OUT;
    const place = rows.readPlace(row), root = rows.readRoot(row.path);
    if (!place || root === null || !isWhole(row, rows)) return null;
    // Since its place was read, another program may have forgotten it.
    if (!written && !isThere(database, row)) return LEFT_OUT;
    const remembered = written && rows.readContent(written, processing);
    if (!remembered) return null;
    const { below, size, modified } = place;
    return {
      ...remembered,
      ...{ root, below, size },
      modified: modified < 0 ? null : modified,
      names: namesOf(written.hash),
    };
  };
  // Contents come one by one: joined, a page of theirs that cannot be read would end the way through the places.
  const from = "photo p LEFT JOIN root r ON r.id = p.root";
  const order = { columns: `${PLACE_COLUMNS}, p.content`, from, key: PLACE_KEY };
  for (const photo of fromBothEnds(database, order, read, damage)) if (photo !== LEFT_OUT) yield photo;
}

/** Of other models, or forgotten meanwhile. */
const LEFT_OUT = "left out";

/** A photo's place, and which content it has. */
interface ExportedRow extends PlaceRow {
  content: SQLInputValue;
  photo_hash: SQLInputValue;
}

interface ExportedContent extends ContentRow {
  processing: unknown;
}

const CONTENT_OF = `SELECT processing, ${CONTENT_COLUMNS.join(", ")} FROM content WHERE id = ? AND hash = ?`;
const PLACE_OF =
  "SELECT 1 FROM photo WHERE below = ? AND size = ? AND modified = ? AND root = ? AND content = ?";
const NAMES_OF = "SELECT hash, face, person FROM named WHERE hash = ?";

function isThere(database: Database, { below, size, modified, root, content }: ExportedRow): boolean {
  return attempt(() => database.get(PLACE_OF, below, size, modified, root, content)) !== undefined;
}

function contentRows(database: Database): Iterable<ContentRow & { processing: string }> {
  const columns = `id, processing, ${CONTENT_COLUMNS.join(", ")}`;
  return inKeyOrder(database, { columns, from: "content", key: ["id"] });
}
