import type { Meter } from "../meter.ts";
import type { FaceDecision } from "../decisions/decisions_file.ts";
import type { CoarseBlock } from "./coarse_block.ts";
import { CoarseBlocks, newestContent, type NumberedBlock } from "./coarse_blocks.ts";
import { addDecisions, readDecisions } from "./decision_table.ts";
import { GuardedDatabase } from "./guarded_database.ts";
import { type IndexKey, NO_KEY } from "./key.ts";
import { hasOutdated, outdatedPhotos } from "./outdated.ts";
import type { PhotoIndex } from "./photo_index.ts";
import type { Finding, Names, Place, Remembered } from "./remembered.ts";
import { Turns } from "../system/turns.ts";
import { CONTENT_COLUMNS, type ContentRow } from "./row.ts";
import type { PlaceFields, RowFormat } from "./row_format.ts";
import { type PhotoRow, photosBy, type PlaceRow, PLACES, PlaceWindow } from "./place_window.ts";
import { FIRST, type PlaceKey, somePlaces } from "./places_of.ts";
import { NO_TIME, type Recorded, saveContent, savePlace } from "./record.ts";
import { RecordQueue } from "./record_queue.ts";
import { Roots, rootsOf } from "./roots.ts";
import { RuledOut } from "./ruled_out.ts";

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

const COLUMNS = CONTENT_COLUMNS.map((name) => `c.${name}`).join(", ");
const FIND_CONTENT = `SELECT ${COLUMNS} FROM content c WHERE c.hash = ? AND c.processing = ?`;
/**
 * What is remembered, in an SQLite file. Records are written in groups, as often as the medium allows without much
 * waiting. A damaged file is replaced by what can be read of it; a medium that cannot be written, or is gone, ends the
 * remembering, not the scan.
 */
export class SqliteIndex implements PhotoIndex {
  readonly #settings: IndexSettings;
  readonly #file: GuardedDatabase;
  readonly #queue: RecordQueue;
  readonly #roots = new Roots();
  readonly #photos: PlaceWindow<PhotoRow>;
  readonly #places: PlaceWindow<PlaceRow>;
  readonly #blocks: CoarseBlocks;
  readonly #ruledOut = new RuledOut();
  /** Counts the files that this index has been in: ids of one are none of another. */
  #generation = 0;
  #hasDamagedEntries = false;

  private constructor(settings: IndexSettings) {
    this.#settings = settings;
    this.#file = new GuardedDatabase({ ...settings, key: settings.key ?? NO_KEY }, {
      failed: () => {
        this.#roots.clear();
        this.#photos.clear();
        this.#places.clear();
      },
      replaced: () => {
        this.#generation++;
        this.#ruledOut.clear();
      },
      givenUp: () => this.#queue.letGo(),
    });
    this.#photos = new PlaceWindow(photosBy(settings.processing), this.#rows.inOrder);
    this.#places = new PlaceWindow(PLACES, this.#rows.inOrder);
    this.#blocks = new CoarseBlocks(settings.processing);
    const { now, meter } = settings;
    this.#queue = new RecordQueue({ write: (records) => this.#write(records), now, meter });
  }

  /**
   * Opens or makes the index. Throws nothing but a `WrongPassphrase`: without a file that can be used there is a
   * warning, and no memory.
   */
  static open(settings: IndexSettings): SqliteIndex {
    return new SqliteIndex(settings);
  }

  get #rows(): RowFormat {
    return this.#file.rows;
  }

  count(roots: readonly string[]): number {
    const { processing } = this.#settings;
    return this.#file.try((database) => {
      const outdated = hasOutdated(database, processing);
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

  roots(): string[] {
    return this.#file.try((database) => rootsOf({ database, rows: this.#rows })) ?? [];
  }

  get contents(): number {
    return this.#file.try(newestContent) ?? 0;
  }

  get outdated(): number {
    const { processing } = this.#settings;
    return this.#file.try((database) => outdatedPhotos(database, processing)) ?? 0;
  }

  at(place: Place): Remembered | null {
    const row = this.#rowAt(place, this.#photos);
    return row?.hash ? this.#read(row) : null;
  }

  async ruleOut(matters: (block: CoarseBlock) => readonly boolean[]): Promise<number[]> {
    const mattering: number[] = [];
    let generation = this.#generation, keep = !this.#settings.readOnly;
    const turns = new Turns();
    this.#ruledOut.clear();
    for (let number = 0;;) {
      const found: NumberedBlock | null | undefined = this.#file.try((database) =>
        this.#blocks.from({ database, rows: this.#rows }, number, keep)
      );
      if (generation !== this.#generation) {
        generation = this.#generation;
        number = mattering.length = 0;
        continue;
      }
      if (found === undefined && this.#file.isOpen) continue; // another program was writing
      if (!found) return mattering;
      const { contents } = found.block, matter = matters(found.block);
      this.#ruledOut.add(found.number, found.block, matter);
      for (let n = 0; n < contents.length; n++) if (matter[n]) mattering.push(contents[n].id);
      keep &&= !found.unkept;
      number = found.number + 1;
      if (turns.isDue) await turns.give();
    }
  }

  *placesOf(contents: readonly number[]): Generator<Place> {
    const ids = JSON.stringify(contents);
    for (let after: PlaceKey | null = FIRST; after;) {
      const start: PlaceKey = after;
      const found = this.#file.try((database) => somePlaces({ database, rows: this.#rows }, ids, start));
      yield* found?.places ?? [];
      after = found?.next ?? null;
    }
  }

  isRuledOut(place: Place): boolean {
    if (this.#ruledOut.isEmpty) return false;
    const row = this.#rowAt(place, this.#places);
    return row !== null && this.#ruledOut.has(row.content, row.photo_hash);
  }

  /** The row of the unchanged file at a place. */
  #rowAt<R extends PlaceRow>({ root, below, size, modified }: Place, window: PlaceWindow<R>): R | null {
    const place = this.#rows.place({ below, size, modified: modified ?? NO_TIME });
    const found = this.#file.try((database) => window.find(database, place.below))
      ?.filter((row) => row.size === place.size && row.modified === place.modified);
    if (!found?.length) return null;
    const rows = found.filter((row) => this.#isWhole(row, place));
    if (rows.length < found.length) this.#warnOfEntry();
    return this.#rowOf(root, rows) ?? null;
  }

  #isWhole({ root: id, photo_hash, photo_checksum }: PlaceRow, place: PlaceFields): boolean {
    const path = this.#rootPath(id);
    return path !== null && photo_checksum === this.#rows.placeChecksum(place, { id, path }, photo_hash);
  }

  /** The row of the place that is meant; that of a root that is gone may answer for it. */
  #rowOf<R extends PlaceRow>(root: string, rows: readonly R[]): R | undefined {
    const own = rows.find((row) => this.#rootPath(row.root) === root);
    if (own) return own;
    const moved = rows.find((row) => this.#roots.isGone(this.#rootPath(row.root)));
    // Two places alike that hold different photos: neither is sure to be the one.
    return rows.every((row) => row.photo_hash === moved?.photo_hash) ? moved : undefined;
  }

  of(hash: string): Finding | null {
    const row = this.#file.try((database) =>
      database.get<ContentRow>(FIND_CONTENT, this.#rows.hash(hash), this.#settings.processing)
    );
    return row ? this.#read(row)?.finding ?? null : null;
  }

  record(place: Place, hash: string, finding: Finding, names: Names): Promise<void> {
    return this.#add({ place, hash, finding, names });
  }

  recordPlace(place: Place, hash: string, names: Names): Promise<void> {
    return this.#add({ place, hash, finding: null, names });
  }

  decisions(): FaceDecision[] {
    return this.#file.try((database) => readDecisions(database, this.#rows)) ?? [];
  }

  decide(decisions: readonly FaceDecision[]): boolean {
    if (decisions.length === 0) return true;
    if (this.#settings.readOnly) return false;
    return this.#file.try((database) => addDecisions(database, this.#rows, decisions)) !== undefined;
  }

  close(): Promise<void> {
    while (this.#queue.isWaiting && this.#file.isOpen) this.#queue.write();
    this.#file.close();
    return Promise.resolve();
  }

  #read(row: ContentRow): Remembered | null {
    const remembered = this.#rows.readContent(row, this.#settings.processing);
    if (!remembered) this.#warnOfEntry();
    return remembered;
  }

  get isIncomplete(): boolean {
    return this.#hasDamagedEntries || this.#file.isIncomplete;
  }

  #warnOfEntry() {
    this.#hasDamagedEntries = true;
    this.#settings.warn("the index holds a damaged entry: its photo is for a scan to analyse again");
  }

  #add(record: Recorded): Promise<void> {
    if (!this.#file.isOpen || this.#settings.readOnly) return Promise.resolve();
    return this.#queue.add(record);
  }

  #write(records: readonly Recorded[]): boolean {
    const { processing } = this.#settings;
    const isDone = this.#file.try((database) => {
      const rows = this.#rows, recording = { database, rows, roots: this.#roots, processing };
      database.transaction(() => {
        // A copy of a photo may have come just before it: contents first, places refer to them.
        const hashes = records.flatMap((record) => saveContent(recording, record) ?? []);
        this.#ruledOut.forget(this.#blocks.changed({ database, rows }, hashes));
        for (const record of records) {
          const below = savePlace(recording, record);
          this.#photos.forget(below);
          this.#places.forget(below);
        }
      });
      return true;
    });
    return isDone ?? !this.#file.isOpen;
  }

  /** Null when the table has lost it. */
  #rootPath(id: number): string | null {
    return this.#file.try((database) => this.#roots.path(database, this.#rows, id)) ?? null;
  }
}
