import { allTables, BLOCKS } from "./tables.ts";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

/** The format of the file, SQLite's `user_version`: another one is not read. */
const FORMAT = 1;
/** Three photos a page: with SQLite's own 4096 bytes every photo would take an overflow page more. */
export const PAGE_BYTES = 16384;
/** How long another program that writes the same index is waited for, in milliseconds. */
const PATIENCE = 5000;

/** SQLite's `application_id` of an index: "face". Other programs' files are never touched. */
const APPLICATION = 0x66616365;

/** What tells the file from others, and its format. */
const MARKS = [`PRAGMA application_id = ${APPLICATION}`, `PRAGMA user_version = ${FORMAT}`];

/** The file is damaged: what can be read of it is worth saving. */
export class IndexDamaged extends Error {
  override readonly name = "IndexDamaged";
}

/** The file is not an index, or not one of this version: it is left as it is. */
export class IndexForeign extends Error {
  override readonly name = "IndexForeign";
}

/** Another program is writing, and has been for long. */
export class IndexBusy extends Error {
  override readonly name = "IndexBusy";
}

/** Whoever wrote it was ended before its end: SQLite must write to it before it can be read. */
export class IndexUnfinished extends Error {
  override readonly name = "IndexUnfinished";
}

/** SQLite's result codes, sqlite.org/rescode.html; the low byte of the extended ones. */
const BUSY = 5, LOCKED = 6, READ_ONLY = 8, CORRUPT = 11, CANT_OPEN = 14, NOT_A_DATABASE = 26;
/** An extended one: the file is shorter than it should be. */
const SHORT_READ = 522;

/** An open index file: the one thing that knows SQLite. All its calls block, and throw {@link IndexDamaged}, {@link IndexBusy} or an Error. */
export class Database {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #hasBlocks = false;

  private constructor(readonly path: string, readOnly = false) {
    this.#db = new DatabaseSync(path, { readOnly });
  }

  /** Opens a file on a medium that cannot be written. After a crash that left a write-ahead log SQLite can't read it. */
  static openReadOnly(path: string): Database {
    return guarded(() => new Database(path, true));
  }

  /**
   * Opens a file to read it beside others who write it: between two reads nothing is locked. `tables`: those beside the
   * usual ones, by whether it is encrypted. Throws as {@link open}, and an {@link IndexUnfinished}.
   */
  static openBeside(path: string, tables: (isEncrypted: boolean) => readonly string[]): Database {
    const database = Database.openReadOnly(path);
    try {
      database.execute(`PRAGMA busy_timeout = ${PATIENCE}`);
      const isEncrypted = database.get("SELECT 1 FROM sqlite_master WHERE name = 'lock'") !== undefined;
      const all = allTables(tables(isEncrypted));
      if (database.#looksMissing(all).length === all.length) throw new IndexForeign("it is an empty file");
      return database;
    } catch (error) {
      database.close();
      // The file itself is open: what else SQLite must write, or open to write, are the files beside it.
      const code = codeOf(error);
      if (code !== READ_ONLY && code !== CANT_OPEN) throw error;
      throw new IndexUnfinished((error as Error).message, { cause: error });
    }
  }

  /**
   * Opens the file, and makes it when it isn't there, with `tables` beside the usual ones. Throws {@link IndexForeign} for
   * one that isn't an index.
   */
  static open(path: string, tables: readonly string[] = []): Database {
    makePrivate(path);
    const database = guarded(() => new Database(path));
    try {
      database.#prepare(allTables(tables));
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  #prepare(tables: readonly string[]) {
    this.execute(`PRAGMA busy_timeout = ${PATIENCE}`);
    // Before anything is changed: the file may be somebody else's.
    const missing = this.#missing(tables);
    if (missing.length === tables.length) {
      this.execute(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA auto_vacuum = INCREMENTAL`);
    }
    this.#journal();
    // What a power cut must not take is told only after it is on the medium.
    this.execute("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -16000");
    if (missing.length === 0) return;
    this.transaction(() => {
      // Another program may just have made them.
      const missing = this.#missing(tables);
      if (missing.length > 0) this.execute([...missing, ...MARKS].join(";\n"));
    });
  }

  /** Those of the tables that are not there yet; throws when those there are not as this version makes them. */
  #missing(tables: readonly string[]): readonly string[] {
    // All of it as it was at one time: another program may be making them right now.
    this.execute("SAVEPOINT look");
    try {
      return this.#looksMissing(tables);
    } finally {
      this.execute("RELEASE look");
    }
  }

  #looksMissing(tables: readonly string[]): readonly string[] {
    const format = this.get<{ user_version: number }>("PRAGMA user_version")?.user_version;
    const application = this.get<{ application_id: number }>("PRAGMA application_id")?.application_id;
    // Whatever a file says that it makes SQLite do, such as a trigger, is something that we never wrote.
    const made = this.all<{ sql: string }>(
      "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid",
    );
    if (format === 0 && application === 0 && made.length === 0) return tables;
    if (application !== APPLICATION) throw new IndexForeign("it is another program's database");
    if (format !== FORMAT) {
      throw new IndexForeign(
        `another version of facefinder made it (format ${format}; this one knows ${FORMAT})`,
      );
    }
    // An older version did without the last one.
    const own = made.filter(({ sql }) => sql !== BLOCKS), rest = tables.slice(own.length);
    if (rest.length <= 1 && own.every(({ sql }, i) => sql === tables[i])) return rest;
    throw new IndexDamaged("its tables are not as they were made");
  }

  /** Whether there is the table of blocks, which another program may just have made. */
  get hasBlocks(): boolean {
    return this.#hasBlocks ||= this.get("SELECT 1 FROM sqlite_master WHERE name = 'block'") !== undefined;
  }

  /** Makes the table of blocks, unless it is there. */
  makeBlocks() {
    if (!this.hasBlocks) this.execute(BLOCKS);
  }

  /** A write-ahead log lets two programs share the index, where the file system can; others get a plain journal. */
  #journal() {
    try {
      if (this.get<{ journal_mode: string }>("PRAGMA journal_mode = WAL")?.journal_mode === "wal") return;
    } catch (error) {
      if (error instanceof IndexDamaged) throw error;
    }
    this.get("PRAGMA journal_mode = TRUNCATE");
  }

  /** Throws an {@link IndexBusy} when another program has it open too, as far as the file system can tell. */
  closeToOthers() {
    this.get("PRAGMA journal_mode = DELETE");
  }

  /** Runs statements without values. */
  execute(sql: string) {
    guarded(() => this.#db.exec(sql));
  }

  /** Runs one statement. */
  run(sql: string, ...values: SQLInputValue[]): { changes: number; lastId: number } {
    return guarded(() => {
      const { changes, lastInsertRowid } = this.#statement(sql).run(...values);
      return { changes: Number(changes), lastId: Number(lastInsertRowid) };
    });
  }

  /** The first row, if any. */
  get<T>(sql: string, ...values: SQLInputValue[]): T | undefined {
    return guarded(() => this.#statement(sql).get(...values) as T | undefined);
  }

  /** All rows. */
  all<T>(sql: string, ...values: SQLInputValue[]): T[] {
    return guarded(() => this.#statement(sql).all(...values) as T[]);
  }

  /** Does `work` wholly or not at all. */
  transaction<T>(work: () => T): T {
    this.execute("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.execute("COMMIT");
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  /** The same for work that lets others have their turn: nothing else may use this database meanwhile. */
  async longTransaction<T>(work: () => Promise<T>): Promise<T> {
    this.execute("BEGIN IMMEDIATE");
    try {
      const result = await work();
      this.execute("COMMIT");
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  #rollBack() {
    this.#hasBlocks = false; // it may just have been made
    try {
      this.execute("ROLLBACK");
    } catch { /* SQLite has rolled back by itself */ }
  }

  /** Keeps this many bytes of the file in memory. */
  keepInMemory(bytes: number) {
    this.execute(`PRAGMA cache_size = -${Math.floor(bytes / 1024)}`);
  }

  close() {
    this.#statements.clear();
    try {
      // Without a log the file can be read where nothing can be written. Refused while another program uses it.
      this.#db.exec("PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE");
    } catch { /* then not */ }
    try {
      this.#db.close();
    } catch { /* a damaged file, or a medium that is gone: there is nothing more to be done for it */ }
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, statement = this.#db.prepare(sql));
    return statement;
  }
}

/** Makes the file, for this user alone; refuses what is none, such as a link that leads to somebody's file. */
function makePrivate(path: string) {
  try {
    if (!Deno.lstatSync(path).isFile) {
      throw new IndexForeign("it is no file, but a link, a folder or the like");
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    try {
      Deno.openSync(path, { write: true, createNew: true, mode: 0o600 }).close();
    } catch (error) {
      // Another program that started at the same time has just made it.
      if (!(error instanceof Deno.errors.AlreadyExists) || !Deno.lstatSync(path).isFile) throw error;
    }
  }
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { errcode, code: name, message } = error as { errcode?: number; code?: string; message: string };
    const code = codeOf(error);
    // A number that is out of range was never written.
    if (
      code === CORRUPT || code === NOT_A_DATABASE || errcode === SHORT_READ || name === "ERR_OUT_OF_RANGE" ||
      /malformed|not a database|unsupported file format/.test(message)
    ) {
      throw new IndexDamaged(message, { cause: error });
    }
    if (code === BUSY || code === LOCKED || /database is locked/.test(message)) {
      // SQLite's words are about locks.
      throw new IndexBusy("another program is using it", { cause: error });
    }
    throw error;
  }
}

/** The low byte of SQLite's result code; undefined for an error that isn't SQLite's. */
function codeOf(error: unknown): number | undefined {
  const { errcode } = Object(error) as { errcode?: number };
  return errcode === undefined ? undefined : errcode & 0xff;
}
