import type { Place } from "./remembered.ts";
import { NO_TIME } from "./record.ts";
import type { PlaceFields } from "./row_format.ts";
import type { OpenIndex } from "./open_index.ts";

/** Places that are read in one go. */
const AT_ONCE = 20_000;

/** A place as it is written. */
interface Row extends PlaceFields {
  root: number;
  path: unknown;
}

/** Where to go on. */
export type PlaceKey = readonly [below: string, size: number, modified: number, root: number];

/** Before all places. */
export const FIRST: PlaceKey = ["", -1, -2, -1];

const SELECT = `
  SELECT p.below, p.size, p.modified, p.root, r.path FROM photo p JOIN root r ON r.id = p.root
  WHERE (p.below, p.size, p.modified, p.root) > (?1, ?2, ?3, ?4)
  AND p.content IN (SELECT value FROM json_each(?5))
  ORDER BY p.below, p.size, p.modified, p.root LIMIT ${AT_ONCE}`;

/**
 * The next places behind `after` where photos with these contents (a JSON list of ids) were seen; `next` is null when there
 * are no more. Some at a time: while they are worked on, the table may be written.
 */
export function somePlaces(
  { database, rows }: OpenIndex,
  contents: string,
  after: PlaceKey,
): { places: Place[]; next: PlaceKey | null } {
  const found = database.all<Row>(SELECT, ...after, contents), last = found.at(-1);
  const places = found.flatMap((row) => {
    const place = rows.readPlace(row), root = rows.readRoot(row.path);
    if (place === null || root === null) return [];
    const { below, size, modified } = place;
    return [{ root, below, size, modified: modified === NO_TIME ? null : modified }];
  });
  const isFull = found.length === AT_ONCE && last !== undefined;
  return { places, next: isFull ? [last.below, last.size, last.modified, last.root] : null };
}
