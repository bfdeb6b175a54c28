import { deepStrictEqual, strictEqual, throws } from "node:assert";
import fc from "fast-check";
import { belongsTo, parseShard, shardKey } from "../../../src/photos/shard.ts";

Deno.test("shards part any list: each key belongs to one of them", () => {
  const keys = fc.uniqueArray(fc.string({ unit: "binary" }), { maxLength: 100 });
  fc.assert(fc.property(keys, fc.integer({ min: 1, max: 50 }), (keys, of) => {
    const parts = Array.from(
      { length: of },
      (_, index) => keys.filter((key) => belongsTo({ index, of }, key)),
    );
    deepStrictEqual(parts.flat().sort(), keys.toSorted());
  }));
});

Deno.test("a key's shard is the same on every computer: CRC-32 of its UTF-8", () => {
  const shardsOf = (key: string, of: number) =>
    Array.from({ length: of }, (_, index) => index).filter((index) => belongsTo({ index, of }, key));
  // The check value of CRC-32, 0xCBF43926, and `python3 -c 'import zlib; print(zlib.crc32("2019/Ä.jpg".encode()))'`.
  deepStrictEqual(shardsOf("123456789", 1000), [0xcbf43926 % 1000]);
  deepStrictEqual(shardsOf("2019/Ä.jpg", 1000), [3272701189 % 1000]);
});

Deno.test("a photo's key is its path below the root, a root file's is its path, both with slashes", () => {
  strictEqual(
    shardKey({ path: "/mnt/a/2019/b.jpg", root: "/mnt/a", below: "2019/b.jpg" }, "/"),
    "2019/b.jpg",
  );
  strictEqual(
    shardKey({ path: "D:\\a\\2019\\b.jpg", root: "D:\\a", below: "2019\\b.jpg" }, "\\"),
    "2019/b.jpg",
  );
  strictEqual(shardKey({ path: "/mnt/b.jpg", root: "/mnt/b.jpg", below: "b.jpg" }, "/"), "/mnt/b.jpg");
  strictEqual(shardKey({ path: "D:\\b.jpg", root: "D:\\b.jpg", below: "b.jpg" }, "\\"), "D:/b.jpg");
  strictEqual(shardKey({ path: "/mnt/a", root: "/mnt/a", below: "" }, "/"), "");
  strictEqual(shardKey({ path: "/a/back\\slash", root: "/a", below: "back\\slash" }, "/"), "back\\slash");
});

Deno.test("I/N is read, and everything else is refused with what is expected", () => {
  deepStrictEqual(parseShard("0/1"), { index: 0, of: 1 });
  deepStrictEqual(parseShard("999999/1000000"), { index: 999_999, of: 1_000_000 });
  const wrong = [
    "",
    "1",
    "1/",
    "/2",
    "2/2",
    "0/0",
    "-1/2",
    "1.0/2",
    "0/1000001",
    "1 /2",
    "a/b",
    "0/2/3",
    "0x1/2",
  ];
  for (const text of wrong) throws(() => parseShard(text), /Expected I\/N/, text);
});
