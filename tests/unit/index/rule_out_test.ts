import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { CONTENTS_A_BLOCK } from "../../../src/index/coarse_block.ts";
import type { CoarseBlock } from "../../../src/index/coarse_block.ts";
import { Database } from "../../../src/index/database.ts";
import { PLAIN_ROWS } from "../../../src/index/row_format.ts";
import { SqliteIndex } from "../../../src/index/sqlite_index.ts";
import { forget, verify } from "../../../src/index/upkeep.ts";
import { makeFolder, type TemporaryFolder } from "../output/temporary_folder.ts";
import { done, failed, hashOf, placeOf } from "./sample_findings.ts";
import { alter, fileIn, openIn, seen, withIndex } from "./test_index.ts";

/** Photos in two blocks and a bit. */
const PHOTOS = 2 * CONTENTS_A_BLOCK + 10;
const place = (i: number) => placeOf(`IMG_${i}.jpg`);
/** Without damage. */
const finding = (i: number, faces = 1) => done(3 * i, faces);
const all = Array.from({ length: PHOTOS }, (_, i) => i);

async function record(index: SqliteIndex, photos: readonly number[] = all, faces?: number) {
  await Promise.all(photos.map((i) => index.record(place(i), hashOf(i), finding(i, faces), [])));
}

/** Nothing matters but what must be read. */
const forced = ({ contents }: CoarseBlock) => contents.map(({ effort }) => effort === null);
const ruledOut = (index: SqliteIndex) => all.filter((i) => index.isRuledOut(place(i)));
/** The numbers of the blocks that are kept, and how many faces there are. */
async function blocks(folder: TemporaryFolder): Promise<{ numbers: number[]; faces: number }> {
  const numbers = seen<{ name: string }>(folder, "SELECT name FROM sqlite_master WHERE name = 'block'").length
    ? seen<{ number: number }>(folder, "SELECT number FROM block ORDER BY number").map(({ number }) => number)
    : [];
  let faces = 0;
  await withIndex(folder, async (index) => {
    await index.ruleOut((block) => {
      faces += block.faces.count;
      return forced(block);
    });
  });
  return { numbers, faces };
}

/** Only photo 3 matters, and what must be read. */
const third = parseInt(hashOf(3).slice(0, 8), 16);
const onlyThird = ({ contents }: CoarseBlock) =>
  contents.map(({ hash, effort }) => effort === null || hash === third);

/** An index of 20 photos, of which all but photo 3 are ruled out once `before` is done. */
async function withoutOthers(
  check: (index: SqliteIndex) => void,
  before = (_: SqliteIndex) => Promise.resolve(),
) {
  await using folder = await makeFolder();
  await withIndex(folder, async (index) => {
    await record(index, all.slice(0, 20));
    await before(index);
    await index.ruleOut(onlyThird);
    check(index);
  });
}

Deno.test("what can't matter is ruled out, in every block; what matters and what must be read is told of", async () => {
  await using folder = await makeFolder();
  const { warnings } = await withIndex(folder, async (index) => {
    await record(index);
    await index.record(placeOf("broken.jpg"), hashOf("broken"), failed(), []);
    const left = await index.ruleOut(onlyThird);
    deepStrictEqual([...index.placesOf(left)].map(({ below }) => below), ["IMG_3.jpg", "broken.jpg"]);
    deepStrictEqual(ruledOut(index), all.filter((i) => i !== 3));
    strictEqual(index.isRuledOut(placeOf("broken.jpg")), false, "what must be read");
  });
  deepStrictEqual(warnings, []);
});

Deno.test("nothing is ruled out before somebody has asked", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, async (index) => {
    await record(index, all.slice(0, 20));
    deepStrictEqual(ruledOut(index), []);
  });
});

Deno.test("a photo that can't matter is ruled out at every place where it lies", () =>
  withoutOthers(
    (index) => strictEqual(index.isRuledOut(placeOf("copy.jpg")), true),
    (index) => index.recordPlace(placeOf("copy.jpg"), hashOf(1), []),
  ));

Deno.test("a changed file is another photo, and not ruled out", () =>
  withoutOthers((index) => strictEqual(index.isRuledOut(placeOf("IMG_1.jpg", { size: 1 })), false)));

Deno.test("a file that is not known is not ruled out", () =>
  withoutOthers((index) => strictEqual(index.isRuledOut(placeOf("unknown.jpg")), false)));

Deno.test("what is ruled out stays so however often it is asked for", () =>
  withoutOthers((index) => {
    const expected = all.slice(0, 20).filter((i) => i !== 3);
    for (let time = 0; time < 3; time++) deepStrictEqual(ruledOut(index), expected, `time ${time}`);
  }));

Deno.test("a photo is not ruled out any more once something else is found in it, or its content is new", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, async (index) => {
    await record(index, all.slice(0, 20));
    await index.ruleOut(forced);
    strictEqual(ruledOut(index).length, 20);
    await record(index, [7], 3);
    ok(!index.isRuledOut(place(7)));
    await index.record(place(8), hashOf("edited"), finding(99), []);
    ok(!index.isRuledOut(place(8)));
  });
});

Deno.test("blocks are kept while photos are recorded, and the last when they are searched", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, async (index) => {
    for (let i = 0; i < PHOTOS; i += 100) await record(index, all.slice(i, i + 100));
  });
  deepStrictEqual(await blocks(folder), { numbers: [0, 1], faces: PHOTOS });
  deepStrictEqual(await blocks(folder), { numbers: [0, 1, 2], faces: PHOTOS });
});

Deno.test("blocks hold what the contents hold, whatever is recorded and forgotten in between", async () => {
  const steps = fc.array(
    fc.oneof(
      fc.tuple(fc.constant("record"), fc.nat({ max: 600 }), fc.nat({ max: 3 })),
      fc.tuple(fc.constant("search"), fc.constant(0), fc.constant(0)),
      fc.tuple(fc.constant("forget"), fc.nat({ max: 3 }), fc.constant(0)),
    ),
    { maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (steps) => {
      await using folder = await makeFolder();
      await withIndex(folder, () => {});
      const expected = new Map<number, number>();
      const rootOf = (i: number) => `/photos${i % 4}`;
      for (const [what, n, faces] of steps) {
        if (what === "forget") {
          const database = Database.open(fileIn(folder));
          forget({ database, rows: PLAIN_ROWS }, { root: `/photos${n}` });
          database.close();
          for (const i of [...expected.keys()]) if (rootOf(i) === `/photos${n}`) expected.delete(i);
        } else {
          await withIndex(folder, async (index) => {
            if (what === "search") await index.ruleOut(forced);
            else {
              const photos = Array.from({ length: 300 }, (_, i) => n + i);
              await Promise.all(photos.map((i) => {
                expected.set(i, faces);
                return index.record({ ...place(i), root: rootOf(i) }, hashOf(i), finding(i, faces), []);
              }));
            }
          });
        }
      }
      const sum = [...expected.values()].reduce((all, faces) => all + faces, 0);
      for (const _ of ["made", "kept"]) strictEqual((await blocks(folder)).faces, sum);
    }),
    { numRuns: 12 },
  );
});

Deno.test("an index without blocks, or with damaged ones, is searched all the same, and gets them", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, (index) => record(index));
  for (
    const damage of [
      "DROP TABLE block",
      "DELETE FROM block WHERE number = 1",
      "UPDATE block SET faces = zeroblob(1000)",
      "UPDATE block SET faces = (SELECT faces FROM block WHERE number = 1)",
      "UPDATE block SET processing = 'older'",
    ]
  ) {
    await blocks(folder);
    alter(fileIn(folder), damage);
    const { result, warnings } = await withIndex(folder, async (index) => {
      await index.ruleOut(forced);
      return ruledOut(index);
    });
    deepStrictEqual([result, warnings], [all, []], damage);
    deepStrictEqual((await blocks(folder)).numbers, [0, 1, 2], damage);
  }
});

Deno.test("verify tells of a damaged block, until the next search", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, (index) => record(index));
  await blocks(folder);
  const wrong = () => {
    const database = Database.open(fileIn(folder));
    try {
      return verify({ database, rows: PLAIN_ROWS });
    } finally {
      database.close();
    }
  };
  deepStrictEqual(wrong(), []);
  alter(fileIn(folder), "UPDATE block SET faces = zeroblob(1000) WHERE number = 1");
  strictEqual(wrong().length, 1);
  await blocks(folder);
  deepStrictEqual(wrong(), []);
});

Deno.test("where strangers are not to be remembered, no block holds their faces either", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, (index) => record(index, all, 2));
  strictEqual((await blocks(folder)).faces, 2 * PHOTOS);
  await withIndex(folder, async (index) => {
    for (const i of all) {
      const { analysis } = finding(i, 2), [first, second] = analysis.faces;
      const faces = [first, { ...second, embedding: new Float32Array() }];
      const kept = { kind: "done" as const, search: "s", analysis: { ...analysis, faces } };
      index.record(place(i), hashOf(i), kept, [[0, "Ann"]]);
    }
    await index.close();
  });
  strictEqual((await blocks(folder)).faces, 0);
});

Deno.test("an index that can only be read is searched, and stays as it is", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, (index) => record(index));
  await blocks(folder);
  alter(fileIn(folder), "DROP TABLE block");
  const before = await Deno.readFile(fileIn(folder));
  const warn = (message: string) => {
    throw new Error(message);
  };
  const index = openReadOnly(folder, warn);
  await index.ruleOut(forced);
  deepStrictEqual(ruledOut(index), all);
  await index.close();
  deepStrictEqual(await Deno.readFile(fileIn(folder)), before);
});

function openReadOnly(folder: TemporaryFolder, warn: (message: string) => void) {
  return SqliteIndex.open({ path: fileIn(folder), readOnly: true, processing: "p", warn, now: () => 0 });
}

Deno.test("while another program writes for long, an index without blocks is searched", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, (index) => record(index, all.slice(0, 20)));
  const { index, warnings } = openIn(folder), other = new DatabaseSync(fileIn(folder));
  try {
    other.exec("BEGIN IMMEDIATE");
    await index.ruleOut(forced);
    strictEqual(ruledOut(index).length, 20);
  } finally {
    other.close();
    await index.close();
  }
  deepStrictEqual(warnings, []);
});

Deno.test("after a rebuild nothing stays ruled out by its old number", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, (index) => record(index));
  const { index, warnings } = openIn(folder);
  await index.ruleOut(forced);
  strictEqual(ruledOut(index).length, PHOTOS);
  // A number that was never written is damage when it is met.
  alter(fileIn(folder), "UPDATE photo SET modified = 9223372036854775807 WHERE below = 'IMG_5.jpg'");
  index.at(place(5));
  strictEqual(warnings.length, 1);
  deepStrictEqual(ruledOut(index), []);
  await index.ruleOut(forced);
  const saved = all.filter((i) => index.at(place(i)) !== null);
  ok(saved.length > PHOTOS / 2 && saved.length < PHOTOS);
  deepStrictEqual(ruledOut(index), saved);
  await index.close();
});
