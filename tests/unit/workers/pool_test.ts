import { deepStrictEqual, notStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { Failure } from "../../../src/failure.ts";
import { PoolBroken, WorkerPool } from "../../../src/workers/pool.ts";
import { until } from "../../until.ts";
import { type ActingWorkers, actingWorkers, lives, photoThat } from "./acting_workers.ts";

/** Works with a pool of acting workers, and fails if a process is left. */
async function withPool(
  size: number,
  beginnings: string[],
  work: (pool: WorkerPool, workers: ActingWorkers) => Promise<void>,
  timeout = 60_000,
) {
  await using workers = await actingWorkers(...beginnings);
  const pool = new WorkerPool(workers.start, size, timeout, [1, 10]);
  try {
    await work(pool, workers);
  } finally {
    await pool.stop();
    strictEqual(workers.ids().some(lives), false);
  }
}

const failureOf = (code: string) => (error: unknown) => error instanceof Failure && error.code === code;
/** The process that analysed a photo: see acting_worker.ts. */
const idOf = async (pool: WorkerPool, act = "ok") => (await pool.analyze(photoThat(act), "normal")).width;

Deno.test("no worker is started before there is a photo", () =>
  withPool(2, [], (_, workers) => Promise.resolve(deepStrictEqual(workers.ids(), []))));

Deno.test("photos that come one after the other have the same worker", () =>
  withPool(2, [], async (pool, workers) => {
    const id = await idOf(pool);
    for (let i = 0; i < 5; i++) strictEqual(await idOf(pool), id);
    await rejects(pool.analyze(photoThat("fail broken"), "normal"), failureOf("broken"));
    strictEqual(await idOf(pool), id);
    deepStrictEqual(workers.ids(), [id]);
  }));

Deno.test("never more workers run than the pool's size, and all of them", () =>
  withPool(2, [], async (pool, workers) => {
    let running = 0, most = 0;
    const ids = await Promise.all(Array.from({ length: 8 }, async () => {
      const id = idOf(pool, "slow 20");
      await until(() => workers.ids().length > 0);
      most = Math.max(most, running = workers.ids().filter(lives).length);
      return await id;
    }));
    strictEqual(new Set(ids).size, 2);
    strictEqual(workers.ids().length, 2);
    ok(running <= 2 && most <= 2);
  }));

Deno.test("a photo that ends its worker fails alone: a fresh worker takes the others", () =>
  withPool(1, [], async (pool, workers) => {
    const first = await idOf(pool);
    const acts = ["ok", "die", "ok", "kill", "chatter", "ok"];
    const outcomes = await Promise.allSettled(acts.map((act) => idOf(pool, act)));
    deepStrictEqual(
      outcomes.map((outcome) => outcome.status === "rejected" ? outcome.reason.code : "ok"),
      ["ok", "worker_died", "ok", "worker_died", "worker_died", "ok"],
    );
    notStrictEqual(await idOf(pool), first);
    strictEqual(workers.ids().length, 4);
    strictEqual(workers.ids().filter(lives).length, 1);
  }));

Deno.test("a photo that takes too long fails, and a fresh worker takes the next", () =>
  withPool(1, [], async (pool) => {
    const first = await idOf(pool);
    await rejects(pool.analyze(photoThat("hang"), "normal"), failureOf("photo_timeout"));
    notStrictEqual(await idOf(pool), first);
  }, 1000));

Deno.test("a worker that was killed while idle costs no photo", () =>
  withPool(1, [], async (pool) => {
    const first = await idOf(pool);
    Deno.kill(first, "SIGKILL");
    await until(() => !lives(first));
    await new Promise((resolve) => setTimeout(resolve, 20));
    notStrictEqual(await idOf(pool), first);
  }));

Deno.test("a worker that has grown too large is replaced after its photo", () =>
  withPool(1, [], async (pool) => {
    const first = await idOf(pool, "grow");
    strictEqual(lives(first), false);
    notStrictEqual(await idOf(pool), first);
  }));

Deno.test("a worker whose models are large from the start on is kept", () =>
  withPool(1, [`ready ${2 ** 40}`], async (pool) => {
    strictEqual(await idOf(pool, "grow"), await idOf(pool));
  }));

Deno.test("ready starts a worker, which takes the first photo, or tells why it can't be", async () => {
  await withPool(2, ["ready"], async (pool, workers) => {
    await pool.ready();
    await idOf(pool);
    strictEqual(workers.ids().length, 1);
  });
  await withPool(1, ["unable"], async (pool) => {
    await rejects(pool.ready(), (e) => e instanceof PoolBroken && e.message === "no model");
  });
});

Deno.test("a worker that is unable breaks the pool at once", () =>
  withPool(1, ["unable"], async (pool, workers) => {
    await rejects(
      pool.analyze(photoThat("ok"), "normal"),
      (e) => e instanceof PoolBroken && e.message === "no model",
    );
    strictEqual(workers.ids().length, 1);
  }));

Deno.test("two starts that fail cost no photo, three break the pool", async () => {
  await withPool(1, ["die", "half", "ready"], async (pool, workers) => {
    ok(await idOf(pool) > 0);
    strictEqual(workers.ids().length, 3);
  });
  await withPool(1, ["die", "half", "die", "ready"], async (pool, workers) => {
    await rejects(pool.analyze(photoThat("ok"), "normal"), PoolBroken);
    strictEqual(workers.ids().length, 3);
  });
});

Deno.test("three workers that fail at their start once each, at the same time, cost no photo", () =>
  withPool(3, ["die", "die", "die", "ready"], async (pool) => {
    const ids = await Promise.all(Array.from({ length: 3 }, () => idOf(pool, "slow 100")));
    ok(ids.every((id) => id > 0));
  }));

Deno.test("starts that fail are counted anew after one that worked", () =>
  withPool(1, ["die", "die", "ready"], async (pool) => {
    for (let i = 0; i < 2; i++) {
      await idOf(pool);
      await rejects(pool.analyze(photoThat("die"), "normal"), failureOf("worker_died"));
    }
  }));

Deno.test("stop ends workers that work, those that are idle, and those that begin, before it resolves", async () => {
  await using workers = await actingWorkers("ready", "ready", "slowly_ready 300");
  const pool = new WorkerPool(workers.start, 3, 60_000);
  await Promise.all([idOf(pool, "slow 50"), idOf(pool, "slow 50")]);
  const outcomes = Promise.allSettled([
    pool.analyze(photoThat("hang"), "normal"),
    pool.analyze(photoThat("ok"), "normal"),
  ]);
  const beginning = pool.analyze(photoThat("hang"), "normal").catch((error) => error);
  const more = pool.analyze(photoThat("ok"), "normal").catch((error) => error);
  await until(() => workers.ids().length === 3);
  await pool.stop();
  deepStrictEqual(workers.ids().filter(lives), []);
  await outcomes;
  ok(await beginning instanceof Error);
  await more;
  await rejects(pool.analyze(photoThat("ok"), "normal"), PoolBroken);
  strictEqual(workers.ids().length, 3);
});
