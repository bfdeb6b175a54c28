import { deepStrictEqual, match, rejects, strictEqual } from "node:assert";
import { resolve } from "node:path";
import { runIndexForget, runIndexStats, runIndexVerify } from "../../../src/commands/index_upkeep.ts";
import { hashOf } from "../index/sample_findings.ts";
import { fileIn, filled, findingOf, withIndex } from "../index/test_index.ts";
import { makeFolder, type TemporaryFolder } from "../output/temporary_folder.ts";
import { makeContext } from "./test_context.ts";

/** A folder with an index in which a photo is remembered for each of these people. */
async function makeIndex(people: readonly string[]): Promise<TemporaryFolder> {
  const folder = await makeFolder();
  await withIndex(
    folder,
    (index) =>
      Promise.all(people.map((name, i) => index.record(filled(i), hashOf(i), findingOf(1), [[0, name]]))),
  );
  return folder;
}

/** Forgets, and gives the exit code and what was said. */
async function forget({ path }: TemporaryFolder, what: { person?: string; root?: string; all?: boolean }) {
  const context = makeContext();
  const code = await runIndexForget({ data: path, all: false, ...what }, context);
  return [code, context.said.stdout];
}

const refused = (message: string) => ({ name: "UsageError", message });

Deno.test("a name that is not remembered is told of, with some that are: a mistyped one isn't taken for forgotten", async () => {
  await using folder = await makeIndex(["Ann", "Bob"]);
  const unknown = (names: string) =>
    refused(`--person an: nobody of that name is remembered. Expected ${names}.`);
  await rejects(forget(folder, { person: "an" }), unknown("one of Ann, Bob"));
  deepStrictEqual(await forget(folder, { person: "Ann" }), [0, "1 photo forgotten\n"]);
  await rejects(forget(folder, { person: "an" }), unknown("Bob"));
  await forget(folder, { person: "Bob" });
  await rejects(
    forget(folder, { person: "an" }),
    refused("--person an: nobody of that name is remembered, nor is anybody else."),
  );
});

Deno.test("of many names some are told, and where the others are", async () => {
  await using folder = await makeIndex(["Gus", "Fay", "Eva", "Dan", "Cleo", "Bob", "Ann"]);
  await rejects(
    forget(folder, { person: "Nobody" }),
    refused(
      "--person Nobody: nobody of that name is remembered. Expected one of Ann, Bob, Cleo, Dan, Eva and 2 more: " +
        "see index stats.",
    ),
  );
});

Deno.test("who is known only by what somebody has said about a face can be forgotten", async () => {
  await using folder = await makeIndex(["Ann"]);
  const box = { x: 1, y: 2, width: 30, height: 40 };
  await withIndex(folder, (index) => index.decide([{ hash: hashOf(0), box, person: "Zoe", verdict: "no" }]));
  deepStrictEqual(await forget(folder, { person: "Zoe" }), [0, "0 photos forgotten\n"]);
  await rejects(forget(folder, { person: "Zoe" }), /nobody of that name is remembered/);
});

Deno.test("a folder, and everything, can be forgotten again: nothing is left of it", async () => {
  await using folder = await makeIndex(["Ann", "Bob"]);
  const root = resolve("/photos");
  deepStrictEqual(await forget(folder, { root }), [0, "2 photos forgotten\n"]);
  deepStrictEqual(await forget(folder, { root }), [0, "0 photos forgotten\n"]);
  for (let i = 0; i < 2; i++) {
    deepStrictEqual(await forget(folder, { all: true }), [0, "0 photos forgotten\n"]);
  }
});

Deno.test("of what is no index any more verify tells by exit code 3, and who looks into it what becomes of it", async () => {
  await using folder = await makeIndex([]);
  await Deno.writeFile(fileIn(folder), new Uint8Array(16384).fill(0xff));
  const context = makeContext();
  strictEqual(await runIndexVerify({ data: folder.path }, context), 3);
  match(context.said.stdout, /^the index is damaged \(.*\): the next scan rebuilds it\n$/);
  await rejects(
    runIndexStats({ data: folder.path, json: false }, makeContext()),
    /index\.sqlite is damaged \(.*\)\. The next scan rebuilds it; then try again\.$/,
  );
});
