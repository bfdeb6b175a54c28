import { deepStrictEqual, match, ok, rejects, strictEqual, throws } from "node:assert";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { coarseFaces } from "../../../src/faces/coarse_embedding.ts";
import { UsageError } from "../../../src/failure.ts";
import type { CoarseBlock } from "../../../src/index/coarse_block.ts";
import { convertIndex } from "../../../src/index/convert.ts";
import { Database } from "../../../src/index/database.ts";
import { NO_KEY, PassphraseKey, WrongPassphrase } from "../../../src/index/key.ts";
import { ENCRYPTED_INDEX_FILE, INDEX_FILE, indexIn } from "../../../src/index/open.ts";
import type { OpenIndex } from "../../../src/index/open_index.ts";
import { SqliteIndex } from "../../../src/index/sqlite_index.ts";
import { forget, indexedPhotos, statistics, verify } from "../../../src/index/upkeep.ts";
import { noDamage } from "../../../src/index/whole_rows.ts";
import { makeFolder, type TemporaryFolder } from "../output/temporary_folder.ts";
import { done, hashOf, placeOf } from "./sample_findings.ts";
import { alter, fill, filled, findingOf } from "./test_index.ts";

const PHOTOS = 40;
/** The same all along: it remembers the keys that it has made, which takes a second. */
const key = new PassphraseKey("correct horse");

const fileIn = (folder: TemporaryFolder) => join(folder.path, ENCRYPTED_INDEX_FILE);

async function withIndex<T>(folder: TemporaryFolder, work: (index: SqliteIndex) => T | Promise<T>, by = key) {
  const warnings: string[] = [], warn = (message: string) => warnings.push(message);
  const settings = { path: fileIn(folder), readOnly: false, processing: "p", warn, now: () => 0 };
  const index = SqliteIndex.open({ ...settings, key: by });
  try {
    return { result: await work(index), warnings };
  } finally {
    await index.close();
  }
}

/** Opens the file as the index commands do. */
function withOpen<T>(path: string, work: (index: OpenIndex) => T, by: typeof key | typeof NO_KEY = key): T {
  const database = Database.open(path, by.tables);
  try {
    return work({ database, rows: by.unlock(database) });
  } finally {
    database.close();
  }
}

const whole = await (async () => {
  await using folder = await makeFolder();
  await withIndex(folder, (index) => fill(index, PHOTOS));
  return await Deno.readFile(fileIn(folder));
})();

async function filledFolder(bytes: Uint8Array = whole): Promise<TemporaryFolder> {
  const folder = await makeFolder();
  await Deno.writeFile(fileIn(folder), bytes);
  return folder;
}

const known = (index: SqliteIndex) => ({
  at: Array.from({ length: PHOTOS }, (_, i) => index.at(filled(i))),
  of: Array.from({ length: PHOTOS }, (_, i) => index.of(hashOf(i))),
});
const saved = { contents: PHOTOS, photos: PHOTOS, newPhotos: PHOTOS, damaged: 0, hasGaps: false };
const everything = Array.from({ length: PHOTOS }, (_, i) => findingOf(i));
const hashes = Array.from({ length: PHOTOS }, (_, i) => hashOf(i));

Deno.test("an encrypted index remembers everything, and counts it", async () => {
  await using folder = await filledFolder();
  const { warnings } = await withIndex(folder, (index) => {
    const { at, of } = known(index);
    deepStrictEqual(at.map((remembered) => remembered?.finding), everything);
    deepStrictEqual(at.map((remembered) => remembered?.hash), hashes);
    deepStrictEqual(of, everything);
    strictEqual(index.count(["/photos", "/others"]), PHOTOS);
    strictEqual(index.at({ ...filled(1), size: 999 }), null);
    strictEqual(index.of(hashOf("another")), null);
  });
  deepStrictEqual(warnings, []);
});

Deno.test("nothing that is remembered is in an encrypted index's file in the clear, and it is in another one", async () => {
  await using folder = await filledFolder();
  const contains = (path: string, secret: Buffer) => Buffer.from(Deno.readFileSync(path)).includes(secret);
  const finding = done(1, 1),
    { embedding, box } = finding.analysis.faces[0],
    person = "Ann with the long name";
  const time = Buffer.alloc(6);
  time.writeUIntBE(placeOf("").modified!, 0, 6); // as SQLite keeps it
  const secrets = [
    ...["/photos", "2001/IMG_7", person, "landscape.jpg", hashOf(3), "damage 5", '"height"'].map((text) =>
      Buffer.from(text)
    ),
    Buffer.from(embedding.slice(0, 8).buffer),
    Buffer.from(coarseFaces([embedding]).rows.slice(0, 16).buffer),
    Buffer.from(Float32Array.of(box.x, box.y, box.width).buffer),
    time,
  ];
  await withIndex(folder, async (index) => {
    await index.record(placeOf("landscape.jpg"), hashOf("x"), finding, [[0, person]]);
    await index.ruleOut(unlessForced);
  });
  const clear = join(folder.path, INDEX_FILE);
  const inEncrypted = secrets.map((secret) => contains(fileIn(folder), secret));
  convertIndex({ path: fileIn(folder), key }, { path: clear, key: NO_KEY }, "p");
  await search(clear, NO_KEY);
  const inClear = secrets.map((secret) => contains(clear, secret));
  deepStrictEqual(inEncrypted, secrets.map(() => false));
  // What is in no index proves nothing when it is missing from this one.
  deepStrictEqual(inClear, secrets.map(() => true));
});

/** Nothing matters but what must be read. */
function unlessForced({ contents }: CoarseBlock) {
  return contents.map(({ effort }) => effort === null);
}

/** The places of the sample photos that can be ruled out, which makes blocks where there are none. */
async function search(path: string, by: typeof key | typeof NO_KEY): Promise<number[]> {
  const warn = (message: string) => {
    throw new Error(message);
  };
  const index = SqliteIndex.open({ path, readOnly: false, processing: "p", warn, now: () => 0, key: by });
  try {
    await index.ruleOut(unlessForced);
    return everything.map((_, i) => i).filter((i) => index.isRuledOut(filled(i)));
  } finally {
    await index.close();
  }
}

Deno.test("an encrypted index is searched by blocks, also by those that were altered, and so is what it is converted to", async () => {
  await using folder = await filledFolder();
  const undamaged = everything.flatMap((_, i) => i % 3 === 2 ? [] : [i]);
  deepStrictEqual(await search(fileIn(folder), key), undamaged);
  deepStrictEqual(await search(fileIn(folder), key), undamaged);
  alter(fileIn(folder), "UPDATE block SET faces = zeroblob(length(faces))");
  strictEqual(withOpen(fileIn(folder), verify).length, 1);
  deepStrictEqual(await search(fileIn(folder), key), undamaged);
  strictEqual(withOpen(fileIn(folder), verify).length, 0);
  const clear = join(folder.path, INDEX_FILE);
  convertIndex({ path: fileIn(folder), key }, { path: clear, key: NO_KEY }, "p");
  deepStrictEqual(await search(clear, NO_KEY), undamaged);
});

Deno.test("a wrong passphrase is told at once, and changes nothing, whether the file is whole or damaged", async () => {
  const wrong = new PassphraseKey("Correct horse");
  for (const bytes of [whole, whole.slice().fill(0, 0, 100)]) {
    await using folder = await filledFolder(bytes);
    await rejects(withIndex(folder, () => {}, wrong), WrongPassphrase);
    // In its first hundred bytes SQLite counts how often the file was opened to write.
    deepStrictEqual((await Deno.readFile(fileIn(folder))).subarray(100), bytes.subarray(100));
    deepStrictEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), [ENCRYPTED_INDEX_FILE]);
    const { warnings } = await withIndex(folder, (index) => deepStrictEqual(known(index).of, everything));
    strictEqual(warnings.length, bytes === whole ? 0 : 1);
  }
});

Deno.test("an index without its lock is kept aside, and nothing is written over it", async () => {
  for (const sql of ["DELETE FROM lock", "UPDATE lock SET salt = 'text'"]) {
    await using folder = await filledFolder();
    alter(fileIn(folder), sql);
    const { warnings } = await withIndex(folder, (index) => strictEqual(index.of(hashOf(1)), null));
    match(warnings[0], /its lock is lost.*is kept as .*damaged/);
  }
});

/** Lets two rows exchange some of their columns. */
function exchange(folder: TemporaryFolder, table: string, column: string, keys: string[], columns: string[]) {
  const database = new DatabaseSync(fileIn(folder));
  try {
    const read = database.prepare(`SELECT ${columns.join(", ")} FROM ${table} WHERE ${column} = ?`);
    const write = database.prepare(
      `UPDATE ${table} SET ${columns.map((name) => `${name} = ?`).join(", ")} WHERE ${column} = ?`,
    );
    const rows = keys.map((key) => Object.values(read.get(key)!));
    keys.forEach((key, i) => write.run(...rows[1 - i], key));
  } finally {
    database.close();
  }
}

type Alteration = (folder: TemporaryFolder, places: string[], contents: string[]) => void;
const ALTERATIONS: Record<string, Alteration> = {
  "a place whose checksum was altered": (folder, [one, two]) =>
    alter(fileIn(folder), `UPDATE photo SET checksum = checksum + 1 WHERE below IN ('${one}', '${two}')`),
  "a place that leads to another content": (folder, places) =>
    exchange(folder, "photo", "below", places, ["hash", "content"]),
  "a content that stands in another's place": (folder, _, contents) =>
    exchange(folder, "content", "hash", contents, ["faces", "facts"]),
};

for (const [what, apply] of Object.entries(ALTERATIONS)) {
  Deno.test(`${what} is noticed, told of by verify, and its photo is searched again`, async () => {
    await using folder = await filledFolder();
    const [places, contents] = withOpen(fileIn(folder), ({ rows }) => [
      [5, 6].map((i) => rows.place({ ...filled(i), modified: i }).below),
      [5, 6].map((i) => rows.hash(hashOf(i))),
    ]);
    apply(folder, places, contents);
    match(withOpen(fileIn(folder), verify).join(), /2 entries are not what was written/);
    const { warnings } = await withIndex(folder, async (index) => {
      const missing = known(index).at.flatMap((remembered, i) => remembered ? [] : [i]);
      deepStrictEqual(missing, [5, 6]);
      await Promise.all(missing.map((i) => index.record(filled(i), hashOf(i), findingOf(i), [])));
      deepStrictEqual(index.at(filled(5))?.finding, findingOf(5));
    });
    ok(warnings.length > 0 && warnings.every((warning) => /damaged entry/.test(warning)), warnings.join());
    deepStrictEqual(withOpen(fileIn(folder), verify), []);
  });
}

Deno.test("names that were exchanged between photos are noticed", async () => {
  await using folder = await filledFolder();
  const [ann] = withOpen(fileIn(folder), ({ rows }) => [rows.person("Ann", "another", 0)]);
  alter(fileIn(folder), `UPDATE named SET person = '${ann}'`);
  match(withOpen(fileIn(folder), verify).join(), /30 names are not what was written/);
  deepStrictEqual(withOpen(fileIn(folder), (index) => statistics(index, "p").people), []);
});

Deno.test("an encrypted index with any bytes altered answers rightly or not at all, and goes on", async () => {
  const damages = fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 1, max: 255 })), {
    minLength: 1,
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(damages, async (changes) => {
      const bytes = whole.slice();
      for (const [at, by] of changes) bytes[at] ^= by;
      await using folder = await filledFolder(bytes);
      try {
        await withIndex(folder, async (index) => {
          const { at, of } = known(index);
          at.forEach((remembered, i) => remembered && deepStrictEqual(remembered.finding, findingOf(i)));
          of.forEach((finding, i) => finding && deepStrictEqual(finding, findingOf(i)));
          await index.record(placeOf("new"), hashOf("new"), done(1), []);
        });
      } catch (error) {
        // Whether the lock or the passphrase is another one cannot be told.
        if (!(error instanceof WrongPassphrase)) throw error;
      }
    }),
    { numRuns: 6, seed: 20261124, endOnFailure: true },
  );
});

Deno.test("most of an encrypted index is saved whose first page is lost", async () => {
  await using folder = await filledFolder(whole.slice().fill(0xff, 0, 16384));
  const { warnings } = await withIndex(folder, (index) => deepStrictEqual(known(index).of, everything));
  match(warnings.join(), /has been rebuilt: 40 photos and 40 contents could be saved/);
});

Deno.test("an index that is encrypted and decrypted is as it was, and leaves nothing behind", async () => {
  await using folder = await filledFolder();
  const clear = { path: join(folder.path, INDEX_FILE), key: NO_KEY }, closed = { path: fileIn(folder), key };
  const all = (path: string, by: typeof key | typeof NO_KEY) =>
    withOpen(path, (index) => ({
      stats: statistics(index, "p"),
      photos: [...indexedPhotos(index, "p", noDamage())].sort((a, b) => a.hash < b.hash ? -1 : 1),
    }), by);
  const before = all(closed.path, key);
  deepStrictEqual([before.photos.length, before.stats.people], [PHOTOS, [{ name: "Ann", photos: 30 }]]);
  for (const [from, to] of [[closed, clear], [clear, closed]]) {
    deepStrictEqual(convertIndex(from, to, "p"), saved);
    deepStrictEqual(all(to.path, to.key), before);
    deepStrictEqual([...Deno.readDirSync(folder.path)].map(({ name }) => join(folder.path, name)), [to.path]);
  }
});

Deno.test("an index that another program has open is not rewritten under its feet", async () => {
  await using folder = await filledFolder();
  const clear = { path: join(folder.path, INDEX_FILE), key: NO_KEY };
  await withIndex(folder, () => {
    throws(() => convertIndex({ path: fileIn(folder), key }, clear, "p"), {
      name: "IndexBusy",
      message: "another program is using it",
    });
  });
  deepStrictEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), [ENCRYPTED_INDEX_FILE]);
  deepStrictEqual(convertIndex({ path: fileIn(folder), key }, clear, "p"), saved);
});

Deno.test("a person and a root are forgotten in an encrypted index, too", async () => {
  await using folder = await filledFolder();
  await withIndex(
    folder,
    (index) => index.record(placeOf("a", { root: "/photos/x" }), hashOf("a"), done(1), []),
  );
  withOpen(fileIn(folder), (index) => {
    strictEqual(forget(index, { person: "Bob" }), 0);
    strictEqual(forget(index, { person: "Ann" }), 30);
    strictEqual(forget(index, { root: "/pho" }), 0);
    strictEqual(forget(index, { root: "/photos" }), 11);
    strictEqual(statistics(index, "p").contents, 0);
  });
});

Deno.test("who was found by an easier look is kept in an encrypted index, but not which face that was", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, async (index) => {
    await index.record(placeOf("a"), hashOf("a"), done(1), [[0, "Ann"]]);
    await index.record(placeOf("a"), hashOf("a"), done(2, 2), [[1, "Bob"]]);
  }, key);
  withOpen(fileIn(folder), (index) => {
    deepStrictEqual(statistics(index, "p").people.map(({ name }) => name), ["Ann", "Bob"]);
    deepStrictEqual([...[...indexedPhotos(index, "p", noDamage())][0].names], [[-1, "Ann"], [1, "Bob"]]);
  });
});

Deno.test("indexIn gives the file of the kind that is meant, and says what to do about another", async () => {
  await using folder = await makeFolder();
  const at = (name: string) => join(folder.path, name);
  deepStrictEqual(indexIn(folder.path, true), { path: at(ENCRYPTED_INDEX_FILE), exists: false });
  deepStrictEqual(indexIn(folder.path, false), { path: at(INDEX_FILE), exists: false });
  const refused = (encrypted: boolean, expected: RegExp) => {
    try {
      indexIn(folder.path, encrypted);
    } catch (error) {
      ok(error instanceof UsageError);
      return match(error.message, expected);
    }
    throw new Error("it was taken");
  };
  await Deno.writeTextFile(at(INDEX_FILE), "");
  deepStrictEqual(indexIn(folder.path, false), { path: at(INDEX_FILE), exists: true });
  refused(true, /is not encrypted: encrypt it by "index encrypt"/);
  await Deno.writeTextFile(at(ENCRYPTED_INDEX_FILE), "");
  for (const encrypted of [true, false]) refused(encrypted, /there are two indexes/);
  await Deno.remove(at(INDEX_FILE));
  refused(false, /is encrypted: give its passphrase/);
});
