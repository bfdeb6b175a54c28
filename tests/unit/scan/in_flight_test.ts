import { rejects, strictEqual } from "node:assert";
import { InFlight } from "../../../src/scan/in_flight.ts";

Deno.test("a failure is not lost when nobody waits while it happens", async () => {
  for (const kind of ["examining", "telling"] as const) {
    const work = new InFlight(2);
    work[kind](Promise.reject(new Error("broken")));
    await work.settled();
    await rejects(work.room(), /broken/);
    await rejects(work.done(), /broken/);
  }
});

Deno.test("there is room until as many photos are examined as may be", async () => {
  const work = new InFlight(2), { promise, resolve } = Promise.withResolvers<void>();
  work.examining(promise);
  await work.room();
  work.examining(new Promise((resolve) => setTimeout(resolve, 5)));
  let isDone = false;
  work.telling(promise.then(() => isDone = true));
  await work.room();
  strictEqual(isDone, false);
  resolve();
  await work.done();
  strictEqual(isDone, true);
});
