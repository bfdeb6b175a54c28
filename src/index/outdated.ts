import type { Database } from "./database.ts";

/**
 * Whether anything is by other models than today's, which `processing` names. Contents are large, and only looked at where
 * that is so: this reads no more than their keys.
 */
export function hasOutdated(database: Database, processing: string): boolean {
  return database.get("SELECT 1 FROM content WHERE processing <> ? LIMIT 1", processing) !== undefined;
}

/** How many photos are known by other models than today's, at the places where they lie. */
export function outdatedPhotos(database: Database, processing: string): number {
  if (!hasOutdated(database, processing)) return 0;
  return database.get<{ n: number }>(
    "SELECT count(*) AS n FROM photo WHERE (SELECT processing FROM content c WHERE c.id = photo.content) <> ?",
    processing,
  )!.n;
}
