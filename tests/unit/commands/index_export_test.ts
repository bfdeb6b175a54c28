import { deepStrictEqual, match, rejects, strictEqual } from "node:assert";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { defaultPackFolder } from "../../../src/assets.ts";
import { type ExportOptions, runIndexExport } from "../../../src/commands/index_export.ts";
import { readNetworks } from "../../../src/faces/pack.ts";
import { processingId } from "../../../src/faces/processing.ts";
import { UsageError } from "../../../src/failure.ts";
import { alter, fileIn, fill, seen, withIndex } from "../index/test_index.ts";
import { makeFolder, type TemporaryFolder } from "../output/temporary_folder.ts";
import { makeContext } from "./test_context.ts";

/** A folder with an index of so many photos, to which `sql` has happened since. */
async function makeIndex(sql = "", photos = 5): Promise<TemporaryFolder> {
  const folder = await makeFolder();
  await withIndex(
    folder,
    (index) => fill(index, photos),
    processingId(readNetworks(defaultPackFolder())),
  );
  const database = new DatabaseSync(fileIn(folder));
  database.exec(sql);
  database.close();
  return folder;
}

/** The first page, counted from 1, of a table or index of the database in the folder. */
function pageOf(folder: TemporaryFolder, name: string): number {
  const [{ rootpage }] = seen<{ rootpage: number }>(
    folder,
    `SELECT rootpage FROM sqlite_master WHERE name = '${name}'`,
  );
  return rootpage;
}

/** To a file in the folder. */
const toTable = ({ path }: TemporaryFolder): ExportOptions => ({
  ...{ data: path, format: "parquet", out: join(path, "faces.parquet"), overwrite: false },
});

/** A content that is altered, a place that is, and a photo whose content is lost. */
const DAMAGE = `UPDATE content SET facts = 'x' WHERE id = 2;
  UPDATE photo SET size = 7 WHERE below = '2001/IMG_2.jpg';
  DELETE FROM content WHERE id = 4`;

Deno.test("an export says how much of the index is damaged, and gives all the rest", async () => {
  await using folder = await makeIndex(DAMAGE);
  const warning = `warning: 3 entries of ${fileIn(folder)} damaged: left out\n`;
  const events = makeContext();
  const code = await runIndexExport({ ...toTable(folder), format: "ndjson", out: undefined }, events);
  deepStrictEqual([code, events.said.stderr], [3, warning]);
  const told = events.said.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  deepStrictEqual(told.map(({ type, code, exit, errors }) => [type, code, exit, errors]), [
    ["start", undefined, undefined, undefined],
    ["photo", undefined, undefined, undefined],
    ["photo", undefined, undefined, undefined],
    ["error", "index_damaged", undefined, undefined],
    ["end", undefined, 3, 1],
  ]);
  deepStrictEqual(told[0].roots, ["/photos"]);
  const table = makeContext();
  deepStrictEqual([await runIndexExport(toTable(folder), table), table.said.stderr], [3, warning]);
  match(table.said.stdout, / on 2 photos are now in /);
});

Deno.test("of pages that cannot be read an export loses what is on them, and nothing between them", async () => {
  await using folder = await makeIndex("", 150);
  const bytes = await Deno.readFile(fileIn(folder));
  for (const page of [15, 45]) bytes.fill(0xff, page * 16384, (page + 1) * 16384);
  await Deno.writeFile(fileIn(folder), bytes);
  const context = makeContext();
  strictEqual(await runIndexExport(toTable(folder), context), 3);
  const [, damaged] = /^warning: (\d+) entries of .* damaged: left out\n$/.exec(context.said.stderr)!;
  const [, photos] = / on (\d+) photos are now in /.exec(context.said.stdout)!;
  deepStrictEqual([Number(damaged) + Number(photos), Number(photos) > 135], [150, true]);
});

Deno.test("an export that finds no way to photos says that nobody knows how many are left out", async () => {
  await using folder = await makeIndex();
  const bytes = await Deno.readFile(fileIn(folder)), page = pageOf(folder, "photo");
  await Deno.writeFile(fileIn(folder), bytes.fill(0xff, 16384 * (page - 1), 16384 * page));
  const context = makeContext();
  strictEqual(await runIndexExport(toTable(folder), context), 3);
  match(context.said.stderr, /^warning: at least 1 entry of .* damaged: left out\n$/);
});

Deno.test("where names cannot be read an export has the photos without them", async () => {
  await using folder = await makeIndex("", 20);
  const bytes = await Deno.readFile(fileIn(folder)), page = pageOf(folder, "named");
  await Deno.writeFile(fileIn(folder), bytes.fill(0xff, 16384 * (page - 1), 16384 * page));
  const context = makeContext();
  strictEqual(await runIndexExport(toTable(folder), context), 3);
  match(context.said.stderr, /^warning: at least 20 entries of .* damaged: left out\n$/);
  match(context.said.stdout, / on 20 photos are now in /);
});

Deno.test("where a table's own index, or that of roots, is damaged, an export goes on", async () => {
  for (const name of ["sqlite_autoindex_content_1", "root"]) {
    await using folder = await makeIndex();
    const bytes = await Deno.readFile(fileIn(folder)), page = pageOf(folder, name);
    await Deno.writeFile(fileIn(folder), bytes.fill(0xff, 16384 * (page - 1), 16384 * page));
    for (
      const options of [toTable(folder), { ...toTable(folder), format: "ndjson", out: undefined } as const]
    ) {
      const context = makeContext(), code = await runIndexExport(options, context);
      deepStrictEqual([name, code], [name, name === "root" ? 3 : 0], context.said.stderr);
    }
  }
});

Deno.test("what is forgotten while an export goes on is no damage", async () => {
  await using folder = await makeIndex();
  let isForgotten = false;
  const context = makeContext({
    stdout: {
      write(bytes) {
        const isPhoto = new TextDecoder().decode(bytes).includes('"type":"photo"');
        if (isPhoto && !isForgotten) alter(fileIn(folder), "DELETE FROM photo; DELETE FROM content");
        isForgotten ||= isPhoto;
        return Promise.resolve(bytes.length);
      },
    },
  });
  const code = await runIndexExport({ ...toTable(folder), format: "ndjson", out: undefined }, context);
  deepStrictEqual([isForgotten, code, context.said.stderr], [true, 0, ""]);
});

Deno.test("an export of what is no index any more says what becomes of it", async () => {
  await using folder = await makeIndex();
  await Deno.writeFile(fileIn(folder), new Uint8Array(16384).fill(0xff));
  await rejects(
    runIndexExport(toTable(folder), makeContext()),
    /index\.sqlite is damaged \(.*\)\. The next scan rebuilds it; then try again\.$/,
  );
});

Deno.test("an export of an index of which nothing is damaged has nothing to warn of", async () => {
  await using folder = await makeIndex();
  const context = makeContext();
  deepStrictEqual([await runIndexExport(toTable(folder), context), context.said.stderr], [0, ""]);
  match(context.said.stdout, / on 5 photos are now in /);
});

/** What lies in the folder of tables. */
const tablesIn = ({ path }: TemporaryFolder) =>
  [...Deno.readDirSync(path)].map(({ name }) => name).filter((name) => name.startsWith("faces.")).sort();

Deno.test("an export that is stopped, or not even waited for, leaves no part of its table", async () => {
  await using folder = await makeIndex();
  const clearUps: (() => void)[] = [], seen: string[][] = [];
  // Who is asked whether to stop looks around, and stops in the midst of it.
  const signal = Object.defineProperty(new AbortController().signal, "aborted", {
    get() {
      seen.push(tablesIn(folder));
      clearUps.forEach((clearUp) => clearUp());
      seen.push(tablesIn(folder));
      return true;
    },
  });
  const context = makeContext({ signal, onAbandon: (clearUp) => clearUps.push(clearUp) });
  strictEqual(await runIndexExport(toTable(folder), context), 130);
  match(seen[0].join(" "), /^faces\.parquet\.[-\w]+\.part$/);
  deepStrictEqual([seen[1], tablesIn(folder)], [[], []]);
});

Deno.test("what a killed export has left is in nobody's way", async () => {
  await using folder = await makeIndex();
  const left = "faces.parquet.0b7c2b9e.part";
  await Deno.writeTextFile(join(folder.path, left), "half of it");
  strictEqual(await runIndexExport(toTable(folder), makeContext()), 0);
  deepStrictEqual(tablesIn(folder), ["faces.parquet", left]);
});

Deno.test("an export refuses options that don't fit, and files that are there", async () => {
  await using folder = await makeIndex();
  const options = toTable(folder), file = join(folder.path, "mine.parquet");
  const events = { ...options, format: "ndjson", out: undefined } as const;
  await Deno.writeTextFile(file, "mine");
  for (
    const [given, told] of [
      [{ ...options, out: file }, /mine\.parquet: is there already\. Give another name, or --overwrite/],
      [{ ...options, out: undefined }, /to which file\? Give --out, such as faces\.parquet/],
      [{ ...events, out: file }, /--out is for --format parquet/],
      [{ ...events, overwrite: true }, /--overwrite is for --format parquet/],
      [{ ...options, out: folder.path }, /is a folder\. Expected a file such as faces\.parquet\./],
      [{ ...options, out: join(folder.path, "no", "f") }, /there is no folder/],
      [
        { ...options, out: fileIn(folder), overwrite: true },
        /is the index itself\. Give another name/,
      ],
    ] as const
  ) {
    const context = makeContext();
    await rejects(async () => await runIndexExport(given, context), (error: Error) => {
      match(error.message, told);
      return error instanceof UsageError;
    });
    deepStrictEqual([context.said.stdout, await Deno.readTextFile(file)], ["", "mine"]);
  }
  strictEqual(await runIndexExport({ ...options, out: file, overwrite: true }, makeContext()), 0);
  strictEqual((await Deno.readFile(file)).subarray(0, 4).join(), "80,65,82,49");
});

Deno.test("an export says that photos which other models have analysed are left out", async () => {
  await using folder = await makeIndex("UPDATE content SET processing = 'older'");
  for (
    const options of [toTable(folder), { ...toTable(folder), format: "ndjson", out: undefined } as const]
  ) {
    const context = makeContext();
    strictEqual(await runIndexExport(options, context), 0);
    match(context.said.stderr, /^warning: 5 photos were analysed by other models, and are left out/);
  }
});
