import { Buffer } from "node:buffer";
import { removeBlocks } from "./coarse_blocks.ts";
import { compareFindings, compareProcessings, isSameLook, unionOfFindings } from "./content_order.ts";
import { mergeDecisions } from "./decision_table.ts";
import type { OpenIndex } from "./open_index.ts";
import { PlaceMerger } from "./place_merger.ts";
import type { Finding } from "./remembered.ts";
import { NO_FACE, saveName, unplaceAllNames } from "./record.ts";
import { CONTENT_COLUMNS, type ContentRow } from "./row.ts";
import {
  attempt,
  contentsIn,
  namesIn,
  noDamage,
  placesIn,
  type WholeContent,
  type WholeName,
} from "./whole_rows.ts";

/** What is put together. */
export interface MergeSettings {
  from: OpenIndex;
  /** Gets what `from` knows. */
  to: OpenIndex;
  /** Names today's models: a place refers to what they have found, where there is that. */
  processing: string;
}

/** What was read of an index. */
export interface Merged {
  contents: number;
  photos: number;
  /** Of them, those that the other index did not know, at this place. */
  newPhotos: number;
  /** Rows that were not what was written: they are left out. */
  damaged: number;
  /** More may be: nobody knows how much lay in stretches that cannot be read. */
  hasGaps: boolean;
}

const INSERT = `INSERT INTO content (processing, ${CONTENT_COLUMNS.join(", ")}) VALUES (?, ${
  CONTENT_COLUMNS.map(() => "?").join(", ")
})`;
const UPDATE = `UPDATE content SET ${CONTENT_COLUMNS.map((name) => `${name} = ?`).join(", ")} WHERE id = ?`;
const VERSIONS = "SELECT id, processing FROM content WHERE hash = ?";
const CONTENT = `SELECT ${CONTENT_COLUMNS.join(", ")} FROM content WHERE id = ?`;

/** A content of an index, by some models. */
interface Version {
  id: number;
  processing: string;
}

/**
 * Puts into an index what another one, which may be damaged, knows: row by row; rows that are not what was written stay
 * behind. Whatever the order in which indexes are put together, and however often, the outcome knows the same:
 *
 * - of the findings about a content by the same models what {@link unionOfFindings} makes of them; of other models, all;
 * - of the contents at a place the one with the greatest hash; the others stay known by their hashes;
 * - all names, at their faces where these are those of the content's greatest finding;
 * - all decisions, as {@link mergeDecisions} does.
 *
 * To be called in transactions of `to`: at every step one may end.
 */
export function* merge({ from, to, processing }: MergeSettings): Generator<void, Merged> {
  const damage = noDamage(), merger = new Merger(from, to, processing);
  const places = new PlaceMerger(to, processing), merged = { contents: 0, photos: 0, newPhotos: 0 };
  for (const content of contentsIn(from, damage)) {
    merger.addContent(content);
    merged.contents++;
    yield;
  }
  for (const { fields, root, hash: written } of placesIn(from, damage)) {
    const hash = merger.hashOf(written), added = hash === null ? null : places.add(fields, root, hash);
    if (added !== null) merged.photos++;
    if (added) merged.newPhotos++;
    yield;
  }
  for (const name of namesIn(from, damage)) {
    merger.addName(name);
    yield;
  }
  mergeDecisions(from, to, damage);
  yield;
  yield* places.pointToGreatest();
  return { ...merged, damaged: damage.entries, hasGaps: damage.hasGaps };
}

/** Copies what can be read of an index, which may be damaged, into a fresh one. As {@link merge}, all or nothing. */
export function salvage(settings: MergeSettings): Merged {
  return settings.to.database.transaction(() => {
    for (const steps = merge(settings);;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  });
}

class Merger {
  /** Rows are the same in both. */
  readonly #isSame: boolean;
  /** How hashes are written in `to` by how they are in `from`, where only the contents tell. */
  readonly #hashes = new Map<string, string>();
  /** Whether names are still at their faces, for the content that was last asked about. */
  #last: { hash: string; isPlaced: boolean } | null = null;

  constructor(
    private readonly from: OpenIndex,
    private readonly to: OpenIndex,
    private readonly processing: string,
  ) {
    this.#isSame = from.rows === to.rows;
  }

  addContent({ processing, row, remembered }: WholeContent) {
    const { to, from } = this, { database, rows } = to, { finding } = remembered;
    const hash = this.#isSame ? row.hash : rows.hash(remembered.hash);
    if (from.rows.readHash(row.hash) === null) this.#hashes.set(row.hash, hash);
    const versions = database.all<Version>(VERSIONS, hash);
    const own = versions.find((version) => version.processing === processing);
    const there = own && database.get<ContentRow>(CONTENT, own.id)!;
    if (there && this.#isSame && isSameRow(there, row)) return;
    const before = there && rows.readContent(there, processing)?.finding;
    const united = before ? unionOfFindings(before, finding) : finding;
    if (before && compareFindings(before, united) === 0) return;
    const fresh = this.#isSame && united === finding
      ? row
      : rows.content(remembered.hash, processing, united);
    const greatest = this.#greatest(versions);
    if (greatest && compareProcessings(processing, greatest.processing, this.processing) >= 0) {
      if (!before || !isSameLook(before, united)) unplaceAllNames(to, hash);
    }
    const values = CONTENT_COLUMNS.map((name) => fresh[name]);
    const id = own?.id ?? database.run(INSERT, processing, ...values).lastId;
    if (own) database.run(UPDATE, ...values, id);
    removeBlocks(database, [id]);
  }

  /** A hash of `from` as `to` writes it; null where its content is lost. */
  hashOf(written: string): string | null {
    if (this.#isSame) return written;
    const hash = this.from.rows.readHash(written);
    return hash === null ? this.#hashes.get(written) ?? null : this.to.rows.hash(hash);
  }

  addName({ hash: written, face, person }: WholeName) {
    const hash = this.hashOf(written);
    if (hash === null) return;
    if (this.#last?.hash !== written) {
      this.#last = { hash: written, isPlaced: this.#isPlaced(written, hash) };
    }
    saveName(this.to, hash, this.#last.isPlaced ? face : NO_FACE, person);
  }

  #greatest(versions: readonly Version[]): Version | null {
    return versions.reduce<Version | null>(
      (greatest, version) =>
        greatest && compareProcessings(greatest.processing, version.processing, this.processing) > 0
          ? greatest
          : version,
      null,
    );
  }

  /** Whether both know the same faces of a content: they are at the same positions then. */
  #isPlaced(before: string, after: string): boolean {
    const [one, other] = [this.#known(this.from, before), this.#known(this.to, after)];
    if (!one || !other) return !one && !other;
    return one.processing === other.processing && isSameLook(one.finding, other.finding);
  }

  #known({ database, rows }: OpenIndex, hash: string): { processing: string; finding: Finding } | null {
    const greatest = attempt(() => this.#greatest(database.all<Version>(VERSIONS, hash)));
    const row = greatest && attempt(() => database.get<ContentRow>(CONTENT, greatest.id));
    const remembered = row && rows.readContent(row, greatest.processing);
    return remembered ? { processing: greatest.processing, finding: remembered.finding } : null;
  }
}

function isSameRow(a: ContentRow, b: ContentRow): boolean {
  if (a.facts !== b.facts || a.checksum !== b.checksum) return false;
  if (!(a.faces instanceof Uint8Array && b.faces instanceof Uint8Array)) return a.faces === b.faces;
  return Buffer.compare(a.faces, b.faces) === 0;
}
