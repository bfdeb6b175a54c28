import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { DatabaseSync } from "node:sqlite";
import { dirname, join } from "node:path";
import { isThere } from "../../src/system/path_kind.ts";
import { makeIndex } from "../bench/synthetic_index.ts";
import { command, events, makeStick, ofType, run, SAMPLES, type Stick } from "./program.ts";

const known = join(SAMPLES, "known"), album = join(SAMPLES, "album");

/** Scans some of the sample photos into a data folder of its own; gives that. */
async function scanned(stick: Stick, name: string, photos: readonly string[], ...options: string[]) {
  const data = join(stick.folder, name), paths = photos.map((photo) => join(album, photo));
  const { code, stderr } = await run(stick, ["faces", ...paths, "--data", data, ...options]);
  strictEqual(code, 0, stderr);
  return data;
}

/** The index of photos that never were. */
async function synthetic(stick: Stick, name: string, photos: number) {
  const data = join(stick.folder, name);
  const place = (photo: number) => ({ root: `/${name}`, below: `${photo}.jpg`, size: 1000, modified: photo });
  await makeIndex(data, photos, { place }, null);
  return data;
}

async function stats(stick: Stick, data: string) {
  const { stdout, stderr } = await run(stick, ["index", "stats", "--json", "--data", data]);
  const { photos, contents, faces, roots } = JSON.parse(stdout || stderr);
  return { photos, contents, faces, roots: roots.length };
}

Deno.test("index merge puts together what others know, and a search finds in it what it finds in them", async () => {
  await using stick = await makeStick();
  const one = await scanned(stick, "one", ["obama2.jpg", "biden.jpg"]);
  const other = await scanned(stick, "other", ["obama2.jpg", "obama3.jpg", "chelsea.png"]);
  const data = join(stick.folder, "all", "data");
  const merge = ["index", "merge", one, join(other, "index.sqlite"), "--data", data];
  const first = await run(stick, merge);
  deepStrictEqual([first.code, first.stderr], [0, ""]);
  match(
    first.stdout,
    /one: 2 photos, 2 of them new in .*\n.*other.*: 3 photos, 2 of them new in/,
    "one is the same",
  );
  const before = await stats(stick, data);
  deepStrictEqual([before.photos, before.contents], [4, 4]);
  const search = async (data: string) => {
    const { stdout } = await run(stick, ["index", "search", "--known", known, "--data", data]);
    return ofType(events(stdout), "match").map(({ path }) => path);
  };
  const apart = [...new Set([...await search(one), ...await search(other)])].sort();
  strictEqual(apart.length, 2);
  const again = await run(stick, merge);
  match(again.stdout, /one: 3 photos, 1 of them new/, "the reference photo was remembered by the search");
  deepStrictEqual((await search(data)).sort(), apart);
  strictEqual((await run(stick, ["index", "verify", "--data", data])).code, 0);
});

Deno.test("index merge refuses what is no other index, says why, and changes nothing", async () => {
  await using stick = await makeStick();
  const data = join(stick.folder, "data"), one = await scanned(stick, "one", ["biden.jpg"]);
  const path = (name: string) => join(stick.folder, name);
  await Deno.mkdir(path("empty"));
  await Deno.writeTextFile(path("text"), "this is no database\n".repeat(2000));
  const foreign = new DatabaseSync(path("foreign"));
  foreign.exec("CREATE TABLE own (id)");
  foreign.close();
  await Deno.copyFile(join(one, "index.sqlite"), path("newer"));
  const newer = new DatabaseSync(path("newer"));
  newer.exec("PRAGMA user_version = 7");
  newer.close();
  await Deno.writeTextFile(path("secret"), "correct horse");
  await Deno.writeTextFile(path("wrong"), "wrong horse");
  const closed = await scanned(stick, "closed", ["biden.jpg"], "--passphrase-file", path("secret"));
  for (
    const [from, told, ...options] of [
      [path("nowhere"), /there is no such file or folder/],
      [path("empty"), /holds no index: expected a folder such as facefinder-data/],
      [path("text"), /nothing of it can be read/],
      [path("foreign"), /is no index that can be read \(it is another program's database\)/],
      [
        path("newer"),
        /no index that can be read \(another version of facefinder made it \(format 7; this one knows 1\)\)/,
      ],
      [closed, /is encrypted: give its passphrase/],
      [closed, /the passphrase is not the one that .*closed/, "--passphrase-file", path("wrong")],
    ] as const
  ) {
    const { code, stdout, stderr } = await run(stick, [
      ...["index", "merge", one, from, "--data", data, ...options],
    ]);
    deepStrictEqual([from, code, stdout], [from, 2, ""]);
    match(stderr, told);
    ok(!isThere(data), from);
  }
  const itself = await run(stick, ["index", "merge", one, "--data", one]);
  strictEqual(itself.code, 2);
  match(itself.stderr, /is the index that the others are merged into/);
});

Deno.test("encrypted indexes and others are merged into an encrypted one", async () => {
  await using stick = await makeStick();
  const secret = join(stick.folder, "secret"), data = join(stick.folder, "data");
  await Deno.writeTextFile(secret, "correct horse");
  const lock = ["--passphrase-file", secret];
  const closed = await scanned(stick, "closed", ["obama2.jpg"], ...lock);
  const clear = await scanned(stick, "clear", ["obama3.jpg"]);
  const { code, stderr } = await run(stick, ["index", "merge", closed, clear, "--data", data, ...lock]);
  deepStrictEqual([code, stderr], [0, ""]);
  const { stdout } = await run(stick, ["index", "search", "--known", known, "--data", data, ...lock]);
  strictEqual(ofType(events(stdout), "match").length, 2);
  deepStrictEqual([...Deno.readDirSync(data)].map(({ name }) => name).filter((name) => /sqlite/.test(name)), [
    "index.encrypted.sqlite",
  ]);
});

Deno.test("index merge reads an index that a scan is writing, and does not write one", async () => {
  await using stick = await makeStick();
  const one = await scanned(stick, "one", ["biden.jpg"]), data = join(stick.folder, "data");
  const writer = new DatabaseSync(join(one, "index.sqlite"));
  writer.exec("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0");
  writer.exec("INSERT INTO named VALUES ('a', 0, 'Ann'); BEGIN IMMEDIATE; DELETE FROM photo");
  const merged = await run(stick, ["index", "merge", one, "--data", data]);
  deepStrictEqual([merged.code, merged.stderr], [0, ""]);
  strictEqual((await stats(stick, data)).photos, 1);
  const other = await scanned(stick, "other", ["chelsea.png"]);
  const refused = await run(stick, ["index", "merge", other, "--data", one]);
  writer.exec("ROLLBACK");
  writer.close();
  strictEqual(refused.code, 2);
  match(refused.stderr, /: another facefinder is using it\. Wait until that has ended\./);
});

Deno.test("what is damaged in an index is told, left out, and exit code 3", async () => {
  await using stick = await makeStick();
  const one = await scanned(stick, "one", ["biden.jpg", "chelsea.png"]), data = join(stick.folder, "data");
  const database = new DatabaseSync(join(one, "index.sqlite"));
  database.exec("UPDATE content SET facts = 'x' WHERE id = 1");
  database.close();
  const { code, stdout, stderr } = await run(stick, ["index", "merge", one, "--data", data]);
  deepStrictEqual([code, stdout.split(",")[0].split(": ")[1]], [3, "1 photo"]);
  match(stderr, /^warning: 1 entry of .*one damaged: left out\n$/);
});

for (const [signal, expected] of [["SIGKILL", 137], ["SIGINT", 130]] as const) {
  Deno.test(`an index into which a merge was ended by ${signal} is whole, and the same command goes on`, async () => {
    await using stick = await makeStick();
    const one = await synthetic(stick, "one", 8000), other = await synthetic(stick, "other", 6000);
    const data = join(stick.folder, "data"), file = join(data, "index.sqlite");
    const merge = ["index", "merge", one, other, "--data", data];
    const child = command(stick, merge).spawn();
    // A journal is there while it writes: kept until the whole transaction is on the medium.
    const isWriting = () => isThere(`${file}-journal`) && Deno.statSync(file).size > 2 ** 20;
    while (!isWriting()) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill(signal);
    const { code } = await child.output();
    strictEqual(code, expected);
    const verified = await run(stick, ["index", "verify", "--data", data]);
    deepStrictEqual([verified.code, verified.stdout], [0, "the index is whole\n"]);
    ok((await stats(stick, data)).photos < 14000);
    strictEqual((await run(stick, merge)).code, 0);
    deepStrictEqual(await stats(stick, data), { photos: 14000, contents: 8000, faces: 12000, roots: 2 });
    deepStrictEqual([...Deno.readDirSync(dirname(file))].map(({ name }) => name), ["index.sqlite"]);
  });
}
