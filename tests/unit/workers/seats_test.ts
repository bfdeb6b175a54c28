import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import fc from "fast-check";
import { Seats } from "../../../src/workers/seats.ts";

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

Deno.test("never more sit than there are seats, and all get one", async () => {
  const works = fc.array(fc.record({ turns: fc.nat({ max: 4 }), fails: fc.boolean() }), { maxLength: 20 });
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 5 }), works, async (count, works) => {
    const seats = new Seats(count);
    let sitting = 0, most = 0;
    const outcomes = await Promise.allSettled(works.map(({ turns, fails }) =>
      seats.use(async () => {
        most = Math.max(most, ++sitting);
        for (let turn = 0; turn < turns; turn++) await Promise.resolve();
        sitting--;
        if (fails) throw new Error("fails");
      })
    ));
    deepStrictEqual(outcomes.map(({ status }) => status === "rejected"), works.map(({ fails }) => fails));
    ok(most <= count);
    strictEqual(most, Math.min(count, works.length) && most);
    strictEqual(await seats.use(() => Promise.resolve(7)), 7);
  }));
});

Deno.test("seats are given in the order in which they were asked for", async () => {
  const seats = new Seats(2), order: number[] = [];
  await Promise.all(Array.from({ length: 9 }, (_, i) =>
    seats.use(async () => {
      order.push(i);
      await pause(i % 3);
    })));
  deepStrictEqual(order, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

Deno.test("all seats are used side by side", async () => {
  const seats = new Seats(3);
  let sitting = 0, most = 0;
  await Promise.all(Array.from({ length: 6 }, () =>
    seats.use(async () => {
      most = Math.max(most, ++sitting);
      await pause(1);
      sitting--;
    })));
  strictEqual(most, 3);
});

Deno.test("an error frees the seat, also one that is thrown before anything was waited for", async () => {
  const seats = new Seats(1);
  await rejects(seats.use(() => Promise.reject(new Error("late"))), /late/);
  await rejects(
    seats.use(() => {
      throw new Error("early");
    }),
    /early/,
  );
  strictEqual(await seats.use(() => Promise.resolve(1)), 1);
});
