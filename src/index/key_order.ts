import type { SQLInputValue } from "node:sqlite";
import { type Database, IndexDamaged } from "./database.ts";

/** Rows in the order of a key that tells each from all others. */
export interface KeyOrder {
  columns: string;
  /** The tables. */
  from: string;
  /** Which of their rows. */
  where?: string;
  /** Of the question marks in these. */
  values?: readonly SQLInputValue[];
  /** Columns of texts and numbers, by their names in the statement. */
  key: readonly string[];
  descending?: boolean;
}

/** Rows that are read in one go at most. */
const AT_ONCE = 64;

/**
 * Row by row, for tables that are larger than memory, and that may be written meanwhile. Not by an iterator of SQLite's:
 * Deno's ends at a damaged page as if that were the table's end. Throws an {@link IndexDamaged} behind the last row before
 * such a page, and behind a row whose key is neither text nor number.
 */
export function* inKeyOrder<T>(database: Database, order: KeyOrder): Generator<T> {
  const { columns, from, where = "true", values = [], key, descending = false } = order;
  const exact = key.map((name, i) => `${exactly(name)} AS ${KEY}${i}`).join(", ");
  const sorted = key.map((name) => `${name} ${descending ? "DESC" : "ASC"}`).join(", ");
  const behind = `(${key.join(", ")}) ${descending ? "<" : ">"}`;
  let last: SQLInputValue[] | null = null, limit = AT_ONCE;
  for (;;) {
    const rest = last ? `AND ${behind} (${last.map(placeholder).join(", ")})` : "";
    const sql =
      `SELECT ${columns}, ${exact} FROM ${from} WHERE ${where} ${rest} ORDER BY ${sorted} LIMIT ${limit}`;
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
    last = keyOf(rows.at(-1), key.length);
  }
}

/** How the columns are named in which the key comes once more. */
const KEY = "exact_key_";

/**
 * A text as its bytes. As a string, one that isn't what was written may be another than it is in the table: what lies
 * between the two would be left out, or come again and again.
 */
const exactly = (name: string) =>
  `CASE typeof(${name}) WHEN 'text' THEN CAST(${name} AS BLOB) WHEN 'blob' THEN NULL ELSE ${name} END`;

const placeholder = (value: SQLInputValue) => value instanceof Uint8Array ? "CAST(? AS TEXT)" : "?";

function keyOf(row: unknown, length: number): SQLInputValue[] {
  return Array.from({ length }, (_, i): SQLInputValue => {
    const value = Object(row)[`${KEY}${i}`];
    if (value === null) throw new IndexDamaged("what a row is found by is no text and no number");
    return value;
  });
}
