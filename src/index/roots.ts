import type { Database } from "./database.ts";
import type { OpenIndex } from "./open_index.ts";
import type { RowFormat } from "./row_format.ts";

/** The paths of all roots, in their order. */
export function rootsOf({ database, rows }: OpenIndex): string[] {
  return database.all<{ path: unknown }>("SELECT path FROM root").flatMap(({ path }) =>
    rows.readRoot(path) ?? []
  ).sort();
}

/** The table of roots, read once each. */
export class Roots {
  readonly #ids = new Map<string, number>();
  readonly #paths = new Map<number, string | null>();
  readonly #gone = new Map<string, boolean>();

  /** The path of a root; null when the table has lost it. */
  path(database: Database, rows: RowFormat, id: number): string | null {
    let path = this.#paths.get(id);
    if (path === undefined) {
      const row = database.get<{ path: unknown }>("SELECT path FROM root WHERE id = ?", id);
      this.#paths.set(id, path = rows.readRoot(row?.path));
    }
    return path;
  }

  /** The id of a root, which is put into the table if need be. */
  id(database: Database, rows: RowFormat, path: string): number {
    let id = this.#ids.get(path);
    if (id === undefined) {
      const written = rows.root(path);
      database.run("INSERT OR IGNORE INTO root (path) VALUES (?)", written);
      id = database.get<{ id: number }>("SELECT id FROM root WHERE path = ?", written)!.id;
      this.#ids.set(path, id);
    }
    return id;
  }

  /** Forgets what was read: an id may have been rolled back, or belongs to a file that is rebuilt. */
  clear() {
    this.#ids.clear();
    this.#paths.clear();
  }

  /** Only a root that is gone can have come back as another: of two that are there, each has its own photos. */
  isGone(path: string | null): boolean {
    if (path === null) return false;
    let gone = this.#gone.get(path);
    if (gone === undefined) this.#gone.set(path, gone = !mayBeThere(path));
    return gone;
  }
}

/** One that can't be looked at, such as for want of permission, is not taken for gone. */
function mayBeThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}
