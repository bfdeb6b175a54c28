import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert";
import { join } from "node:path";
import { ArchivedPhotos } from "../../src/archive/archived_photos.ts";
import { PLAIN_WALK } from "../../src/photos/walk_item.ts";
import { openDataFolder } from "../../src/system/data_folder.ts";
import { Database } from "../../src/index/database.ts";
import { makeIndex } from "../bench/synthetic_index.ts";
import { makeStick, run } from "../end_to_end/program.ts";
import { streamOf, tarOf } from "../unit/archive/tar_archive.ts";
import { mounted } from "./mount.ts";

/** Fills a file system to its last byte. */
function fill(path: string) {
  using file = Deno.openSync(join(path, "filler"), { write: true, create: true });
  const bytes = new Uint8Array(4096);
  try {
    while (file.writeSync(bytes) > 0);
  } catch { /* it is full */ }
}

Deno.test("a full medium is said to be, and no trial file stays there", async () => {
  await using medium = await mounted("size=256k");
  const data = join(medium.path, "data");
  Deno.mkdirSync(data);
  fill(medium.path);
  for (let i = 0; i < 3; i++) throws(() => openDataFolder(data, ""), /cannot write there/);
  deepStrictEqual([...Deno.readDirSync(data)], []);
});

for (const state of ["read-only", "full"]) {
  Deno.test(`index commands take the index of a ${state} stick`, async () => {
    await using stick = await makeStick();
    await using medium = await mounted("size=2m");
    const data = join(medium.path, "data"), temporary = join(stick.folder, "tmp");
    Deno.mkdirSync(data);
    Deno.mkdirSync(temporary);
    Database.open(join(data, "index.sqlite")).close();
    if (state === "full") fill(medium.path);
    else await medium.remount("ro");
    const env = { TMPDIR: temporary };
    for (const command of [["stats"], ["verify"], ["export"], ["forget", "--all"]]) {
      const { code, stderr, stdout } = await run(stick, ["index", ...command, "--data", data], { env });
      if (command[0] === "forget") {
        // SQLite needs some room for a journal, whatever is changed.
        strictEqual(code, 2);
        match(stderr, /cannot be changed/);
      } else deepStrictEqual([command, code, stderr], [command, 0, ""], stdout);
    }
    deepStrictEqual([...Deno.readDirSync(temporary)].map(({ name }) => name), []);
  });
}

Deno.test("index merge takes the index of a read-only stick, and leaves that of a full one whole", async () => {
  await using stick = await makeStick();
  await using medium = await mounted("size=8m");
  const from = join(stick.folder, "from"), more = join(stick.folder, "more");
  const place = (photo: number) => ({ root: "/photos", below: `${photo}.jpg`, size: 1000, modified: photo });
  await makeIndex(from, 100, { place }, null);
  await makeIndex(more, 3000, { place, content: (photo) => 1000 + photo }, null);
  const data = join(medium.path, "data");
  strictEqual((await run(stick, ["index", "merge", from, "--data", data])).code, 0);
  const full = await run(stick, ["index", "merge", more, "--data", data]);
  strictEqual(full.code, 2);
  match(full.stderr, /more could not be merged into .* wholly: database or disk is full/);
  const whole = await run(stick, ["index", "verify", "--data", data]);
  deepStrictEqual([whole.code, whole.stdout], [0, "the index is whole\n"]);
  await medium.remount("ro");
  const into = join(stick.folder, "into");
  const { code, stdout, stderr } = await run(stick, ["index", "merge", data, "--data", into]);
  deepStrictEqual([code, stderr], [0, ""]);
  match(stdout, /data: 100 photos, 100 of them new/);
});

Deno.test("a table that doesn't fit onto the medium leaves nothing there, and what was there as it was", async () => {
  await using stick = await makeStick();
  await using medium = await mounted("size=1m");
  const data = join(stick.folder, "data"), table = join(medium.path, "faces.parquet");
  const place = (photo: number) => ({ root: "/photos", below: `${photo}.jpg`, size: 1000, modified: photo });
  await makeIndex(data, 1000, { place }, null);
  await Deno.writeTextFile(table, "before");
  const { code, stdout, stderr } = await run(stick, [
    ...["index", "export", "--data", data, "--format", "parquet", "--out", table, "--overwrite"],
  ]);
  deepStrictEqual([code, stdout], [2, ""]);
  match(stderr, /--out .*faces\.parquet: cannot be written \(no room is left there\)/);
  deepStrictEqual([...Deno.readDirSync(medium.path)].map(({ name }) => name), ["faces.parquet"]);
  strictEqual(await Deno.readTextFile(table), "before");
});

/** What is met in an archive whose photos are kept in a folder. */
async function metIn(folder: string, members: [string, string][]) {
  const settings = { ...PLAIN_WALK, folder, mostBytes: 1e6, signal: new AbortController().signal };
  const archive = new ArchivedPhotos(streamOf(await tarOf(members)), settings), met: string[] = [];
  for await (const item of archive.items()) met.push(`${item.kind} ${item.path}`);
  return { met, full: archive.full?.message ?? "", kept: [...Deno.readDirSync(folder)].length };
}

Deno.test("a photo of an archive for which there is no room is lost, and said to be; those after it aren't", async () => {
  await using medium = await mounted("size=256k");
  const { met, full, kept } = await metIn(medium.path, [
    ["a.jpg", "1"],
    ["b.jpg", "x".repeat(300_000)],
    ["c.jpg", "1"],
  ]);
  deepStrictEqual([met, kept], [["photo a.jpg", "error b.jpg", "photo c.jpg"], 2]);
  match(full, /b\.jpg.* kept in .*\(no room is left there\): --data chooses a folder with more room/);
});

Deno.test("an archive is read to its end as long as some of its photos have room", async () => {
  await using medium = await mounted("size=512k");
  const members = Array.from({ length: 60 }, (_, i): [string, string][] => [
    [`large ${i}.jpg`, "x".repeat(600_000)],
    [`small ${i}.jpg`, "1"],
  ]).flat();
  const { met } = await metIn(medium.path, members);
  deepStrictEqual(met, members.map(([name]) => `${name.startsWith("large") ? "error" : "photo"} ${name}`));
});

Deno.test("where there is no room for any photo of an archive its rest isn't read", async () => {
  await using medium = await mounted("size=256k");
  fill(medium.path);
  const members = Array.from({ length: 200 }, (_, i): [string, string] => [`${i}.jpg`, "x".repeat(5000)]);
  const { met, full } = await metIn(medium.path, members);
  ok(met.length < 100 && met.every((one) => one.startsWith("error")), `${met}`);
  match(full, /no room is left there/);
});
