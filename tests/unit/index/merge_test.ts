import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { encodeFaces } from "../../../src/faces/face_codec.ts";
import type { FaceDecision } from "../../../src/decisions/decisions_file.ts";
import { Database } from "../../../src/index/database.ts";
import { readDecisions } from "../../../src/index/decision_table.ts";
import { inTransactions } from "../../../src/index/in_transactions.ts";
import { type IndexKey, NO_KEY, PassphraseKey } from "../../../src/index/key.ts";
import { merge, type Merged } from "../../../src/index/merge.ts";
import type { OpenIndex } from "../../../src/index/open_index.ts";
import type { Finding } from "../../../src/index/remembered.ts";
import { openSource } from "../../../src/index/source.ts";
import { SqliteIndex } from "../../../src/index/sqlite_index.ts";
import { statistics, verify } from "../../../src/index/upkeep.ts";
import { contentsIn, namesIn, noDamage, placesIn } from "../../../src/index/whole_rows.ts";
import { makeFolder, type TemporaryFolder } from "../output/temporary_folder.ts";
import { done, failed, hashOf, keptFor, placeOf } from "./sample_findings.ts";

/** One thing that an index has met: small numbers, so that indexes have much in common. */
interface Met {
  place: number;
  content: number;
  finding: Finding;
  names: [number, string][];
  processing: string;
}

const CURRENT = "now";
/** The same all along: it remembers the keys that it has made, which takes a second. */
const KEY = new PassphraseKey("correct horse");

const findings: fc.Arbitrary<Finding> = fc.oneof(
  fc.record({
    seed: fc.nat(1),
    faces: fc.nat(2),
    named: fc.array(fc.nat(1)),
    kept: fc.constantFrom("", "a", "b"),
  }).map(
    ({ seed, faces, named, kept }) => kept ? keptFor(kept, named, done(seed, faces)) : done(seed, faces),
  ),
  fc.nat(2).map((attempts) => failed({}, attempts)),
);
const mets: fc.Arbitrary<Met[]> = fc.array(
  fc.record({
    place: fc.nat(3),
    content: fc.nat(3),
    finding: findings,
    names: fc.array(fc.tuple(fc.nat(1), fc.constantFrom("Ann", "Bob")), { maxLength: 2 }),
    processing: fc.constantFrom(CURRENT, "older", "oldest"),
  }),
  { maxLength: 6 },
);
const decisions: fc.Arbitrary<FaceDecision[]> = fc.array(
  fc.record({
    hash: fc.nat(1).map(hashOf),
    box: fc.nat(3).map((x) => ({ x: 10 * x, y: 0, width: 40, height: 40 })),
    person: fc.constantFrom("Ann", "Bob"),
    verdict: fc.constantFrom("yes" as const, "no" as const),
  }),
  { maxLength: 4 },
);
/** What is in an index. */
const stocks = fc.record({ mets, decisions });
type Stock = { mets: Met[]; decisions: FaceDecision[] };

const fileOf = (folder: TemporaryFolder, name: string | number) => join(folder.path, `${name}.sqlite`);

/** An encrypted index that holds nothing: its key is the same in all, and made once. */
const locked = await (async () => {
  await using folder = await makeFolder();
  withOpen(fileOf(folder, "locked"), () => {}, KEY);
  return await Deno.readFile(fileOf(folder, "locked"));
})();

async function make(path: string, stock: Stock, key?: IndexKey) {
  if (key) await Deno.writeFile(path, locked);
  for (const { place, content, finding, names, processing } of stock.mets) {
    const warn = (message: string) => {
      throw new Error(message);
    };
    const index = SqliteIndex.open({ path, readOnly: false, key, processing, warn, now: () => 0 });
    await index.record(placeOf(`${place}.jpg`), hashOf(content), finding, names);
    await index.close();
  }
  withOpen(path, () => {}, key); // made also where nothing was met
  const index = SqliteIndex.open({
    ...{ path, readOnly: false, key, processing: CURRENT },
    warn: () => {},
    now: () => 0,
  });
  index.decide(stock.decisions);
  await index.close();
}

function withOpen<T>(path: string, work: (index: OpenIndex) => T, key: IndexKey = NO_KEY): T {
  const database = Database.open(path, key.tables);
  try {
    return work({ database, rows: key.unlock(database) });
  } finally {
    database.close();
  }
}

/** Merges the files, one after the other, into the one at `path`. */
async function mergeFiles(path: string, from: readonly string[], key?: IndexKey): Promise<Merged[]> {
  const merged: Merged[] = [], database = Database.open(path, key?.tables);
  try {
    const to = { database, rows: (key ?? NO_KEY).unlock(database) };
    for (const file of from) {
      const source = openSource(file, KEY);
      const pace = { signal: new AbortController().signal, progress: () => {} };
      merged.push(
        (await inTransactions(database, merge({ from: source, to, processing: CURRENT }), pace))!,
      );
      source.database.close();
    }
  } finally {
    database.close();
  }
  return merged;
}

/** All that an index knows, in an order that depends on nothing else. */
function known(path: string, key: IndexKey = NO_KEY): string[] {
  return withOpen(path, (index) => {
    const damage = noDamage(), { database, rows } = index, hashes = new Map<string, string>();
    const contents = [...contentsIn(index, damage)].map(({ processing, row, remembered }) => {
      hashes.set(row.hash, remembered.hash);
      return `content ${processing} ${remembered.hash} ${asText(remembered.finding)}`;
    });
    const places = [...placesIn(index, damage)].map(({ fields, root, hash }) => {
      const { processing } = database.get<{ processing: string }>(
        "SELECT processing FROM content c JOIN photo ON content = c.id AND photo.hash = c.hash WHERE below = ?",
        rows.place(fields).below,
      )!;
      return `place ${root} ${fields.below} ${hashes.get(hash)} ${processing}`;
    });
    const names = [...namesIn(index, damage)].map(({ hash, face, person }) =>
      `name ${hashes.get(hash)} ${face} ${person}`
    );
    const said = readDecisions(database, rows).map((decision) => `said ${JSON.stringify(decision)}`);
    strictEqual(damage.entries, 0);
    return [contents, places, names, said].flatMap((all) => all.sort());
  }, key);
}

function asText(finding: Finding): string {
  if (finding.kind === "failed") return JSON.stringify(finding);
  const faces = Buffer.from(encodeFaces(finding.analysis.faces)).toString("base64");
  return JSON.stringify([{ ...finding.analysis, faces: [] }, finding.search]) + faces;
}

/** Few: each makes a dozen files. More with MERGES=…. */
const numRuns = Number(Deno.env.get("MERGES") ?? 12);

Deno.test("merged indexes know the same in whatever order and grouping, and however often they are merged", async () => {
  await fc.assert(
    fc.asyncProperty(fc.tuple(stocks, stocks, stocks), async (all) => {
      await using folder = await makeFolder();
      const [a, b, c] = all.map((_, i) => fileOf(folder, i));
      for (const [i, stock] of all.entries()) await make(fileOf(folder, i), stock);
      const merged = async (name: string, ...from: string[]) => {
        await mergeFiles(fileOf(folder, name), from);
        return fileOf(folder, name);
      };
      const inOrder = known(await merged("abc", a, b, c));
      deepStrictEqual(known(await merged("cab", c, a, b)), inOrder);
      const right = await merged("bc", b, c);
      deepStrictEqual(known(await merged("grouped", a, right)), inOrder);
      deepStrictEqual(known(await merged("again", a, a, right, b, fileOf(folder, "abc"))), inOrder);
      await mergeFiles(a, [right]);
      deepStrictEqual(known(a), inOrder, "into one that knows something");
      deepStrictEqual(withOpen(a, verify), []);
    }),
    { numRuns },
  );
});

Deno.test("encrypted indexes and those in the clear are merged to the same", async () => {
  await fc.assert(
    fc.asyncProperty(fc.tuple(stocks, stocks), async ([one, other]) => {
      await using folder = await makeFolder();
      const [a, b, closedA, closedB, clear, closed] = ["a", "b", "A", "B", "clear", "closed"].map((name) =>
        fileOf(folder, name)
      );
      await make(a, one);
      await make(b, other);
      await make(closedA, one, KEY);
      await make(closedB, other, KEY);
      await mergeFiles(clear, [a, b]);
      await Deno.writeFile(closed, locked);
      await mergeFiles(closed, [b, closedA], KEY);
      deepStrictEqual(known(closed, KEY), known(clear));
      await mergeFiles(closedB, [a], KEY);
      deepStrictEqual(known(closedB, KEY), known(clear));
    }),
    { numRuns: numRuns / 4 },
  );
});

Deno.test("the same photo, looked at harder elsewhere, keeps who was found, but not at which face", async () => {
  await using folder = await makeFolder();
  const [a, b] = [fileOf(folder, "a"), fileOf(folder, "b")];
  const met = { place: 1, content: 1, processing: CURRENT };
  const finding = done(1, 2);
  await make(a, { mets: [{ ...met, finding, names: [[0, "Ann"]] }], decisions: [] });
  const harder: Finding = { ...finding, analysis: { ...finding.analysis, effort: "thorough" } };
  await make(b, { mets: [{ ...met, finding: harder, names: [[1, "Bob"]] }], decisions: [] });
  await mergeFiles(a, [b]);
  const names = known(a).filter((text) => text.startsWith("name"));
  deepStrictEqual(names, [`name ${hashOf(1)} -1 Ann`, `name ${hashOf(1)} 1 Bob`]);
});

Deno.test("whoever was found in a photo while strangers were left out can be found in the merged index, at the same face", async () => {
  await using folder = await makeFolder();
  const [a, b, both] = ["a", "b", "both"].map((name) => fileOf(folder, name));
  const met = { place: 1, content: 1, processing: CURRENT }, whole = done(1, 2);
  await make(a, {
    mets: [{ ...met, finding: keptFor("a", [0], whole), names: [[0, "Ann"]] }],
    decisions: [],
  });
  await make(b, {
    mets: [{ ...met, finding: keptFor("b", [1], whole), names: [[1, "Bob"]] }],
    decisions: [],
  });
  await mergeFiles(a, [b]);
  const finding = { ...whole, search: "b" }, names: [number, string][] = [[0, "Ann"], [1, "Bob"]];
  await make(both, { mets: [{ ...met, finding, names }], decisions: [] });
  deepStrictEqual(known(a), known(both));
});

Deno.test("no search misses what was merged: blocks of faces are never left from before", async () => {
  await using folder = await makeFolder();
  const [a, b] = [fileOf(folder, "a"), fileOf(folder, "b")];
  const met = (content: number, faces: number): Met => ({
    ...{ place: content, content, finding: done(content, faces), names: [], processing: CURRENT },
  });
  await make(a, { mets: [met(0, 1), met(1, 1)], decisions: [] });
  await make(b, { mets: [met(1, 2), met(2, 1)], decisions: [] });
  const search = async () => {
    const warn = (message: string) => ok(false, message);
    const index = SqliteIndex.open({
      ...{ path: a, readOnly: false, processing: CURRENT, warn, now: () => 0 },
    });
    const faces: number[] = [];
    await index.ruleOut(({ contents }) => {
      faces.push(...contents.map(({ faces }) => faces));
      return contents.map(() => true);
    });
    await index.close();
    return faces.sort();
  };
  deepStrictEqual(await search(), [1, 1]);
  await mergeFiles(a, [b]);
  // The third is damaged: it is looked at whatever is sought.
  deepStrictEqual(await search(), [0, 1, 2]);
});

Deno.test("nothing is damaged in an index that holds nothing", async () => {
  await using folder = await makeFolder();
  const [a, b] = [fileOf(folder, "a"), fileOf(folder, "b")];
  await make(a, { mets: [], decisions: [] });
  deepStrictEqual(await mergeFiles(b, [a]), [{
    contents: 0,
    photos: 0,
    newPhotos: 0,
    damaged: 0,
    hasGaps: false,
  }]);
});

Deno.test("of an index whose writer was ended in the midst it is said what makes it readable, and that does", async () => {
  await using folder = await makeFolder();
  const [a, b, left] = ["a", "b", "left"].map((name) => fileOf(folder, name));
  const mets = [{ place: 1, content: 1, processing: CURRENT, finding: done(1), names: [] }];
  await make(a, { mets, decisions: [] });
  const writer = new DatabaseSync(a);
  writer.exec(
    "PRAGMA cache_size = 1; BEGIN IMMEDIATE; UPDATE content SET facts = 'x'; UPDATE photo SET hash = 'x'",
  );
  for (const end of ["", "-journal"]) await Deno.copyFile(a + end, left + end);
  writer.close();
  throws(
    () => openSource(left, null),
    /was left in the midst of writing.*Let index verify look at it where it/,
  );
  deepStrictEqual(withOpen(left, verify), []);
  const [{ damaged, photos }] = await mergeFiles(b, [left]);
  deepStrictEqual({ damaged, photos }, { damaged: 0, photos: 1 });
});

Deno.test("what is damaged in an index is left out of the merged one, and counted", async () => {
  await using folder = await makeFolder();
  const [a, b] = [fileOf(folder, "a"), fileOf(folder, "b")];
  const mets = Array.from({ length: 5 }, (_, i): Met => ({
    ...{ place: i, content: i, finding: done(i), names: [[0, "Ann"]], processing: CURRENT },
  }));
  await make(a, { mets, decisions: [] });
  const database = new DatabaseSync(a);
  database.exec(
    "UPDATE content SET facts = 'x' WHERE id = 2; UPDATE photo SET size = 7 WHERE below = '3.jpg'",
  );
  database.close();
  const [{ damaged, contents, photos }] = await mergeFiles(b, [a]);
  deepStrictEqual({ damaged, contents, photos }, { damaged: 2, contents: 4, photos: 3 });
  deepStrictEqual(withOpen(b, verify), []);
});

Deno.test("a photo of which several models have found something is counted once", async () => {
  await using folder = await makeFolder();
  const [a, b] = [fileOf(folder, "a"), fileOf(folder, "b")];
  const met = (content: number, faces: number, processing: string): Met => ({
    ...{ place: content, content, finding: done(content, faces), names: [], processing },
  });
  await make(a, { mets: [met(0, 1, CURRENT), met(1, 2, "older")], decisions: [] });
  await make(b, { mets: [met(0, 3, "older"), met(1, 4, "oldest")], decisions: [] });
  await mergeFiles(a, [b]);
  const { contents, faces, outdated } = withOpen(a, (index) => statistics(index, CURRENT));
  deepStrictEqual({ contents, faces, outdated }, { contents: 2, faces: 5, outdated: 1 });
});
