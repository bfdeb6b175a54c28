import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert";
import {
  modelId,
  RemoteRuntime,
  type RunReply,
  type RunRequest,
} from "../../../src/inference/remote_runtime.ts";
import { floatTensor } from "../../../src/inference/session.ts";
import { Meter } from "../../../src/meter.ts";

const MODEL = new TextEncoder().encode("a model"), DIMS = [1, 3, 1, 1];
const SIGNATURE = { inputs: ["picture"], outputs: ["values"], takesBatches: true };

/** A runtime, and the requests that it has sent. */
function remote() {
  const asked: RunRequest[] = [], meter = new Meter();
  const models = new Map([[modelId(MODEL), SIGNATURE]]);
  const runtime = new RemoteRuntime({ models, sideStep: 128 }, (request) => asked.push(request), meter);
  /** Answers a request with its picture's first value. */
  const reply = ({ id, data }: RunRequest, ms = 1): void =>
    runtime.replied({
      type: "ran",
      id,
      answer: { outputs: { values: { data: data.slice(0, 1), dims: [1, 1] } }, ms },
    });
  const session = runtime.load(MODEL);
  const run = async (value: number) => {
    const { values } = await session.run({ picture: floatTensor(new Float32Array(3).fill(value), DIMS) });
    return values.data[0];
  };
  return { runtime, session, asked, reply, run, meter };
}

Deno.test("a model is known by its content, and what another thread has not loaded is refused", () => {
  const { runtime, session } = remote();
  deepStrictEqual([session.inputs, session.outputs, session.takesBatches], [["picture"], ["values"], true]);
  strictEqual(runtime.sideStep, 128);
  strictEqual(runtime.load(MODEL.slice()).takesBatches, true);
  throws(() => runtime.load(new Uint8Array(3)), /has not loaded it/);
});

Deno.test("several runs wait at the same time, and each has its own reply, in whatever order they come", async () => {
  const { asked, reply, run } = remote();
  const all = [1, 2, 3, 4, 5].map(run);
  strictEqual(asked.length, 5);
  for (const i of [3, 0, 4, 2, 1]) reply(asked[i]);
  deepStrictEqual(await Promise.all(all), [1, 2, 3, 4, 5]);
});

Deno.test("the caller's memory may be used again at once, and is still its own", async () => {
  const { session, asked, reply } = remote();
  const input = new Float32Array(3).fill(1), tensor = floatTensor(input, DIMS);
  const first = session.run({ picture: tensor });
  input.fill(2);
  const second = session.run({ picture: tensor });
  input.fill(3);
  deepStrictEqual(asked.map(({ data, dims }) => [[...data], dims]), [[[1, 1, 1], DIMS], [[2, 2, 2], DIMS]]);
  ok(asked.every(({ data }) => data.buffer !== input.buffer && data.byteOffset === 0));
  // As a message takes it along.
  for (const request of asked) {
    const { data } = structuredClone(request, { transfer: [request.data.buffer] });
    reply({ ...request, data });
  }
  deepStrictEqual([(await first).values.data[0], (await second).values.data[0]], [1, 2]);
  strictEqual(input.length, 3);
});

Deno.test("a run that failed is rejected with the other thread's words, and no other is", async () => {
  const { runtime, asked, reply, run } = remote();
  const [bad, good] = [run(1), run(2)];
  runtime.replied({ type: "ran", id: asked[0].id, failure: "device lost" });
  reply(asked[1]);
  await rejects(bad, /device lost/);
  strictEqual(await good, 2);
});

Deno.test("a reply that nobody waits for changes nothing", async () => {
  const { runtime, asked, reply, run } = remote();
  const stray: RunReply = { type: "ran", id: 99, failure: "late" };
  runtime.replied(stray);
  const one = run(7);
  reply(asked[0]);
  runtime.replied({ ...stray, id: asked[0].id });
  strictEqual(await one, 7);
});

Deno.test("a run counts with its share of the other thread's time", async () => {
  const { asked, reply, run, meter } = remote();
  await meter.stage("embed", async () => {
    const one = run(1);
    reply(asked[0], 12);
    await one;
  });
  const { kernel, runs, amount } = meter.take().embed!;
  deepStrictEqual({ kernel, runs, amount }, { kernel: 12, runs: 1, amount: 1 });
});
