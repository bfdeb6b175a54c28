import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import { Failure } from "../../../src/failure.ts";
import { type WorkerProcess, WorkerUnable } from "../../../src/workers/worker_process.ts";
import { faceOf } from "../index/sample_findings.ts";
import { until } from "../../until.ts";
import { actingWorkers, lives, photoThat } from "./acting_workers.ts";

/** Longer than any of these photos takes. */
const LONG = 60_000;

/** Works with one worker, and ends it. */
async function withWorker(work: (worker: WorkerProcess, id: number) => Promise<void>) {
  await using workers = await actingWorkers();
  const worker = await workers.start();
  try {
    await work(worker, workers.ids()[0]);
  } finally {
    await worker.stop();
  }
}

const failureOf = (code: string) => (error: unknown) => error instanceof Failure && error.code === code;

Deno.test("a worker analyses photo after photo, and lives on after a failure", () =>
  withWorker(async (worker, id) => {
    for (let i = 0; i < 3; i++) {
      const analysis = await worker.analyze(photoThat("ok"), "normal", LONG);
      deepStrictEqual(analysis, { width: id, height: 1, effort: "normal", damage: null, faces: [faceOf(1)] });
      await rejects(worker.analyze(photoThat("fail broken"), "normal", LONG), failureOf("broken"));
    }
    strictEqual(worker.alive, true);
  }));

Deno.test("a worker makes pictures, and tells which it couldn't", () =>
  withWorker(async (worker) => {
    const order = { size: null, side: 9, faceSide: 9, faces: [] };
    deepStrictEqual(await worker.takePictures(photoThat("pictures"), order, LONG), [
      Uint8Array.of(1, 2),
      null,
      Uint8Array.of(3),
    ]);
    await rejects(worker.takePictures(photoThat("fail broken"), order, LONG), failureOf("broken"));
    await rejects(worker.takePictures(photoThat("ok"), order, LONG), failureOf("worker_died"));
  }));

Deno.test("a photo that is larger than any pipe's buffer reaches the worker whole", () =>
  withWorker(async (worker, id) => {
    const photo = new Uint8Array(5_000_000).fill(0x20);
    photo.set(photoThat("ok"), photo.length - 2);
    strictEqual((await worker.analyze(photo, "normal", LONG)).width, id);
  }));

Deno.test("a worker says how much memory it holds", () =>
  withWorker(async (worker) => {
    strictEqual(worker.memory, 0);
    await worker.analyze(photoThat("grow"), "normal", LONG);
    strictEqual(worker.memory, 2 ** 40);
  }));

for (const act of ["die", "kill", "half", "chatter", "broken_json", "broken_faces", "ready", "pictures"]) {
  Deno.test(`a photo at which its worker does "${act}" fails as worker_died, may be tried again, and ends it`, () =>
    withWorker(async (worker, id) => {
      const analyzing = worker.analyze(photoThat(act), "normal", LONG);
      await rejects(analyzing, (error) => failureOf("worker_died")(error) && (error as Failure).retryable);
      deepStrictEqual([worker.alive, lives(id)], [false, false]);
    }));
}

Deno.test("a worker that dies while a large photo is on its way to it is noticed", () =>
  withWorker(async (worker, id) => {
    const analyzing = worker.analyze(new Uint8Array(20_000_000), "normal", LONG);
    Deno.kill(id, "SIGKILL");
    await rejects(analyzing, failureOf("worker_died"));
  }));

Deno.test("a photo that takes too long fails as photo_timeout, and its worker is ended", () =>
  withWorker(async (worker, id) => {
    await rejects(worker.analyze(photoThat("hang"), "normal", 50), failureOf("photo_timeout"));
    strictEqual(worker.alive, false);
    await until(() => !lives(id));
  }));

Deno.test("a worker that was killed while it had nothing to do is not alive", () =>
  withWorker(async (worker, id) => {
    Deno.kill(id, "SIGKILL");
    await rejects(worker.analyze(photoThat("ok"), "normal", LONG), failureOf("worker_died"));
    strictEqual(worker.alive, false);
  }));

Deno.test("a worker that was ended is gone, and can be ended again", async () => {
  await using workers = await actingWorkers();
  const worker = await workers.start();
  await worker.stop();
  deepStrictEqual([worker.alive, lives(workers.ids()[0])], [false, false]);
  await worker.stop();
});

Deno.test("a worker that says that it is unable is told from one that ends", async () => {
  await using workers = await actingWorkers("unable", "die", "chatter", "broken_json", "half", "fail x");
  await rejects(workers.start(), (error) => error instanceof WorkerUnable && error.message === "no model");
  for (let i = 0; i < 5; i++) {
    await rejects(workers.start(), (error) => error instanceof Error && !(error instanceof WorkerUnable));
  }
  strictEqual(workers.ids().length, 6);
  strictEqual(workers.ids().some(lives), false);
});
