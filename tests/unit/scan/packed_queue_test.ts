import { deepStrictEqual, strictEqual } from "node:assert";
import fc from "fast-check";
import { PackedQueue } from "../../../src/scan/packed_queue.ts";

const packing = {
  pack: (items: readonly number[]) => JSON.stringify(items),
  unpack: (packed: string): number[] => JSON.parse(packed),
};

Deno.test("what is put into a queue comes out in its order, however the two alternate", () => {
  const lengths = fc.array(fc.tuple(fc.nat({ max: 3000 }), fc.nat({ max: 3000 })), { maxLength: 8 });
  fc.assert(
    fc.property(lengths, (turns) => {
      const queue = new PackedQueue(packing);
      let put = 0, taken = 0;
      for (const [puts, takes] of turns) {
        for (let i = 0; i < puts; i++) queue.push(put++);
        for (let i = 0; i < takes && queue.length > 0; i++) strictEqual(queue.take(), taken++);
        strictEqual(queue.length, put - taken);
      }
      while (queue.length > 0) strictEqual(queue.take(), taken++);
      strictEqual(taken, put);
    }),
    { numRuns: 30 },
  );
});

Deno.test("all but a few items of a long queue are packed, and unpacked when their turn comes", () => {
  const sizes: number[] = [];
  let unpacked = 0;
  const queue = new PackedQueue<number, readonly number[]>({
    pack: (items) => (sizes.push(items.length), [...items]),
    unpack: (items) => (unpacked++, [...items]),
  });
  for (let i = 0; i < 10_000; i++) queue.push(i);
  strictEqual(sizes.reduce((sum, size) => sum + size), 9216);
  queue.take();
  deepStrictEqual([sizes.length, unpacked], [9, 1]);
});
