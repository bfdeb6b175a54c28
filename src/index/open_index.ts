import type { Database } from "./database.ts";
import type { RowFormat } from "./row_format.ts";

/** An open index, and how its rows are written. */
export interface OpenIndex {
  database: Database;
  rows: RowFormat;
}
