import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import type { Finding } from "../../../src/index/remembered.ts";
import { SqliteIndex } from "../../../src/index/sqlite_index.ts";
import type { TemporaryFolder } from "../output/temporary_folder.ts";
import { done, hashOf, placeOf } from "./sample_findings.ts";

/** An index in a folder, and what it has warned of. */
export interface TestIndex {
  index: SqliteIndex;
  warnings: string[];
}

/** The index's file in a folder. */
export const fileIn = (folder: TemporaryFolder): string => join(folder.path, "index.sqlite");

/** Opens the index in `folder`. */
export function openIn(folder: TemporaryFolder, processing = "p"): TestIndex {
  const warnings: string[] = [], warn = (message: string) => warnings.push(message);
  // A clock that stands still: nothing is waited for.
  return {
    index: SqliteIndex.open({ path: fileIn(folder), readOnly: false, processing, warn, now: () => 0 }),
    warnings,
  };
}

/** Opens the index in `folder`, works with it, closes it, and gives the result and the warnings. */
export async function withIndex<T>(
  folder: TemporaryFolder,
  work: (index: SqliteIndex) => T | Promise<T>,
  processing?: string,
): Promise<{ result: T; warnings: string[] }> {
  const { index, warnings } = openIn(folder, processing);
  try {
    return { result: await work(index), warnings };
  } finally {
    await index.close();
  }
}

/** What {@link fill} has recorded of photo `i`. */
export const findingOf = (i: number): Finding => done(i, i % 4);
/** Where it has recorded photo `i`. */
export const filled = (i: number) => placeOf(`2001/IMG_${i}.jpg`, { modified: i });

/** Records `count` photos with 0 to 3 faces each. */
export async function fill(index: SqliteIndex, count: number) {
  await Promise.all(Array.from({ length: count }, (_, i) => {
    return index.record(filled(i), hashOf(i), findingOf(i), i % 4 ? [[0, "Ann"]] : []);
  }));
}

/** What another program sees of the index's file. */
export function seen<T>(folder: TemporaryFolder, sql: string): T[] {
  const database = new DatabaseSync(fileIn(folder), { readOnly: true });
  try {
    return database.prepare(sql).all() as T[];
  } finally {
    database.close();
  }
}

/** What another program does to an index's file. */
export function alter(file: string, sql: string) {
  const database = new DatabaseSync(file);
  try {
    database.exec(sql);
  } finally {
    database.close();
  }
}
