import { deepStrictEqual, ok, throws } from "node:assert";
import { Database, IndexDamaged } from "../../../src/index/database.ts";
import { inKeyOrder } from "../../../src/index/key_order.ts";
import { makeFolder } from "../output/temporary_folder.ts";
import { fileIn, fill, withIndex } from "./test_index.ts";

const PHOTOS = 150;
const CONTENTS = { select: "SELECT id, hash FROM content", key: ["id"] } as const;

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
    select: "SELECT p.below, p.modified FROM photo p",
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
