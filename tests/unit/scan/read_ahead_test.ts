import { deepStrictEqual, ok, rejects } from "node:assert";
import fc from "fast-check";
import { readAhead as readAheadOf } from "../../../src/scan/read_ahead.ts";

const packing = { pack: JSON.stringify, unpack: JSON.parse };
const readAhead = <T>(source: AsyncIterable<T>, limit: number, onItem = (_: T) => {}, onEnd = () => {}) =>
  readAheadOf(source, { limit, packing, onItem, onEnd });

async function* from<T>(items: T[], failure?: Error) {
  yield* items;
  if (failure) throw failure;
}

Deno.test("readAhead gives everything in order and tells of each", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer()), fc.integer({ min: 1, max: 9 }), async (items, limit) => {
      const met: number[] = [], read: number[] = [];
      let ended = false;
      for await (const item of readAhead(from(items), limit, (i) => met.push(i), () => ended = true)) {
        read.push(item);
      }
      deepStrictEqual([met, read, ended], [items, items, true]);
    }),
  );
});

Deno.test("readAhead passes a failure on after what came before it", async () => {
  const read: number[] = [];
  await rejects(async () => {
    for await (const item of readAhead(from([1, 2], new Error("gone")), 5)) {
      read.push(item);
    }
  }, /gone/);
  deepStrictEqual(read, [1, 2]);
});

Deno.test("readAhead stops its source when the reader stops", async () => {
  let made = 0;
  async function* endless() {
    for (;;) yield made++;
  }
  for await (const item of readAhead(endless(), 10)) if (item === 3) break;
  ok(made < 3000);
});
