import { deepStrictEqual, strictEqual } from "node:assert";
import { convertIndex } from "../../../src/index/convert.ts";
import { Database } from "../../../src/index/database.ts";
import { addDecisions, readDecisions } from "../../../src/index/decision_table.ts";
import { NO_KEY, PassphraseKey } from "../../../src/index/key.ts";
import { PLAIN_ROWS } from "../../../src/index/row_format.ts";
import { forget, verify } from "../../../src/index/upkeep.ts";
import { aDecision } from "../decisions/a_decision.ts";
import { makeFolder } from "../output/temporary_folder.ts";
import { hashOf } from "./sample_findings.ts";
import { alter, fileIn, fill, seen, withIndex } from "./test_index.ts";

const rejected = aDecision(), confirmed = aDecision({ hash: hashOf(1), person: "Bob", verdict: "yes" });

Deno.test("decisions are remembered, and the last about a face counts", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, (index) => strictEqual(index.decide([rejected, confirmed]), true));
  await withIndex(folder, (index) => index.decide([{ ...rejected, verdict: "yes" }]));
  const { result, warnings } = await withIndex(folder, (index) => index.decisions());
  deepStrictEqual(result.map(({ person, verdict }) => [person, verdict]).sort(), [["Ann", "yes"], [
    "Bob",
    "yes",
  ]]);
  deepStrictEqual(warnings, []);
});

Deno.test("an index of before there were decisions gets room for them, and keeps what it knows", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, (index) => fill(index, 8));
  alter(fileIn(folder), "DROP TABLE decision");
  const { result, warnings } = await withIndex(folder, (index) => {
    index.decide([rejected]);
    return [index.decisions().length, index.count(["/photos"])];
  });
  deepStrictEqual([result[0], warnings], [1, []]);
  strictEqual(seen<{ n: number }>(folder, "SELECT count(*) AS n FROM photo")[0].n, 8);
});

Deno.test("such an index that can only be read has none", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, (index) => fill(index, 2));
  alter(fileIn(folder), "DROP TABLE decision");
  const readOnly = Database.openReadOnly(fileIn(folder));
  deepStrictEqual(readDecisions(readOnly, PLAIN_ROWS), []);
  readOnly.close();
});

Deno.test("a decision that was altered doesn't count, and is told of", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, (index) => index.decide([rejected, confirmed]));
  const database = Database.open(fileIn(folder));
  database.run("UPDATE decision SET facts = replace(facts, 'Ann', 'Amy')");
  deepStrictEqual(readDecisions(database, PLAIN_ROWS).map(({ person }) => person), ["Bob"]);
  deepStrictEqual(verify({ database, rows: PLAIN_ROWS }), [
    "1 decisions about faces are not what was written, and don't count any more",
  ]);
  database.close();
});

Deno.test("an encrypted index shows nothing of decisions, and converting keeps them", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, (index) => index.decide([rejected]));
  const key = new PassphraseKey("secret"), closed = `${fileIn(folder)}.closed`;
  convertIndex({ path: fileIn(folder), key: NO_KEY }, { path: closed, key }, "p");
  const written = new TextDecoder("latin1").decode(Deno.readFileSync(closed));
  for (const text of ["Ann", rejected.hash, "a.jpg"]) strictEqual(written.includes(text), false, text);
  const database = Database.open(closed, key.tables), rows = key.unlock(database);
  deepStrictEqual(readDecisions(database, rows), [rejected]);
  addDecisions(database, rows, [confirmed]);
  database.run("UPDATE decision SET hash = ? WHERE id = 1", rows.hash("cd".repeat(32)));
  strictEqual(readDecisions(database, rows).length, 1);
  database.close();
});

Deno.test("forgetting a person, photos or everything forgets what was said about them", async () => {
  for (
    const [what, left] of [[{ person: "Ann" }, ["Bob"]], [{ root: "/photos" }, ["Ann"]], ["all", []]] as const
  ) {
    await using folder = await makeFolder();
    await withIndex(folder, async (index) => {
      await fill(index, 4);
      index.decide([rejected, confirmed]);
    });
    const database = Database.open(fileIn(folder));
    const roots = database.all<{ path: string }>("SELECT path FROM root");
    forget(
      { database, rows: PLAIN_ROWS },
      typeof what === "object" && "root" in what ? { root: roots[0].path } : what,
    );
    // Ann's is about a photo that was never met.
    const people = readDecisions(database, PLAIN_ROWS).map(({ person }) => person);
    deepStrictEqual(people, typeof what === "object" && "person" in what ? [] : left, JSON.stringify(what));
    database.close();
  }
});
