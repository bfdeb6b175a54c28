/*
 * A program for tests: opens new indexes in FOLDER, one every PAUSE milliseconds from the time START on, so that others do
 * so in the same moments; closes them, and prints what they warned of.
 */
import { join } from "node:path";
import { SqliteIndex } from "../../../src/index/sqlite_index.ts";

const [start, pause, count] = ["START", "PAUSE", "COUNT"].map((name) => Number(Deno.env.get(name)));
const warnings: string[] = [], warn = (message: string) => warnings.push(message);
for (let i = 0; i < count; i++) {
  const path = join(Deno.env.get("FOLDER")!, `${i}.sqlite`);
  while (Date.now() < start + i * pause);
  await SqliteIndex.open({ readOnly: false, path, processing: "p", warn, now: () => 0 }).close();
}
console.log(JSON.stringify(warnings));
