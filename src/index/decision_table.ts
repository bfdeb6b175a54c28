import type { FaceDecision } from "../decisions/decisions_file.ts";
import { Verdicts } from "../decisions/verdicts.ts";
import { unionOf } from "../decisions/union.ts";
import type { Database } from "./database.ts";
import type { OpenIndex } from "./open_index.ts";
import type { RowFormat } from "./row_format.ts";
import { attempt, type Damage } from "./whole_rows.ts";
import type { DecisionRow } from "./decision_row.ts";

/** All decisions in an index that are as they were written. */
export function readDecisions(database: Database, rows: RowFormat): FaceDecision[] {
  return rowsOf(database).flatMap((row) => rows.readDecision(row) ?? []);
}

/** Adds decisions to those in an index; of what contradicts itself, the last counts. Gives how many there are then. */
export function addDecisions(database: Database, rows: RowFormat, added: Iterable<FaceDecision>): number {
  return database.transaction(() => {
    const { all } = new Verdicts([...readDecisions(database, rows), ...added]);
    write(database, rows, all);
    return all.length;
  });
}

/** Keeps only the decisions for which `keep` holds; `hash`: of the content, as written. To be called in a transaction. */
export function filterDecisions(
  database: Database,
  rows: RowFormat,
  keep: (decision: FaceDecision, hash: string) => boolean,
) {
  const kept = rowsOf(database).flatMap((row) => {
    const decision = rows.readDecision(row);
    return decision && keep(decision, row.hash) ? [decision] : [];
  });
  write(database, rows, kept);
}

/** How many rows are not what was written. */
export function damagedDecisions(database: Database, rows: RowFormat): number {
  return rowsOf(database).filter((row) => !rows.readDecision(row)).length;
}

/** Adds those of another index, which may be damaged: see {@link unionOf}. To be called in a transaction. */
export function mergeDecisions(from: OpenIndex, to: OpenIndex, damage: Damage) {
  const read = attempt(() => rowsOf(from.database)), written = read ?? [];
  if (!read) {
    damage.entries++;
    damage.hasGaps = true;
  }
  const added = written.flatMap((row) => from.rows.readDecision(row) ?? []);
  damage.entries += written.length - added.length;
  if (added.length > 0) {
    write(to.database, to.rows, unionOf([...readDecisions(to.database, to.rows), ...added]));
  }
}

function write(database: Database, rows: RowFormat, decisions: readonly FaceDecision[]) {
  database.run("DELETE FROM decision");
  for (const decision of decisions) {
    const { hash, facts, checksum } = rows.decision(decision);
    database.run("INSERT INTO decision (hash, facts, checksum) VALUES (?, ?, ?)", hash, facts, checksum);
  }
}

/** An index of an older version that can only be read has no such table. */
function rowsOf(database: Database): DecisionRow[] {
  const exists = database.get("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'decision'");
  return exists ? database.all("SELECT hash, facts, checksum FROM decision ORDER BY id") : [];
}
