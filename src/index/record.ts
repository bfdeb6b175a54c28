import type { OpenIndex } from "./open_index.ts";
import type { Finding, Names, Place } from "./remembered.ts";
import type { Roots } from "./roots.ts";
import { CONTENT_COLUMNS, type ContentRow } from "./row.ts";

/** What is to be remembered of a photo. */
export interface Recorded {
  place: Place;
  hash: string;
  /** Null where its content is remembered already. */
  finding: Finding | null;
  names: Names;
}

/** What records are written with. */
export interface Recording extends OpenIndex {
  roots: Roots;
  processing: string;
}

/** In the table `named`: somebody who was found by an earlier look. */
export const NO_FACE = -1;
/** No time: SQLite's NULL is never equal to itself. */
export const NO_TIME = -1;

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
const PLACED_NAMES = `SELECT face, person FROM named WHERE hash = ? AND face <> ${NO_FACE}`;
const SAVE_NAME = "INSERT OR IGNORE INTO named (hash, face, person) VALUES (?, ?, ?)";
const SAVE_PLACE = `
  INSERT INTO photo (below, size, modified, root, checksum, hash, content)
  SELECT ?, ?, ?, ?, ?, hash, id FROM content WHERE hash = ? AND processing = ?
  ON CONFLICT DO UPDATE SET hash = excluded.hash, content = excluded.content, checksum = excluded.checksum`;

/** Remembers what was found in the record's photo, if that is new: gives its hash as written then. */
export function saveContent(recording: Recording, { hash, finding }: Recorded): string | null {
  if (!finding) return null;
  const { database, rows, processing } = recording, row = rows.content(hash, processing, finding);
  unplaceNames(recording, row);
  database.run(SAVE_CONTENT, processing, ...CONTENT_COLUMNS.map((name) => row[name]));
  return row.hash;
}

function unplaceNames(recording: Recording, { hash, facts }: ContentRow) {
  const { database, processing } = recording;
  unplace(recording, hash, database.all<PlacedName>(OUTDATED_NAMES, hash, processing, facts));
}

interface PlacedName {
  face: number;
  person: unknown;
}

/** To be called where a content gets other faces, by its hash as written. */
export function unplaceAllNames(index: OpenIndex, hash: string) {
  unplace(index, hash, index.database.all<PlacedName>(PLACED_NAMES, hash));
}

/** Another look finds other faces: who was found in the photo stays known, but not at which position. */
function unplace({ database, rows }: OpenIndex, hash: string, names: readonly PlacedName[]) {
  for (const { face, person } of names) {
    database.run("DELETE FROM named WHERE hash = ? AND face = ?", hash, face);
    const name = rows.readPerson(person, hash, face);
    if (name !== null) saveName({ database, rows }, hash, NO_FACE, name);
  }
}

/** Remembers who a face of a content is, by its hash as written. */
export function saveName({ database, rows }: OpenIndex, hash: string, face: number, name: string) {
  database.run(SAVE_NAME, hash, face, rows.person(name, hash, face));
}

/** Remembers where the record's photo lies, and who is in it. Its content must be remembered. Gives its path as written. */
export function savePlace(
  { database, rows, roots, processing }: Recording,
  { place, hash, names }: Recorded,
): string {
  const fields = { below: place.below, size: place.size, modified: place.modified ?? NO_TIME };
  const written = rows.place(fields), { below, size, modified } = written;
  const root = roots.id(database, rows, place.root), content = rows.hash(hash);
  const checksum = rows.placeChecksum(written, { id: root, path: place.root }, content);
  database.run(SAVE_PLACE, below, size, modified, root, checksum, content, processing);
  for (const [face, person] of names) saveName({ database, rows }, content, face, person);
  return below;
}
