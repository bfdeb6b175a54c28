import { deepStrictEqual, match, notStrictEqual, rejects, strictEqual } from "node:assert";
import { Failure } from "../../../src/failure.ts";
import { AcceleratedPool, type AcceleratedPoolSettings } from "../../../src/workers/accelerated_pool.ts";
import { PoolBroken, WorkerPool } from "../../../src/workers/pool.ts";
import { type ActingAccelerators, actingAccelerators } from "./acting_accelerators.ts";
import { until } from "../../until.ts";
import { type ActingWorkers, actingWorkers, lives, photoThat } from "./acting_workers.ts";

/** What a test has in hand. */
interface Cast {
  pool: AcceleratedPool;
  /** Processes of each accelerator, and workers on the CPU. */
  gpus: ActingAccelerators[];
  cpu: ActingWorkers;
  /** What was told. */
  warnings: string[];
  lost: string[];
  /** The process that analyses a photo. */
  by(act: string): Promise<number>;
  /** "gpu" or "cpu", likewise. */
  where(act: string): Promise<string>;
}

/** A pool of acting accelerators and acting workers; fails if a process is left. `beginnings`: of each accelerator's processes. */
async function withPool(
  beginnings: string[][],
  work: (cast: Cast) => Promise<void>,
  { threads = 3, timeout = 60_000, slowStart }: Partial<AcceleratedPoolSettings> & { threads?: number } = {},
) {
  await using stack = new AsyncDisposableStack();
  const cpu = stack.use(await actingWorkers());
  const gpus: ActingAccelerators[] = [];
  for (const some of beginnings) gpus.push(stack.use(await actingAccelerators(...some)));
  const warnings: string[] = [], lost: string[] = [];
  const pool = new AcceleratedPool({
    accelerators: gpus.map(({ start }, i) => ({
      name: `gpu:${i}`,
      start,
      onLost: (why) => lost.push(`gpu:${i} ${why}`),
    })),
    threads,
    cpu: new WorkerPool(cpu.start, 2, timeout, [1, 10]),
    timeout,
    warn: (message) => warnings.push(message),
    slowStart,
  });
  const by = async (act: string) => (await pool.analyze(photoThat(act), "normal")).width;
  const where = async (act: string) => {
    const id = await by(act);
    return cpu.ids().includes(id) ? "cpu" : gpus.some((gpu) => gpu.ids().includes(id)) ? "gpu" : "nobody";
  };
  try {
    await work({ pool, gpus, cpu, warnings, lost, by, where });
  } finally {
    await pool.stop();
    deepStrictEqual([...gpus, cpu].flatMap((one) => one.ids().filter(lives)), []);
  }
}

const failureOf = (code: string) => (error: unknown) => error instanceof Failure && error.code === code;

Deno.test("no process is started before there is a photo, and none of the CPU's while the accelerator works", () =>
  withPool([[]], async ({ pool, gpus, cpu, by }) => {
    deepStrictEqual(gpus[0].ids(), []);
    const ids = new Set(await Promise.all(Array.from({ length: 9 }, () => by("ok"))));
    deepStrictEqual([...ids], gpus[0].ids());
    deepStrictEqual(cpu.ids(), []);
    strictEqual(pool.busy, 9 * 7);
    strictEqual(pool.meter.take().decode?.runs, 9);
  }));

Deno.test("never more photos are in an accelerator's hands than its threads, and all of them", () =>
  withPool([[]], async ({ pool }) => {
    const photos = ["hold", "hold", "release", "hold", "hold", "release", "ok"];
    const all = await Promise.all(photos.map((act) => pool.analyze(photoThat(act), "normal")));
    strictEqual(Math.max(...all.map(({ height }) => height)), 3);
  }));

Deno.test("two accelerators work side by side", () =>
  withPool([[], []], async ({ pool, gpus, by }) => {
    strictEqual(pool.size, 6);
    const ids = await Promise.all(Array.from({ length: 12 }, () => by("slow 20")));
    deepStrictEqual(new Set(ids), new Set(gpus.flatMap((gpu) => gpu.ids())));
    strictEqual(new Set(ids).size, 2);
  }));

Deno.test("a photo that can't be analysed fails with the accelerator's words, and the CPU isn't asked", () =>
  withPool([[]], async ({ pool, cpu }) => {
    await rejects(pool.analyze(photoThat("fail broken"), "normal"), failureOf("broken"));
    deepStrictEqual(cpu.ids(), []);
  }));

for (const act of ["die", "kill", "chatter", "broken_json", "broken_faces"]) {
  Deno.test(`what a process that does "${act}" has in hand is analysed by the CPU, and the next by a fresh process`, () =>
    withPool([[]], async ({ gpus, where, warnings, lost }) => {
      const photos = ["never | ok", "never | ok", `${act} | ok`];
      deepStrictEqual(await Promise.all(photos.map(where)), ["cpu", "cpu", "cpu"]);
      strictEqual(await where("ok"), "gpu");
      strictEqual(gpus[0].ids().length, 2);
      deepStrictEqual([warnings, lost], [[], []]);
    }));

  Deno.test(`an accelerator whose process does "${act}" three times is given up: the CPU goes on`, () =>
    withPool([[]], async ({ gpus, where, warnings, lost }) => {
      for (let i = 0; i < 3; i++) strictEqual(await where(`${act} | ok`), "cpu");
      strictEqual(await where("ok"), "cpu");
      strictEqual(gpus[0].ids().length, 3);
      strictEqual(lost.length, 1);
      match(lost[0], /gpu:0 .*ends by itself/);
      deepStrictEqual(warnings.map((text) => /gpu:0 is not used any more/.test(text)), [true]);
    }));
}

Deno.test("whatever becomes of the processes, each photo has one answer, its own", () =>
  withPool([[], []], async ({ pool }) => {
    const acts = Array.from(
      { length: 40 },
      (_, i) =>
        i === 5 || i === 21 ? "die | ok" : i === 13 ? "broken_json | ok" : i % 7 === 3 ? "fail x" : "slow 5",
    );
    const outcomes = await Promise.allSettled(acts.map((act) => pool.analyze(photoThat(`${act}`), "normal")));
    deepStrictEqual(
      outcomes.map((one) => one.status === "rejected" ? one.reason.code : "ok"),
      acts.map((act) => act === "fail x" ? "x" : "ok"),
    );
  }));

Deno.test("a photo that the CPU can't analyse either fails with the CPU's words", () =>
  withPool([[]], async ({ pool }) => {
    await rejects(pool.analyze(photoThat("die | fail broken"), "normal"), failureOf("broken"));
    await rejects(pool.analyze(photoThat("die | die"), "normal"), failureOf("worker_died"));
  }));

Deno.test("photos that end the CPU's workers too are no faults of the accelerator, even beside others", () =>
  withPool([[]], async ({ pool, gpus, where, lost }) => {
    for (let i = 0; i < 4; i++) {
      const evil = rejects(pool.analyze(photoThat("die | die"), "normal"), failureOf("worker_died"));
      deepStrictEqual(await Promise.all([where("never | ok"), evil]), ["cpu", undefined]);
    }
    strictEqual(await where("ok"), "gpu");
    deepStrictEqual([gpus[0].ids().length, lost], [5, []]);
  }));

for (const code of ["internal", "out_of_memory"]) {
  Deno.test(`a photo that fails in an accelerator's process with "${code}" is the CPU's: what it lacks may be there`, () =>
    withPool([[]], async ({ gpus, where, lost }) => {
      strictEqual(await where(`fail ${code} | ok`), "cpu");
      strictEqual(await where("ok"), "gpu");
      deepStrictEqual([gpus[0].ids().length, lost], [1, []]);
    }));
}

Deno.test("photos that an accelerator takes too long for are the CPU's: that is one fault, and three of them end it", () =>
  withPool([[]], async ({ gpus, where, lost }) => {
    for (let i = 0; i < 3; i++) {
      deepStrictEqual(lost, []);
      deepStrictEqual(await Promise.all(["never | ok", "never | ok", "never | ok"].map(where)), [
        "cpu",
        "cpu",
        "cpu",
      ]);
    }
    strictEqual(gpus[0].ids().length, 3);
    strictEqual(lost.length, 1);
    match(lost[0], /longer than a photo may take/);
    strictEqual(await where("ok"), "cpu");
  }, { timeout: 2000 }));

Deno.test("a photo that the CPU takes too long for as well is the photo's fault", () =>
  withPool([[]], async ({ pool, where, lost }) => {
    for (let i = 0; i < 3; i++) {
      await rejects(pool.analyze(photoThat("never | hang"), "normal"), failureOf("photo_timeout"));
    }
    deepStrictEqual(lost, []);
    strictEqual(await where("ok"), "gpu");
  }, { timeout: 700 }));

Deno.test("an accelerator that says that it is unable is given up at once: the CPU takes the photos", () =>
  withPool([["unable"]], async ({ gpus, where, lost }) => {
    deepStrictEqual(await Promise.all(["ok", "ok", "ok"].map(where)), ["cpu", "cpu", "cpu"]);
    deepStrictEqual([gpus[0].ids().length, lost], [1, ["gpu:0 no such card"]]);
  }));

for (const beginning of ["die", "chatter", "half"]) {
  Deno.test(`an accelerator that begins with "${beginning}" is given up after three starts, and tried on after two`, async () => {
    await withPool([[beginning]], async ({ gpus, where, lost }) => {
      deepStrictEqual(await Promise.all(["ok", "ok", "ok"].map(where)), ["cpu", "cpu", "cpu"]);
      deepStrictEqual([gpus[0].ids().length, lost.length], [3, 1]);
    });
    await withPool([[beginning, beginning, "ready"]], async ({ gpus, where, lost }) => {
      deepStrictEqual(await Promise.all(["ok", "ok", "ok"].map(where)), ["gpu", "gpu", "gpu"]);
      deepStrictEqual([gpus[0].ids().length, lost], [3, []]);
    });
  });
}

Deno.test("ready starts the accelerators, or where none starts the CPU's workers", async () => {
  await withPool([[], []], async ({ pool, gpus, cpu }) => {
    await pool.ready();
    deepStrictEqual([...gpus, cpu].map((one) => one.ids().length), [1, 1, 0]);
  });
  await withPool([["unable"]], async ({ pool, gpus, cpu }) => {
    await pool.ready();
    deepStrictEqual([gpus[0].ids().length, cpu.ids().length], [1, 1]);
  });
});

Deno.test("an accelerator that says that it is lost gets no more photos, and its process ends", () =>
  withPool([[]], async ({ gpus, where, warnings, lost }) => {
    const inHand = where("hold"), [first, second] = [where("lost melted"), where("release")];
    deepStrictEqual(await Promise.all([inHand, first, second]), ["gpu", "gpu", "gpu"]);
    await until(() => !gpus[0].ids().some(lives));
    strictEqual(await where("ok"), "cpu");
    deepStrictEqual([lost, warnings], [["gpu:0 melted"], ["gpu:0 is not used any more: melted"]]);
  }));

Deno.test("other troubles are told, and the accelerator is used on", () =>
  withPool([[]], async ({ where, warnings, lost }) => {
    deepStrictEqual([await where("trouble hot"), await where("ok")], ["gpu", "gpu"]);
    deepStrictEqual([warnings, lost], [["gpu:0: hot"], []]);
  }));

Deno.test("when one of two accelerators is lost, photos don't wait in the other's hands: the CPU helps", () =>
  withPool([["unable"], []], async ({ pool, gpus, by }) => {
    await pool.ready();
    const answers: number[] = [];
    const photos = Promise.allSettled(
      Array.from({ length: 6 }, () => by("hold | ok").then((id) => answers.push(id))),
    );
    await until(() => answers.length === 3);
    // They were not only done when the other took too long.
    const [id] = gpus[1].ids();
    deepStrictEqual([answers.includes(id), lives(id)], [false, true]);
    await pool.stop();
    await photos;
  }));

for (const act of ["grow", "grow_and_fail"]) {
  Deno.test(`a process that has grown too large ("${act}") is replaced, and ends once it has no photo in hand`, () =>
    withPool([[]], async ({ gpus, by }) => {
      const held = by("slow 500");
      await by(act).catch(() => {});
      const [first] = gpus[0].ids();
      notStrictEqual(await by("ok"), first);
      strictEqual(await held, first);
      await until(() => !lives(first));
      strictEqual(gpus[0].ids().length, 2);
    }));
}

Deno.test("a process that is large from the start on is kept", () =>
  withPool([[`ready ${2 ** 50}`]], async ({ by }) => {
    strictEqual(await by("grow"), await by("ok"));
  }));

Deno.test("a start that takes a while is told", () =>
  withPool([["slowly_ready 300"]], async ({ where, warnings }) => {
    strictEqual(await where("ok"), "gpu");
    deepStrictEqual(warnings.map((text) => /^gpu:0 is still getting ready/.test(text)), [true]);
  }, { slowStart: 20 }));

Deno.test("a quick start is not told", () =>
  withPool([[]], async ({ where, warnings }) => {
    strictEqual(await where("ok"), "gpu");
    deepStrictEqual(warnings, []);
  }));

Deno.test("stop ends processes that work and those that begin, before it resolves, and nothing is given up for that", () =>
  withPool([["hang"], []], async ({ pool, gpus, cpu, by, warnings, lost }) => {
    const photos = Promise.allSettled(Array.from({ length: 6 }, () => by("never | ok")));
    await until(() => gpus.every((gpu) => gpu.ids().length === 1));
    await pool.stop();
    deepStrictEqual(gpus.flatMap((gpu) => gpu.ids().filter(lives)), []);
    deepStrictEqual(new Set((await photos).map(({ status }) => status)), new Set(["rejected"]));
    await rejects(by("ok"), PoolBroken);
    deepStrictEqual([warnings, lost, cpu.ids()], [[], [], []]);
    deepStrictEqual(gpus.map((gpu) => gpu.ids().length), [1, 1]);
  }));
