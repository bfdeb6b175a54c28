import type { SQLInputValue } from "node:sqlite";
import { type Database, IndexDamaged } from "./database.ts";

/** Rows in the order of a key that tells each from all others. */
export interface KeyOrder {
  select: string;
  /** Which of them. */
  where?: string;
  /** Of the question marks in these. */
  values?: readonly SQLInputValue[];
  /** Columns that are selected, by their names in the statement. */
  key: readonly string[];
  descending?: boolean;
}

/** Rows that are read in one go at most. */
const AT_ONCE = 64;

/**
 * Row by row, for tables that are larger than memory, and that may be written meanwhile. Not by an iterator of SQLite's:
 * Deno's ends at a damaged page as if that were the table's end. Throws an {@link IndexDamaged} behind the last row before
 * such a page.
 */
export function* inKeyOrder<T>(database: Database, order: KeyOrder): Generator<T> {
  const { select, where = "true", values = [], key, descending = false } = order;
  const columns = key.map((name) => `${name} ${descending ? "DESC" : "ASC"}`).join(", ");
  const behind = `(${key.join(", ")}) ${descending ? "<" : ">"} (${key.map(() => "?").join(", ")})`;
  const valueOf = (row: T, name: string): SQLInputValue => Object(row)[name.slice(name.indexOf(".") + 1)];
  let last: SQLInputValue[] | null = null, limit = AT_ONCE;
  for (;;) {
    const sql = `${select} WHERE ${where} ${last ? `AND ${behind}` : ""} ORDER BY ${columns} LIMIT ${limit}`;
    let rows: T[];
    try {
      rows = database.all<T>(sql, ...values, ...last ?? []);
    } catch (error) {
      if (!(error instanceof IndexDamaged) || limit === 1) throw error;
      limit = 1;
      continue;
    }
    yield* rows;
    if (rows.length === 0) return;
    last = key.map((name) => valueOf(rows.at(-1)!, name));
  }
}
