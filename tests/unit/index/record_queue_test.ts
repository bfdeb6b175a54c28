import { deepStrictEqual, strictEqual } from "node:assert";
import type { Recorded } from "../../../src/index/record.ts";
import { RecordQueue } from "../../../src/index/record_queue.ts";
import { hashOf, placeOf } from "./sample_findings.ts";

const record = (n: number): Recorded => ({
  place: placeOf(`${n}`),
  hash: hashOf(n),
  finding: null,
  names: [],
});
const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

Deno.test("records that come together are written together, in their order, and told of then", async () => {
  const batches: string[][] = [];
  const write = (records: readonly Recorded[]) => batches.push(records.map(({ place }) => place.below)) > 0;
  const queue = new RecordQueue({ write, now: () => 0 });
  await Promise.all([1, 2, 3].map((n) => queue.add(record(n))));
  deepStrictEqual([batches, queue.isWaiting], [[["1", "2", "3"]], false]);
});

Deno.test("what could not be written stays first in the queue, and is told of once it is", async () => {
  const tried: string[][] = [], told: number[] = [];
  let isBusy = true;
  const queue = new RecordQueue({
    write: (records) => (tried.push(records.map(({ place }) => place.below)), !isBusy),
    now: () => 0,
  });
  queue.add(record(1)).then(() => told.push(1));
  queue.write();
  queue.add(record(2)).then(() => told.push(2));
  await pause();
  deepStrictEqual([tried, told], [[["1"]], []]);
  isBusy = false;
  queue.write();
  await pause();
  deepStrictEqual([tried, told], [[["1"], ["1", "2"]], [1, 2]]);
});

Deno.test("what is let go is told of, and not written", async () => {
  let written = 0;
  const queue = new RecordQueue({ write: () => ++written > 0, now: () => 0 });
  const told = queue.add(record(1));
  queue.letGo();
  await told;
  await pause();
  strictEqual(written, 0);
});
