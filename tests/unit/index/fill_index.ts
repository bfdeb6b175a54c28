/*
 * A program for tests: records 2000 photos in the index INDEX, prints after each hundred up to which they are safe, and
 * in the end the warnings and how many promises came true.
 */
import { SqliteIndex } from "../../../src/index/sqlite_index.ts";
import { hashOf } from "./sample_findings.ts";
import { filled, findingOf } from "./test_index.ts";

const warnings: string[] = [], warn = (message: string) => warnings.push(message);
const index = SqliteIndex.open({
  readOnly: false,
  path: Deno.env.get("INDEX")!,
  processing: "p",
  warn,
  now: () => performance.now(),
});
let told = 0;
for (let i = 20; i < 2020; i += 100) {
  const batch = Array.from({ length: 100 }, (_, n) => i + n);
  await Promise.all(batch.map((i) => index.record(filled(i), hashOf(i), findingOf(i), [])));
  told += batch.length;
  console.log(i + batch.length);
}
await index.close();
console.log(JSON.stringify({ warnings, told }));
