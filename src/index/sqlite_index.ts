import { messageOf } from "../failure.ts";
import { dirname } from "node:path";
import type { Meter } from "../meter.ts";
import type { FaceDecision } from "../decisions/decisions_file.ts";
import { addDecisions, readDecisions } from "./decided.ts";
import { Database, IndexBusy, IndexDamaged } from "./database.ts";
import { type IndexKey, NO_KEY, WrongPassphrase } from "./key.ts";
import type { Finding, Names, PhotoIndex, Place, Remembered } from "./photo_index.ts";
import { CONTENT_COLUMNS, type ContentRow } from "./row.ts";
import { type PlaceFields, PLAIN_ROWS, type RowFormat } from "./row_format.ts";
import { type PlaceRow, PlaceWindow } from "./place_window.ts";
import { rebuild } from "./rebuild.ts";

/** What an index works with. */
export interface IndexSettings {
  /** The file. */
  path: string;
  /** It lies where nothing can be written: what it holds is answered, and nothing is added. */
  readOnly: boolean;
  /** For an encrypted index. */
  key?: IndexKey;
  /** Names models and processing: findings of others are not answered. */
  processing: string;
  /** Told once of each thing that goes wrong; the scan goes on without memory. */
  warn: (message: string) => void;
  /** Milliseconds from any fixed time on. */
  now: () => number;
  /** Told of what is written. */
  meter?: Meter;
}

/** Writing takes at most one part in this many of the time. */
const WRITING_SHARE = 20;
/** … but nothing waits longer than this, in milliseconds. */
const LONGEST_PAUSE = 5000;
/** How often in a row another program may keep us from writing. */
const MOST_BUSY = 5;

/** In the table `named`: somebody who was found by an earlier look. */
const NO_FACE = -1;

const COLUMNS = CONTENT_COLUMNS.map((name) => `c.${name}`).join(", ");
const FIND_CONTENT = `SELECT ${COLUMNS} FROM content c WHERE c.hash = ? AND c.processing = ?`;
const SAVE_CONTENT = `
  INSERT INTO content (processing, ${CONTENT_COLUMNS.join(", ")}) VALUES (?, ${
  CONTENT_COLUMNS.map(() => "?").join(", ")
})
  ON CONFLICT (hash, processing) DO UPDATE SET ${
  CONTENT_COLUMNS.slice(1).map((name) => `${name} = excluded.${name}`).join(", ")
}`;
/** Those whose face may be at another position now: all, unless the same was found before. */
const OUTDATED_NAMES = `
  SELECT face, person FROM named WHERE hash = ?1 AND face <> ${NO_FACE}
  AND NOT EXISTS (SELECT 1 FROM content WHERE hash = ?1 AND processing = ?2 AND facts = ?3)`;
const SAVE_NAME = "INSERT OR IGNORE INTO named (hash, face, person) VALUES (?, ?, ?)";
const SAVE_PLACE = `
  INSERT INTO photo (below, size, modified, root, checksum, hash, content)
  SELECT ?, ?, ?, ?, ?, hash, id FROM content WHERE hash = ? AND processing = ?
  ON CONFLICT DO UPDATE SET hash = excluded.hash, content = excluded.content, checksum = excluded.checksum`;

/** No time: SQLite's NULL is never equal to itself. */
const NO_TIME = -1;

interface Waiting {
  place: Place;
  hash: string;
  finding: Finding | null;
  names: Names;
  written: () => void;
}

/**
 * What is remembered, in an SQLite file. Records are written in groups, as often as the medium allows without much
 * waiting. A damaged file is replaced by what can be read of it; a medium that cannot be written, or is gone, ends the
 * remembering, not the scan.
 */
export class SqliteIndex implements PhotoIndex {
  readonly #settings: IndexSettings;
  #database: Database | null;
  #queue: Waiting[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastWrite = { end: -Infinity, took: 0 };
  #busy = 0;
  readonly #rootIds = new Map<string, number>();
  readonly #rootPaths = new Map<number, string | null>();
  readonly #key: IndexKey;
  #rows: RowFormat = PLAIN_ROWS;
  readonly #window: PlaceWindow;
  readonly #gone = new Map<string, boolean>();

  private constructor(settings: IndexSettings) {
    this.#settings = settings;
    this.#key = settings.key ?? NO_KEY;
    this.#database = this.#openOrRebuild();
    this.#window = new PlaceWindow(settings.processing, this.#rows.inOrder);
  }

  /**
   * Opens or makes the index. Throws nothing but a {@link WrongPassphrase}: without a file that can be used there is a
   * warning, and no memory.
   */
  static open(settings: IndexSettings): SqliteIndex {
    return new SqliteIndex(settings);
  }

  count(roots: readonly string[]): number {
    const { processing } = this.#settings;
    return this.#try((database) => {
      // Contents are large, and only looked at when some are of other models.
      const outdated = database.get(`SELECT 1 FROM content WHERE processing <> ? LIMIT 1`, processing);
      const current = outdated
        ? "AND (SELECT processing FROM content c WHERE c.id = photo.content) = ?2"
        : "";
      // Not a value each: a list of files has more roots than a statement takes values.
      return database.get<{ n: number }>(
        `SELECT count(*) AS n FROM photo
         WHERE root IN (SELECT id FROM root WHERE path IN (SELECT value FROM json_each(?1))) ${current}`,
        JSON.stringify(roots.map((root) => this.#rows.root(root))),
        ...(outdated ? [processing] : []),
      )!.n;
    }) ?? 0;
  }

  at({ root, below, size, modified }: Place): Remembered | null {
    const place = this.#rows.place({ below, size, modified: modified ?? NO_TIME });
    const found = this.#try((database) => this.#window.find(database, place.below))
      ?.filter((row) => row.size === place.size && row.modified === place.modified);
    if (!found?.length) return null;
    const rows = found.filter((row) => this.#isWhole(row, place));
    if (rows.length < found.length) this.#warnOfEntry();
    const row = this.#rowOf(root, rows);
    return row?.hash ? this.#read(row) : null;
  }

  #isWhole({ root: id, photo_hash, photo_checksum }: PlaceRow, place: PlaceFields): boolean {
    const path = this.#rootPath(id);
    return path !== null && photo_checksum === this.#rows.placeChecksum(place, { id, path }, photo_hash);
  }

  /** The row of the place that is meant; that of a root that is gone may answer for it. */
  #rowOf(root: string, rows: readonly PlaceRow[]): PlaceRow | undefined {
    const own = rows.find((row) => this.#rootPath(row.root) === root);
    if (own) return own;
    const moved = rows.find((row) => this.#isGone(this.#rootPath(row.root)));
    // Two places alike that hold different photos: neither is sure to be the one.
    return rows.every((row) => row.photo_hash === moved?.photo_hash) ? moved : undefined;
  }

  of(hash: string): Finding | null {
    const row = this.#try((database) =>
      database.get<ContentRow>(FIND_CONTENT, this.#rows.hash(hash), this.#settings.processing)
    );
    return row ? this.#read(row)?.finding ?? null : null;
  }

  record(place: Place, hash: string, finding: Finding, names: Names): Promise<void> {
    return this.#enqueue({ place, hash, finding, names });
  }

  recordPlace(place: Place, hash: string, names: Names): Promise<void> {
    return this.#enqueue({ place, hash, finding: null, names });
  }

  decisions(): FaceDecision[] {
    return this.#try((database) => readDecisions(database, this.#rows)) ?? [];
  }

  decide(decisions: readonly FaceDecision[]): boolean {
    if (decisions.length === 0) return true;
    if (this.#settings.readOnly) return false;
    return this.#try((database) => addDecisions(database, this.#rows, decisions)) !== undefined;
  }

  close(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#queue.length && this.#database) this.#write();
    this.#database?.close();
    this.#database = null;
    return Promise.resolve();
  }

  /** Only a root that is gone can have come back as another: of two that are there, each has its own photos. */
  #isGone(root: string | null): boolean {
    if (root === null) return false;
    let gone = this.#gone.get(root);
    if (gone === undefined) this.#gone.set(root, gone = !exists(root));
    return gone;
  }

  #read(row: ContentRow): Remembered | null {
    const remembered = this.#rows.readContent(row, this.#settings.processing);
    if (!remembered) this.#warnOfEntry();
    return remembered;
  }

  #warnOfEntry() {
    this.#settings.warn("the index holds a damaged entry: its photo is analysed again");
  }

  #enqueue(record: Omit<Waiting, "written">): Promise<void> {
    if (!this.#database || this.#settings.readOnly) return Promise.resolve();
    return new Promise((written) => {
      this.#queue.push({ ...record, written });
      const { end, took } = this.#lastWrite;
      const pause = Math.min(LONGEST_PAUSE, end + took * WRITING_SHARE - this.#settings.now());
      this.#timer ??= setTimeout(() => this.#write(), Math.max(0, pause));
    });
  }

  #write() {
    this.#timer = undefined;
    const batch = this.#queue;
    this.#queue = [];
    const began = this.#settings.now();
    const outcome = this.#try((database) => {
      database.transaction(() => {
        // A copy of a photo may have come just before it: contents first, places refer to them.
        batch.forEach((record) => this.#saveContent(database, record));
        batch.forEach((record) => this.#savePlace(database, record));
      });
      return true;
    });
    const end = this.#settings.now();
    this.#lastWrite = { end, took: end - began };
    this.#settings.meter?.add("write", { ms: end - began, runs: 1, amount: batch.length });
    if (!outcome && this.#database) { // another program was writing: once more, later
      this.#queue = [...batch, ...this.#queue];
      this.#timer ??= setTimeout(() => this.#write(), LONGEST_PAUSE);
      return;
    }
    batch.forEach(({ written }) => written());
  }

  #saveContent(database: Database, { hash, finding }: Waiting) {
    if (!finding) return;
    const { processing } = this.#settings, row = this.#rows.content(hash, processing, finding);
    this.#unplaceNames(database, row);
    database.run(SAVE_CONTENT, processing, ...CONTENT_COLUMNS.map((name) => row[name]));
  }

  /** Another look finds other faces: who was found in the photo stays known, but not at which position. */
  #unplaceNames(database: Database, { hash, facts }: ContentRow) {
    const names = database.all<{ face: number; person: unknown }>(
      OUTDATED_NAMES,
      hash,
      this.#settings.processing,
      facts,
    );
    for (const { face, person } of names) {
      database.run("DELETE FROM named WHERE hash = ? AND face = ?", hash, face);
      const name = this.#rows.readPerson(person, hash, face);
      if (name !== null) database.run(SAVE_NAME, hash, NO_FACE, this.#rows.person(name, hash, NO_FACE));
    }
  }

  #savePlace(database: Database, { place, hash, names }: Waiting) {
    const { processing } = this.#settings;
    const fields = { below: place.below, size: place.size, modified: place.modified ?? NO_TIME };
    const written = this.#rows.place(fields), { below, size, modified } = written;
    const root = this.#rootId(database, place.root), content = this.#rows.hash(hash);
    const checksum = this.#rows.placeChecksum(written, { id: root, path: place.root }, content);
    this.#window.forget(below);
    database.run(SAVE_PLACE, below, size, modified, root, checksum, content, processing);
    for (const [face, person] of names) {
      database.run(SAVE_NAME, content, face, this.#rows.person(person, content, face));
    }
  }

  /** Null when the table has lost it. */
  #rootPath(id: number): string | null {
    let path = this.#rootPaths.get(id);
    if (path === undefined) {
      const row = this.#try((database) =>
        database.get<{ path: unknown }>("SELECT path FROM root WHERE id = ?", id)
      );
      this.#rootPaths.set(id, path = this.#rows.readRoot(row?.path));
    }
    return path;
  }

  #rootId(database: Database, path: string): number {
    let id = this.#rootIds.get(path);
    if (id === undefined) {
      const written = this.#rows.root(path);
      database.run("INSERT OR IGNORE INTO root (path) VALUES (?)", written);
      id = database.get<{ id: number }>("SELECT id FROM root WHERE path = ?", written)!.id;
      this.#rootIds.set(path, id);
    }
    return id;
  }

  /** Does `work`, on a rebuilt file if need be; undefined when it can't be done. */
  #try<T>(work: (database: Database) => T): T | undefined {
    for (let rebuilt = false; this.#database;) {
      try {
        const result = work(this.#database);
        this.#busy = 0;
        return result;
      } catch (error) {
        // An id may have been rolled back, or belongs to a file that is rebuilt.
        this.#rootIds.clear();
        this.#rootPaths.clear();
        this.#window.clear();
        if (error instanceof IndexDamaged && !rebuilt) {
          rebuilt = true;
          this.#database.close();
          this.#database = this.#rebuild(error);
        } else if (error instanceof IndexBusy && ++this.#busy < MOST_BUSY) return undefined;
        else this.#giveUp(error);
      }
    }
    return undefined;
  }

  #giveUp(error: unknown) {
    const { path, warn } = this.#settings;
    warn(`the index ${path} cannot be used any more (${messageOf(error)}): what follows is not remembered`);
    this.#database?.close();
    this.#database = null;
    this.#queue.splice(0).forEach(({ written }) => written());
  }

  #openOrRebuild(): Database | null {
    const { path, readOnly, warn } = this.#settings;
    let database: Database | null = null;
    try {
      database = readOnly ? Database.openReadOnly(path) : Database.open(path, this.#key.tables);
      this.#rows = this.#key.unlock(database);
      return database;
    } catch (error) {
      database?.close();
      if (error instanceof WrongPassphrase) throw error;
      if (error instanceof IndexDamaged) return this.#rebuild(error);
      warn(`the index ${path} cannot be used (${messageOf(error)}): nothing is remembered`);
      return null;
    }
  }

  #rebuild(damage: IndexDamaged): Database | null {
    const { path, readOnly, warn } = this.#settings;
    try {
      if (readOnly) throw new Error("it can only be read");
      const { fresh, rows, saved, kept } = rebuild(path, this.#key);
      this.#rows = rows;
      warn(
        `the index was damaged (${damage.message}) and has been rebuilt: ${saved.photos} photos and ` +
          `${saved.contents} contents could be saved, the rest is analysed again` +
          (kept === null ? "" : `; the old file is kept as ${kept}`),
      );
      return fresh;
    } catch (error) {
      if (error instanceof WrongPassphrase) throw error;
      warn(
        `the index ${path} is damaged and cannot be replaced in ${dirname(path)} (${messageOf(error)}): ` +
          "nothing is remembered",
      );
      return null;
    }
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}
