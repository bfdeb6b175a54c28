import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { Buffer } from "node:buffer";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { encodeFaces } from "../../../src/faces/face_codec.ts";
import type { CoarseBlock } from "../../../src/index/coarse_block.ts";
import type { Finding } from "../../../src/index/remembered.ts";
import { makeFolder, type TemporaryFolder } from "../output/temporary_folder.ts";
import { done, hashOf, placeOf } from "./sample_findings.ts";
import { fileIn, fill, filled, findingOf, withIndex } from "./test_index.ts";

/** Photos in the index that is damaged: half a megabyte. */
const PHOTOS = 150;
/** Damages tried of each kind. More with DAMAGES=…, another order with SEED=…. */
const numRuns = Number(Deno.env.get("DAMAGES") ?? 8), seed = Number(Deno.env.get("SEED") ?? 20261124);

/** The same text whatever the order of the fields. */
const inOrder = (value: unknown) =>
  JSON.stringify(
    value,
    (_, part) =>
      part !== null && typeof part === "object" && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort())
        : part,
  );

const asText = (finding: Finding | null | undefined) =>
  !finding ? null : finding.kind === "failed" ? inOrder(finding) : inOrder([
    { ...finding, analysis: { ...finding.analysis, faces: [] } },
    Buffer.from(encodeFaces(finding.analysis.faces)).toString("latin1"),
  ]);
const expected = Array.from({ length: PHOTOS }, (_, i) => asText(findingOf(i)));

/** Nothing matters but what must be read. */
function unlessForced({ contents }: CoarseBlock) {
  return contents.map(({ effort }) => effort === null);
}
/** What must be read: it is damaged. */
const isForced = (i: number) => i % 3 === 2;

const whole = await (async () => {
  await using folder = await makeFolder();
  await withIndex(folder, async (index) => {
    await fill(index, PHOTOS);
    await index.ruleOut(unlessForced);
  });
  return await Deno.readFile(fileIn(folder));
})();

/**
 * Fails unless the damaged file can be used: nothing throws, what it answers is right, it takes new records, and these
 * are there when it is opened again. Gives how many photos were still known in both of their ways, and the warnings.
 */
async function checkDamaged(folder: TemporaryFolder, bytes: Uint8Array) {
  await Deno.writeFile(fileIn(folder), bytes);
  const place = placeOf("new/photo.jpg"), hash = hashOf("new"), finding = done(7, 2);
  const { result, warnings } = await withIndex(folder, async (index) => {
    index.count(["/photos"]);
    const known = expected.map((text, i) => {
      const at = index.at(filled(i)), of = index.of(hashOf(i));
      if (at) deepStrictEqual([at.hash, asText(at.finding)], [hashOf(i), text]);
      if (of) strictEqual(asText(of), text);
      return { at: at !== null, of: of !== null };
    });
    await index.ruleOut(unlessForced);
    expected.forEach((_, i) => ok(!index.isRuledOut(filled(i)) || !isForced(i)));
    await index.record(place, hash, finding, [[0, "Ann"]]);
    strictEqual(asText(index.at(place)?.finding), asText(finding));
    return {
      at: known.filter(({ at }) => at).length,
      of: known.filter(({ of }) => of).length,
      isIncomplete: index.isIncomplete,
    };
  });
  const again = await withIndex(folder, (index) => {
    expected.forEach((text, i) => {
      const of = index.of(hashOf(i));
      if (of) strictEqual(asText(of), text);
    });
    return asText(index.at(place)?.finding);
  });
  strictEqual(again.result, asText(finding));
  const { isIncomplete, ...known } = result;
  strictEqual(isIncomplete, warnings.length > 0, warnings.join());
  return { ...known, warnings };
}

/** SQLite's mark of a file that only later versions may write, and the index's own format: they may mean what they say. */
const isMeant = (at: number) => at === 18 || at >= 60 && at <= 63;

async function checkAll<T>(damages: fc.Arbitrary<T>, apply: (damage: T) => Uint8Array, examples: [T][] = []) {
  await fc.assert(
    fc.asyncProperty(damages, async (damage) => {
      await using folder = await makeFolder();
      await checkDamaged(folder, apply(damage));
    }),
    { numRuns, seed, examples, endOnFailure: true },
  );
}

Deno.test("an index that is cut off anywhere is used as far as it goes", () => {
  // The first example leads to row ids that go backwards, and once led to a search for ever.
  const examples: [number][] = [[200_000], [100], [16384], [819180]];
  return checkAll(
    fc.integer({ min: 2, max: whole.length - 1 }),
    (length) => whole.subarray(0, length),
    examples,
  );
});

Deno.test("an index with some bytes of others is used as far as it goes", () =>
  checkAll(
    fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 60,
    }),
    (changes) => {
      const bytes = whole.slice();
      for (const [at, by] of changes) if (!isMeant(at)) bytes[at] ^= by;
      return bytes;
    },
  ));

Deno.test("an index keeps everything when one bit is turned over where its tables are described", async () => {
  // The file's and the first page's header, and the descriptions at that page's end.
  const byte = fc.oneof(fc.nat({ max: 123 }), fc.integer({ min: 15290, max: 16383 })).filter((at) =>
    !isMeant(at)
  );
  await fc.assert(
    fc.asyncProperty(byte, fc.nat({ max: 7 }), async (at, bit) => {
      await using folder = await makeFolder();
      const bytes = whole.slice();
      bytes[at] ^= 1 << bit;
      const known = await checkDamaged(folder, bytes);
      deepStrictEqual([known.at, known.of], [PHOTOS, PHOTOS]);
    }),
    { numRuns, seed, endOnFailure: true },
  );
});

Deno.test("an index keeps everything when its whole first page is lost", async () => {
  for (const byte of [0, 0xff, 0x41]) {
    await using folder = await makeFolder();
    const { at, of, warnings } = await checkDamaged(folder, whole.slice().fill(byte, 0, 16384));
    deepStrictEqual([at, of, warnings.length], [PHOTOS, PHOTOS, 1]);
  }
});

Deno.test("an index with a stretch of zeros is used as far as it goes", () =>
  checkAll(fc.tuple(fc.nat({ max: whole.length }), fc.integer({ min: 512, max: 65536 })), ([at, length]) => {
    return whole.slice().fill(0, at, at + length);
  }));

for (
  const [name, bytes] of [
    ["a text", new TextEncoder().encode("this is no database\n".repeat(2000))],
    ["a few bytes", new Uint8Array(50).fill(7)],
    ["only zeros", new Uint8Array(100_000)],
    ["SQLite's first words only", whole.slice(0, 16)],
    ["a header only", whole.slice(0, 100)],
  ] as const
) {
  Deno.test(`an index that is ${name} is replaced, with a warning`, async () => {
    await using folder = await makeFolder();
    const { at, of, warnings } = await checkDamaged(folder, bytes);
    deepStrictEqual([at, of, warnings.length], [0, 0, 1]);
  });
}

Deno.test("a place that leads to another photo's content gives nothing", async () => {
  await using folder = await makeFolder();
  await Deno.writeFile(fileIn(folder), whole);
  const database = new DatabaseSync(fileIn(folder));
  database.exec(
    "UPDATE photo SET (hash, content) = (SELECT hash, id FROM content WHERE id = 1) WHERE modified = 9",
  );
  database.close();
  const { warnings } = await withIndex(folder, (index) => {
    strictEqual(index.at(filled(9)), null);
    strictEqual(asText(index.of(hashOf(9))), expected[9]);
    strictEqual(asText(index.at(filled(10))?.finding), expected[10]);
  });
  strictEqual(warnings.length, 1);
});

Deno.test("a number that is too large to be one of ours is damage, and the index goes on", async () => {
  await using folder = await makeFolder();
  await Deno.writeFile(fileIn(folder), whole);
  const database = new DatabaseSync(fileIn(folder));
  database.exec("UPDATE content SET checksum = 9223372036854775807 WHERE id = 4");
  database.close();
  const { of, warnings } = await checkDamaged(folder, await Deno.readFile(fileIn(folder)));
  strictEqual(of, PHOTOS - 1);
  ok(warnings.length > 0);
});

Deno.test("an empty file becomes an index", async () => {
  await using folder = await makeFolder();
  deepStrictEqual(await checkDamaged(folder, new Uint8Array()), { at: 0, of: 0, warnings: [] });
});

Deno.test("most of an index is saved whose last third is missing", async () => {
  await using folder = await makeFolder();
  const { of, warnings } = await checkDamaged(folder, whole.subarray(0, whole.length * 2 / 3));
  ok(of > PHOTOS / 2, `${of} contents`);
  ok(warnings.length > 0);
});

Deno.test("an index of which one page is lost keeps nearly everything", async () => {
  await using folder = await makeFolder();
  for (const page of [7, 13, 20]) {
    const bytes = whole.slice().fill(0xff, page * 16384, (page + 1) * 16384);
    const { at, of } = await checkDamaged(folder, bytes);
    ok(of > PHOTOS * 0.8 || at > PHOTOS * 0.8, `${at} places, ${of} contents`);
  }
});

Deno.test("a rebuilt index leaves nothing of the damaged one behind", async () => {
  await using folder = await makeFolder();
  await checkDamaged(folder, whole.slice().fill(0xff, 5 * 16384, 8 * 16384));
  deepStrictEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["index.sqlite"]);
});
