import { deepStrictEqual, ok, throws } from "node:assert";
import { Buffer } from "node:buffer";
import { Database, IndexDamaged } from "../../../src/index/database.ts";
import { inKeyOrder } from "../../../src/index/key_order.ts";
import { verify } from "../../../src/index/upkeep.ts";
import { PLAIN_ROWS } from "../../../src/index/row_format.ts";
import { makeFolder } from "../output/temporary_folder.ts";
import { fileIn, fill, withIndex } from "./test_index.ts";

const PHOTOS = 150;
const CONTENTS = { columns: "id, hash", from: "content", key: ["id"] } as const;

Deno.test("rows come in the order of their key, from either end, and all of them", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, (index) => fill(index, PHOTOS));
  const database = Database.open(fileIn(folder));
  const ids = (descending: boolean, where?: string) =>
    [...inKeyOrder<{ id: number }>(database, { ...CONTENTS, descending, where })].map(({ id }) => id);
  const all = Array.from({ length: PHOTOS }, (_, i) => i + 1);
  deepStrictEqual(ids(false), all);
  deepStrictEqual(ids(true), all.toReversed());
  deepStrictEqual(ids(false, "id % 2 = 0"), all.filter((id) => id % 2 === 0));
  const places = [...inKeyOrder<{ below: string }>(database, {
    columns: "p.below, p.modified",
    from: "photo p",
    key: ["p.below", "p.modified"],
  })];
  deepStrictEqual(places.map(({ below }) => below), places.map(({ below }) => below).toSorted());
  database.close();
});

Deno.test("a damaged page is no end: all rows before it come, and then it is told", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, (index) => fill(index, PHOTOS));
  const bytes = await Deno.readFile(fileIn(folder));
  await Deno.writeFile(fileIn(folder), bytes.fill(0xff, 20 * 16384, 21 * 16384));
  const database = Database.open(fileIn(folder)), ids: number[] = [];
  throws(() => {
    for (const { id } of inKeyOrder<{ id: number }>(database, CONTENTS)) ids.push(id);
  }, IndexDamaged);
  ok(ids.length > 0 && ids.length < PHOTOS, `${ids.length}`);
  database.close();
});

/** UTF-8 has no such bytes; as strings these are equal, and lie elsewhere. A text ends at a zero as a string. */
const FLIPPED = ["612f", "61ff2f", "e1622f", "e3818b", "f1622f", "f2622f", "7a0071", "7a0072"];

Deno.test("paths of which a bit has flipped are gone through once, in both directions, and verify tells of them", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, () => {});
  const database = Database.open(fileIn(folder));
  const insert = "INSERT INTO photo VALUES (CAST(? AS TEXT), 1, 1, 1, 'h', 1, 1)";
  const copies = 70; // more than are read in one go
  for (const hex of FLIPPED) {
    for (let n = 0; n < copies; n++) {
      database.run(insert, Buffer.from(`${hex}${(n + 16).toString(16)}`, "hex"));
    }
  }
  for (const descending of [false, true]) {
    const rows = inKeyOrder<{ hex: string }>(database, {
      ...{ columns: "p.below, hex(p.below) AS hex", from: "photo p", key: ["p.below"], descending },
    });
    const met: string[] = [];
    for (const { hex } of rows) {
      met.push(hex);
      ok(met.length <= copies * FLIPPED.length, "rows come again");
    }
    const sorted = met.toSorted();
    deepStrictEqual(met, descending ? sorted.toReversed() : sorted);
    deepStrictEqual(met.length, copies * FLIPPED.length);
  }
  const wrong = verify({ database, rows: PLAIN_ROWS });
  ok(wrong.some((text) => text.startsWith(`${copies * FLIPPED.length} entries are not what was written`)));
  database.close();
});

Deno.test("a key that is no text any more is no end, and no endless loop", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, (index) => fill(index, 3));
  const database = Database.open(fileIn(folder));
  database.run("INSERT INTO photo VALUES (x'41', 1, 1, 1, 'h', 1, 1)");
  const met: unknown[] = [];
  throws(() => {
    const order = { columns: "p.below", from: "photo p", key: ["p.below"] };
    for (const row of inKeyOrder(database, order)) met.push(row);
  }, IndexDamaged);
  deepStrictEqual(met.length, 4);
  database.close();
});
