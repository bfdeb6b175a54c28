import { dirname } from "node:path";
import { reasonOf } from "../failure.ts";
import { Database, IndexBusy, IndexDamaged } from "./database.ts";
import { type IndexKey, WrongPassphrase } from "./key.ts";
import { rebuild } from "./rebuild.ts";
import { PLAIN_ROWS, type RowFormat } from "./row_format.ts";

/** The file, and how it is opened. */
export interface GuardedSettings {
  path: string;
  /** It lies where nothing can be written. */
  readOnly: boolean;
  key: IndexKey;
  /** Names models and processing. */
  processing: string;
  /** Told once of each thing that goes wrong. */
  warn: (message: string) => void;
}

/** Is told what becomes of the file. */
export interface FileWatcher {
  /** Something failed half-way: what was read may hold no more. */
  failed(): void;
  /** It is damaged, and another takes its place: ids of the one are none of the other. */
  replaced(): void;
  /** Nothing is remembered any more. */
  givenUp(): void;
}

/** How often in a row another program may keep us from writing. Chosen. */
const MOST_BUSY = 5;

/** An index's file. One that is damaged is replaced by what can be read of it; one that can't be used is given up. */
export class GuardedDatabase {
  readonly #settings: GuardedSettings;
  readonly #watcher: FileWatcher;
  #database: Database | null;
  #rows: RowFormat = PLAIN_ROWS;
  #busy = 0;
  #isIncomplete = false;

  /** Opens or makes the file. Throws nothing but a {@link WrongPassphrase}. */
  constructor(settings: GuardedSettings, watcher: FileWatcher) {
    this.#settings = settings;
    this.#watcher = watcher;
    this.#database = this.#openOrRebuild();
  }

  /** False where there is none that can be used. */
  get isOpen(): boolean {
    return this.#database !== null;
  }

  /** True once it was damaged, or can't be used. */
  get isIncomplete(): boolean {
    return this.#isIncomplete;
  }

  /** How its rows are read and written. */
  get rows(): RowFormat {
    return this.#rows;
  }

  /** Does `work`, on a rebuilt file if need be; undefined when it can't be done. */
  try<T>(work: (database: Database) => T): T | undefined {
    for (let rebuilt = false; this.#database;) {
      try {
        const result = work(this.#database);
        this.#busy = 0;
        return result;
      } catch (error) {
        this.#watcher.failed();
        if (error instanceof IndexDamaged && !rebuilt) {
          rebuilt = true;
          this.#watcher.replaced();
          this.#database.close();
          this.#database = this.#rebuild(error);
        } else if (error instanceof IndexBusy && ++this.#busy < MOST_BUSY) return undefined;
        else this.#giveUp(error);
      }
    }
    return undefined;
  }

  close() {
    this.#database?.close();
    this.#database = null;
  }

  #giveUp(error: unknown) {
    const { path, warn } = this.#settings;
    this.#isIncomplete = true;
    warn(
      `the index ${path} cannot be used any more (${
        reasonOf(error)
      }): what follows is not remembered. Start again when that has changed: what came before counts`,
    );
    this.close();
    this.#watcher.givenUp();
  }

  #openOrRebuild(): Database | null {
    const { path, readOnly, key, warn } = this.#settings;
    let database: Database | null = null;
    try {
      database = readOnly ? Database.openReadOnly(path) : Database.open(path, key.tables);
      this.#rows = key.unlock(database);
      return database;
    } catch (error) {
      database?.close();
      if (error instanceof WrongPassphrase) throw error;
      if (error instanceof IndexDamaged) return this.#rebuild(error);
      this.#isIncomplete = true;
      warn(
        `the index ${path} cannot be used (${
          reasonOf(error)
        }): nothing is remembered. The search goes on without it; --data names another folder`,
      );
      return null;
    }
  }

  #rebuild(damage: IndexDamaged): Database | null {
    const { path, readOnly, key, warn, processing } = this.#settings;
    this.#isIncomplete = true;
    try {
      if (readOnly) throw new Error("it can only be read");
      const { fresh, rows, saved, kept } = rebuild(path, key, processing);
      this.#rows = rows;
      warn(
        `the index was damaged (${damage.message}) and has been rebuilt: ${saved.photos} photos and ` +
          `${saved.contents} contents could be saved, the rest is for a scan to analyse again` +
          (kept === null ? "" : `; the old file is kept as ${kept}`),
      );
      return fresh;
    } catch (error) {
      if (error instanceof WrongPassphrase) throw error;
      warn(
        `the index ${path} is damaged and cannot be replaced in ${dirname(path)} (${reasonOf(error)}): ` +
          "nothing is remembered",
      );
      return null;
    }
  }
}
