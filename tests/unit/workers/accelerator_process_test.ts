import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import type { BatchTrouble } from "../../../src/inference/batching/batcher.ts";
import { Failure } from "../../../src/failure.ts";
import type { AcceleratorProcess } from "../../../src/workers/accelerator_process.ts";
import { WorkerUnable } from "../../../src/workers/worker_process.ts";
import { faceOf } from "../index/sample_findings.ts";
import { actingAccelerators } from "./acting_accelerators.ts";
import { until } from "../../until.ts";
import { lives, photoThat } from "./acting_workers.ts";

/** Longer than any of these photos takes. */
const LONG = 60_000;

/** Works with one process, and ends it. */
async function withProcess(
  work: (one: AcceleratorProcess, id: number, troubles: BatchTrouble[]) => Promise<void>,
) {
  await using processes = await actingAccelerators();
  const troubles: BatchTrouble[] = [];
  const process = await processes.start({ trouble: (trouble) => troubles.push(trouble) });
  const [id] = processes.ids();
  try {
    await work(process, id, troubles);
  } finally {
    await process.stop();
    strictEqual(lives(id), false);
  }
}

const failureOf = (code: string) => (error: unknown) => error instanceof Failure && error.code === code;

Deno.test("photos are analysed one after the other, and a failure is its photo's alone", () =>
  withProcess(async (process, id) => {
    for (let i = 0; i < 3; i++) {
      const { analysis, work } = await process.analyze(photoThat("ok"), "thorough", LONG);
      deepStrictEqual(analysis, {
        width: id,
        height: 1,
        effort: "thorough",
        damage: null,
        faces: [faceOf(1)],
      });
      deepStrictEqual([work.busy, work.measures.decode?.runs], [7, 1]);
      await rejects(process.analyze(photoThat("fail broken"), "normal", LONG), failureOf("broken"));
    }
    deepStrictEqual([process.alive, process.crashed, process.load], [true, false, 0]);
  }));

Deno.test("several photos are in hand at the same time, and each has its own answer, in whatever order they come", () =>
  withProcess(async (process) => {
    const order: string[] = [];
    const ask = async (act: string, effort: "quick" | "normal" | "thorough") => {
      const { analysis } = await process.analyze(photoThat(act), effort, LONG);
      order.push(analysis.effort);
      return [analysis.effort, analysis.height];
    };
    const first = ask("hold", "quick"), second = ask("hold", "normal");
    strictEqual(process.load, 2);
    const third = ask("release", "thorough");
    deepStrictEqual(await Promise.all([first, second, third]), [["quick", 3], ["normal", 3], [
      "thorough",
      3,
    ]]);
    deepStrictEqual(order, ["thorough", "normal", "quick"]);
  }));

Deno.test("a photo that fails beside others fails alone", () =>
  withProcess(async (process) => {
    const acts = ["hold", "fail broken", "hold", "release"];
    const outcomes = await Promise.allSettled(
      acts.map((act) => process.analyze(photoThat(act), "normal", LONG)),
    );
    deepStrictEqual(outcomes.map(({ status }) => status), [
      "fulfilled",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
  }));

Deno.test("photos that are larger than any pipe's buffer reach the process whole", () =>
  withProcess(async (process, id) => {
    const photo = new Uint8Array(5_000_000).fill(0x20);
    photo.set(photoThat("ok"), photo.length - 2);
    const all = await Promise.all([1, 2, 3].map(() => process.analyze(photo, "normal", LONG)));
    deepStrictEqual(all.map(({ analysis }) => analysis.width), [id, id, id]);
  }));

for (const act of ["die", "kill", "half", "chatter", "broken_json", "broken_faces"]) {
  Deno.test(`all photos in the hands of a process that does "${act}" fail as worker_died, and may be tried again`, () =>
    withProcess(async (process, id) => {
      const photos = ["hold", "hold", act].map((one) => process.analyze(photoThat(one), "normal", LONG));
      for (const photo of photos) {
        await rejects(photo, (error) => failureOf("worker_died")(error) && (error as Failure).retryable);
      }
      deepStrictEqual([process.alive, process.crashed, process.load, lives(id)], [false, true, 0, false]);
      await rejects(process.analyze(photoThat("ok"), "normal", LONG), failureOf("worker_died"));
    }));
}

Deno.test("answers to photos that there are not, and second answers, change nothing", () =>
  withProcess(async (process, id) => {
    strictEqual((await process.analyze(photoThat("too_much"), "normal", LONG)).analysis.width, id);
    strictEqual((await process.analyze(photoThat("ok"), "normal", LONG)).analysis.width, id);
  }));

for (const act of ["hang", "never"]) {
  Deno.test(`a photo that takes too long ("${act}") fails as photo_timeout, and ends the process: others fail as worker_died`, () =>
    withProcess(async (process) => {
      const other = process.analyze(photoThat("hold"), "normal", LONG);
      const late = process.analyze(photoThat(act), "normal", 200);
      await Promise.all([
        rejects(late, failureOf("photo_timeout")),
        rejects(other, failureOf("worker_died")),
      ]);
      deepStrictEqual([process.alive, process.crashed], [false, false]);
    }));
}

Deno.test("a process that dies while large photos are on their way to it is noticed", () =>
  withProcess(async (process, id) => {
    const photos = [1, 2].map(() => process.analyze(new Uint8Array(20_000_000), "normal", LONG));
    Deno.kill(id, "SIGKILL");
    for (const photo of photos) await rejects(photo, failureOf("worker_died"));
    strictEqual(process.crashed, true);
  }));

Deno.test("a process that was killed while it had nothing to do has crashed, one that was ended has not", async () => {
  await withProcess(async (process, id) => {
    Deno.kill(id, "SIGKILL");
    await until(() => !process.alive);
    strictEqual(process.crashed, true);
  });
  await withProcess(async (process) => {
    await process.stop();
    deepStrictEqual([process.alive, process.crashed], [false, false]);
    await process.stop();
  });
});

Deno.test("a process says what it is in trouble with, and how much memory it holds", () =>
  withProcess(async (process, _, troubles) => {
    strictEqual(process.memory, 0);
    await process.analyze(photoThat("trouble hot"), "normal", LONG);
    await process.analyze(photoThat("lost melted"), "normal", LONG);
    deepStrictEqual(troubles.map(({ message, lost }) => [message, lost]), [["hot", false], ["melted", true]]);
    await process.analyze(photoThat("grow"), "normal", LONG);
    deepStrictEqual([process.memory, process.memoryAtStart], [2 ** 50, 0]);
  }));

Deno.test("a process that says that it is unable is told from one that ends, or says what makes no sense", async () => {
  await using processes = await actingAccelerators("unable", "die", "kill", "chatter", "broken_json", "half");
  await rejects(
    processes.start(),
    (error) => error instanceof WorkerUnable && error.message === "no such card",
  );
  for (let i = 0; i < 5; i++) {
    await rejects(processes.start(), (error) => error instanceof Error && !(error instanceof WorkerUnable));
  }
  strictEqual(processes.ids().length, 6);
  strictEqual(processes.ids().some(lives), false);
});

Deno.test("a process that is never ready is ended, and says so", async () => {
  await using processes = await actingAccelerators("hang");
  await rejects(
    processes.start({ longest: 1000 }),
    (error) => error instanceof WorkerUnable && /not ready after 1 s/.test(error.message),
  );
  strictEqual(processes.ids().some(lives), false);
});

Deno.test("a start can be given up, and then no process is left", async () => {
  await using processes = await actingAccelerators("hang");
  const stop = new AbortController(), starting = processes.start({ signal: stop.signal });
  const outcome = rejects(starting, Error);
  await until(() => processes.ids().length === 1);
  stop.abort();
  await outcome;
  strictEqual(processes.ids().some(lives), false);
  await rejects(async () => await processes.start({ signal: stop.signal }), /abort/i);
  ok(processes.ids().length === 1);
});
