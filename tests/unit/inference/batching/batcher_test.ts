import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import fc from "fast-check";
import { type BatchedModel, Batcher, type BatchTrouble } from "../../../../src/inference/batching/batcher.ts";
import { type Act, actingModel, type Run } from "./acting_session.ts";

const SIDE = 2, DIMS = [1, 3, SIDE, SIDE];
const picture = (value: number, side = SIDE) => new Float32Array(3 * side * side).fill(value);

/** A batcher with one model, "net". */
function batcherWith(gpu: Act = {}, cpu: Act = {}) {
  const runs: Run[] = [], troubles: BatchTrouble[] = [];
  const batcher = new Batcher(
    new Map([["net", actingModel(runs, gpu, cpu)]]),
    (trouble) => troubles.push(trouble),
  );
  /** What a picture with this value gives: twice the value, and 1 from the accelerator or -1 from the CPU. */
  const ask = async (value: number, side = SIDE) => {
    const { outputs: { values } } = await batcher.run("net", picture(value, side), [1, 3, side, side]);
    deepStrictEqual(values.dims.length === 2 && values.dims[0], 1);
    return [...values.data];
  };
  const askAll = (count: number, from = 1) =>
    Promise.all(Array.from({ length: count }, (_, i) => ask(from + i)));
  return { batcher, runs, troubles, ask, askAll };
}

const answersOf = (count: number, sign: number) =>
  Array.from({ length: count }, (_, i) => [2 * (1 + i), sign]);
const sizes = (runs: readonly Run[]) => runs.map(({ pictures }) => pictures.length);

/** A gate that runs wait at. */
function gate() {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => open = resolve);
  return { open, opened };
}

/** Until whatever can go on without an outside event has gone on. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

Deno.test("each picture has its own answer, whatever the shapes, the latencies and the failures", async () => {
  const arbitrary = fc.record({
    pictures: fc.array(
      fc.record({ side: fc.integer({ min: 1, max: 3 }), wave: fc.integer({ max: 2, min: 0 }) }),
      {
        minLength: 1,
        maxLength: 60,
      },
    ),
    takesBatches: fc.boolean(),
    latencies: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 5 }),
    failures: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(arbitrary, async ({ pictures, takesBatches, latencies, failures }) => {
      let count = 0;
      const { ask, runs } = batcherWith({
        takesBatches,
        before: () => new Promise((resolve) => setTimeout(resolve, latencies[count % latencies.length])),
        output() {
          if (failures[count++ % failures.length]) throw new Error("device lost");
          return undefined;
        },
      });
      const answers: Promise<number[]>[] = [];
      for (let wave = 0; wave < 3; wave++) {
        for (const [i, one] of pictures.entries()) {
          if (one.wave === wave) answers[i] = ask(i + 1, one.side);
        }
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      const all = await Promise.all(answers);
      deepStrictEqual(all.map(([value]) => value), pictures.map((_, i) => 2 * (i + 1)));
      ok(takesBatches || runs.every((run) => run.pictures.length === 1));
    }),
    { numRuns: 30 },
  );
});

Deno.test("what is asked for at the same time goes into one run, filled up with black", async () => {
  const { runs, askAll } = batcherWith();
  deepStrictEqual(await askAll(3), answersOf(3, 1));
  deepStrictEqual(runs, [{ by: "gpu", pictures: [1, 2, 3, 0] }]);
});

Deno.test("what comes while a run is going on waits, and goes into the next one together", async () => {
  const { open, opened } = gate();
  const { runs, ask, askAll } = batcherWith({ before: () => opened });
  const first = ask(100);
  await settle();
  const others = [askAll(2), askAll(2, 3)];
  await settle();
  deepStrictEqual(sizes(runs), [1]);
  open();
  deepStrictEqual(await first, [200, 1]);
  deepStrictEqual((await Promise.all(others)).flat(), answersOf(4, 1));
  deepStrictEqual(sizes(runs), [1, 4]);
});

Deno.test("never two runs at the same time", async () => {
  let running = 0, most = 0;
  const { ask } = batcherWith({
    async before() {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
    },
  });
  await Promise.all(Array.from({ length: 40 }, (_, i) => ask(i, 1 + i % 4)));
  strictEqual(most, 1);
});

Deno.test("whoever has waited longest is next, whatever its shape", async () => {
  const { open, opened } = gate();
  const { runs, ask } = batcherWith({ before: ({ pictures }) => pictures[0] === 2 ? opened : undefined });
  await ask(1, 2);
  const all = [ask(2, 1)];
  await settle();
  // The shape of the run that is going on has the oldest picture again.
  all.push(ask(3, 1), ask(4, 2), ask(5, 3), ask(6, 2));
  open();
  await Promise.all(all);
  // Two are too few for a batch of four: the second comes after what is older than it.
  deepStrictEqual(runs.map(({ pictures }) => pictures[0]), [1, 2, 3, 4, 5, 6]);
});

Deno.test("a shape that is always asked for keeps no other waiting", async () => {
  let asked = 0, served = false;
  const { ask } = batcherWith({
    before: () => new Promise((resolve) => setTimeout(resolve, 1)),
  });
  const busy = async () => {
    while (!served && asked < 1000) {
      asked++;
      await ask(1, 1);
    }
  };
  const loops = Array.from({ length: 8 }, busy);
  await ask(2, 2);
  served = true;
  await Promise.all(loops);
  ok(asked < 100);
});

Deno.test("a batch that is too large for the memory is tried smaller, and none is so large again", async () => {
  const { runs, troubles, askAll, ask } = batcherWith({
    output({ pictures }) {
      if (pictures.length > 4) throw new Error("out of memory");
      return undefined;
    },
  });
  deepStrictEqual(await askAll(64), answersOf(64, 1));
  deepStrictEqual(sizes(runs), [64, 16, ...Array<number>(16).fill(4)]);
  runs.length = 0;
  deepStrictEqual(await askAll(64), answersOf(64, 1));
  deepStrictEqual(sizes(runs), Array(16).fill(4));
  deepStrictEqual(troubles.map(({ lost }) => lost), [false, false]);
  match(troubles[0].message, /64 pictures at a time \(out of memory\): fewer/);
  // Another shape may fit.
  runs.length = 0;
  await Promise.all(Array.from({ length: 16 }, (_, i) => ask(i, 1)));
  strictEqual(runs[0].pictures.length, 16);
});

Deno.test("a single picture that fails is done by the CPU, and the next by the accelerator", async () => {
  let failing = true;
  const { runs, troubles, ask, askAll } = batcherWith({
    output() {
      if (failing) throw new Error("hiccup");
      return undefined;
    },
  });
  deepStrictEqual(await ask(1), [2, -1]);
  failing = false;
  deepStrictEqual(await ask(2), [4, 1]);
  deepStrictEqual(troubles, [{ message: "it failed (hiccup): the CPU does that one", lost: false }]);
  // It was not the number of pictures.
  runs.length = 0;
  deepStrictEqual(await askAll(16), answersOf(16, 1));
  deepStrictEqual(sizes(runs), [16]);
});

Deno.test("after three single pictures in a row it is given up, and all who wait are answered", async () => {
  const { runs, troubles, askAll, batcher, ask } = batcherWith({
    output() {
      throw new Error("device lost");
    },
  });
  deepStrictEqual(await askAll(10), answersOf(10, -1));
  strictEqual(batcher.lost, true);
  deepStrictEqual(troubles.filter(({ lost }) => lost), [
    { message: "it failed (device lost): the CPU goes on without it", lost: true },
  ]);
  strictEqual(troubles.at(-1)?.lost, true);
  runs.length = 0;
  deepStrictEqual(await ask(11), [22, -1]);
  deepStrictEqual(runs.map(({ by }) => by), ["cpu"]);
});

Deno.test("failures that are not in a row are no reason to give it up", async () => {
  let count = 0;
  const { batcher, ask } = batcherWith({
    output() {
      if (++count % 3 > 0) throw new Error("hiccup");
      return undefined;
    },
  });
  const signs: number[] = [];
  for (let i = 1; i <= 9; i++) signs.push((await ask(i))[1]);
  deepStrictEqual(signs, [-1, -1, 1, -1, -1, 1, -1, -1, 1]);
  strictEqual(batcher.lost, false);
});

Deno.test("an answer of nothing but zeros is a failure: the card has done nothing", async () => {
  const { troubles, askAll } = batcherWith({
    output: ({ pictures }) => ({
      data: Float32Array.from(pictures.flatMap((picture) => picture === 2 ? [0, 0] : [2 * picture, 1])),
      dims: [pictures.length, 2],
    }),
  });
  deepStrictEqual(await askAll(3), [[2, 1], [4, -1], [6, 1]]);
  match(troubles.at(-1)!.message, /nothing but zeros/);
});

Deno.test("zeros are believed where the CPU says so too", async () => {
  const output: Act["output"] = ({ pictures }) => ({
    data: new Float32Array(2 * pictures.length),
    dims: [pictures.length, 2],
  });
  const { ask } = batcherWith({ output }, { output });
  deepStrictEqual(await ask(1), [0, 0]);
});

for (const value of [NaN, Infinity, -Infinity]) {
  Deno.test(`${value} in an answer is a failure`, async () => {
    const { troubles, ask, askAll } = batcherWith({
      output: ({ pictures }) => ({
        data: Float32Array.from(pictures.flatMap((picture) => [2 * picture, picture === 1 ? value : 1])),
        dims: [pictures.length, 2],
      }),
    });
    deepStrictEqual(await ask(1), [2, -1]);
    match(troubles[0].message, /"values".*finite/);
    // The others of the same batch keep theirs.
    deepStrictEqual(await askAll(4), [[2, -1], [4, 1], [6, 1], [8, 1]]);
  });
}

const WRONG: Record<string, NonNullable<Act["output"]>> = {
  "fewer values than pictures": () => ({ data: new Float32Array(2), dims: [1, 2] }),
  "another type": ({ pictures }) => ({
    data: new Int32Array(2 * pictures.length),
    dims: [pictures.length, 2],
  }),
  "nothing": () => null,
};
for (const [what, output] of Object.entries(WRONG)) {
  Deno.test(`a batch whose answer is ${what} is tried smaller`, async () => {
    const { runs, troubles, askAll } = batcherWith({
      output: (run) => run.pictures.length > 1 ? output(run) : undefined,
    });
    deepStrictEqual(await askAll(4), answersOf(4, 1));
    deepStrictEqual(sizes(runs), [4, 1, 1, 1, 1]);
    match(troubles[0].message, /"values"/);
  });
}

Deno.test("what the CPU can't do either is rejected, alone", async () => {
  const fails = ({ pictures }: Run) => {
    if (pictures.includes(3)) throw new Error("no such picture");
    return undefined;
  };
  const { askAll, batcher } = batcherWith({ output: fails }, { output: fails });
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map((value) => askAll(1, value)));
  deepStrictEqual(outcomes.map(({ status }) => status), ["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  match(String((outcomes[2] as PromiseRejectedResult).reason), /no such picture/);
  strictEqual(batcher.lost, false);
});

Deno.test("a model that the CPU can't load rejects who needs it, and nobody else", async () => {
  const model: BatchedModel = {
    session: actingModel([], {
      output({ pictures }) {
        if (pictures[0] === 1) throw new Error("hiccup");
        return undefined;
      },
    }).session,
    onCpu() {
      throw new Error("no memory for it");
    },
  };
  const batcher = new Batcher(new Map([["net", model]]), () => {});
  await rejects(batcher.run("net", picture(1), DIMS), /no memory for it/);
  deepStrictEqual([...(await batcher.run("net", picture(2), DIMS)).outputs.values.data], [4, 1]);
});

Deno.test("a model that takes no batches gets one picture after the other", async () => {
  const { runs, askAll } = batcherWith({ takesBatches: false });
  deepStrictEqual(await askAll(20), answersOf(20, 1));
  deepStrictEqual(sizes(runs), Array(20).fill(1));
});

Deno.test("networks are not mixed", async () => {
  const runs: Run[] = [], other: Run[] = [];
  const models = new Map([["a", actingModel(runs)], ["b", actingModel(other)]]);
  const batcher = new Batcher(models, () => {});
  await Promise.all([1, 2, 3, 4].map((value) => batcher.run(value % 2 ? "a" : "b", picture(value), DIMS)));
  deepStrictEqual(runs.flatMap(({ pictures }) => pictures), [1, 3]);
  deepStrictEqual(other.flatMap(({ pictures }) => pictures), [2, 4]);
  await rejects(batcher.run("c", picture(1), DIMS), /no model "c"/);
});

Deno.test("each picture has its share of a run's time", async () => {
  const { batcher } = batcherWith({ before: () => new Promise((resolve) => setTimeout(resolve, 40)) });
  const answers = await Promise.all([1, 2, 3, 4].map((value) => batcher.run("net", picture(value), DIMS)));
  const all = answers.map(({ ms }) => ms);
  ok(all.every((ms) => ms === all[0] && ms > 0));
});
