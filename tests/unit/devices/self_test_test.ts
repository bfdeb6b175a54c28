import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { defaultPackFolder } from "../../../src/assets.ts";
import { probeAccelerator } from "../../../src/devices/probe.ts";
import {
  difference,
  embeddingDifference,
  SelfTestNetworks,
  type SelfTestResult,
} from "../../../src/devices/self_test.ts";
import { readStoredResult, readTestPicture, storedResult } from "../../../src/devices/test_picture.ts";
import type { Detection } from "../../../src/faces/face.ts";
import { modelFiles, readPack } from "../../../src/faces/pack.ts";
import { messageOf } from "../../../src/failure.ts";
import { Batcher } from "../../../src/inference/batching/batcher.ts";
import { modelId, RemoteRuntime } from "../../../src/inference/remote_runtime.ts";
import {
  floatTensor,
  type InferenceRuntime,
  type Session,
  type Tensors,
} from "../../../src/inference/session.ts";
import { Meter } from "../../../src/meter.ts";
import { nativeRuntime } from "../native_runtime.ts";

const pack = readPack(defaultPackFolder()), cpu = nativeRuntime();
const ids = modelFiles(pack.manifest).map(({ sha256 }) => sha256);
const { detector, proposals, recognizers } = pack.manifest;
const isFile = (model: Uint8Array, name: string) => modelId(model) === modelId(pack.models.get(name)!);

/** The CPU with a fault: `change` alters what a run of this network takes, `spoil` what it gives. */
function faulty(
  name: string,
  { change = (inputs) => inputs, spoil = (outputs) => outputs }: {
    change?: (inputs: Tensors) => Tensors;
    spoil?: (outputs: Tensors) => Tensors;
  },
): InferenceRuntime {
  return {
    sideStep: 1,
    load(model) {
      const session = cpu.load(model);
      if (!isFile(model, name)) return session;
      return {
        inputs: session.inputs,
        outputs: session.outputs,
        takesBatches: false,
        run: async (inputs) => spoil(await session.run(change(inputs))),
        release: () => session.release(),
      };
    },
  };
}

/** Each tensor with other values. */
const mapped = (tensors: Tensors, value: (value: number, i: number, data: Float32Array) => number): Tensors =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { data, dims }]) => [
      name,
      floatTensor((data as Float32Array).map((one, i, all) => value(one, i, all)), dims),
    ]),
  );

const faultOf = async (runtime: InferenceRuntime) =>
  (await probeAccelerator(pack, cpu, true, () => runtime)).fault;

Deno.test("what is stored is what the CPU says", async () => {
  const networks = new SelfTestNetworks(pack, cpu), picture = readTestPicture();
  const stored = readStoredResult(ids)!;
  const found = await networks.once(picture, await networks.landmarks(picture));
  strictEqual(difference(stored, found), null);
  strictEqual(stored.detections.length, 1);
  ok(stored.embeddings.length === 2 && stored.proposals.length > 0);
});

Deno.test("what is stored is read as it was written, and of other models there is nothing", () => {
  const stored = readStoredResult(ids)!;
  strictEqual(readStoredResult([...ids].reverse()), null);
  strictEqual(storedResult(stored, ids).includes(ids[0]), true);
});

Deno.test("each kind of difference is told", () => {
  const right = readStoredResult(ids)!, [face] = right.detections;
  const differs = (other: Partial<SelfTestResult>) => difference(right, { ...right, ...other }) ?? "";
  const [[x, y], ...others] = face.landmarks,
    moved: Detection = { ...face, landmarks: [[x + 1, y], ...others] };
  match(differs({ detections: [] }), /sees 0 faces where there are 1/);
  match(differs({ detections: [moved] }), /a face 1.0 pixels aside/);
  match(differs({ detections: [{ ...face, box: { ...face.box, width: NaN } }] }), /NaN pixels aside/);
  match(differs({ detections: [{ ...face, score: face.score - 0.05 }] }), /score/);
  match(differs({ proposals: [] }), /other places/);
  match(differs({ embeddings: right.embeddings.map((one) => one.map((value) => -value)) }), /embedding/);
  match(differs({ embeddings: right.embeddings.map((one) => one.map(() => NaN)) }), /embedding/);
  strictEqual(differs({}), "");
});

Deno.test("a detector that sees things aside is caught", async () => {
  const shifted = faulty(detector.file, {
    change: (inputs) => mapped(inputs, (_, i, all) => all[Math.max(0, i - 2)]),
  });
  match((await faultOf(shifted))!, /pixels aside|score/);
});

Deno.test("a network that proposes other places is caught", async () => {
  const other = faulty(proposals!.file, { spoil: (outputs) => mapped(outputs, (value) => -value) });
  match((await faultOf(other))!, /other places/);
});

for (const { file } of recognizers) {
  Deno.test(`embeddings of ${file} that are wrong are caught`, async () => {
    // Rounding as coarse as this is what a card with too little precision does.
    const coarse = faulty(file, { spoil: (outputs) => mapped(outputs, (value, i) => i % 4 ? value : 0) });
    match((await faultOf(coarse))!, /an embedding is only 0\.\d+ like the right one/);
  });
}

/** Networks behind a batcher, as a probe has them, on an "accelerator" that is `acting`. */
function batched(
  act: (session: Session) => Session["run"],
  trouble: (message: string) => void,
): InferenceRuntime {
  const models = new Map([...pack.models.values()].map((model) => {
    const session = cpu.load(model), { inputs, outputs } = session;
    const acting = { inputs, outputs, takesBatches: true, run: act(session), release() {} };
    return [modelId(model), { session: acting, onCpu: () => session }] as const;
  }));
  const signatures = [...models].map(([id, { session }]) => [id, session] as const);
  const batcher = new Batcher(models, ({ message }) => trouble(message));
  const runtime: RemoteRuntime = new RemoteRuntime(
    { models: new Map(signatures), sideStep: 1 },
    ({ id, model, data, dims }) => {
      batcher.run(model, data, dims).then(
        (answer) => runtime.replied({ type: "ran", id, answer }),
        (error) => runtime.replied({ type: "ran", id, failure: messageOf(error) }),
      );
    },
    new Meter(),
  );
  return runtime;
}

/** One picture of a batch after the other; `spoil` may alter what each gives. */
const oneByOne =
  (spoil: (values: Float32Array, at: number, size: number) => Float32Array) =>
  (session: Session): Session["run"] =>
  async (inputs) => {
    const [name] = session.inputs, { data, dims: [size, ...shape] } = inputs[name];
    const length = data.length / size, parts: Tensors[] = [];
    for (let i = 0; i < size; i++) {
      const picture = (data as Float32Array).slice(i * length, (i + 1) * length);
      parts.push(await session.run({ [name]: floatTensor(picture, [1, ...shape]) }));
    }
    return Object.fromEntries(session.outputs.map((output) => {
      const all = parts.map((part, i) => [...spoil(part[output].data as Float32Array, i, size)]);
      return [output, floatTensor(Float32Array.from(all.flat()), [size, ...parts[0][output].dims.slice(1)])];
    }));
  };

Deno.test("an accelerator that is wrong with one picture of a batch only is caught", async () => {
  const runtime = oneByOne((values, at, size) =>
    size > 1 && at === 2 ? values.map((value) => value * value) : values
  );
  const { fault } = await probeAccelerator(pack, cpu, true, (trouble) => batched(runtime, trouble));
  match(fault!, /embedding|aside|faces|score|places/);
});

Deno.test("an accelerator that is wrong with a few faces of 64 at a time only is caught", async () => {
  const runtime = oneByOne((values, at, size) =>
    size === 64 && at === 11 ? values.map((value) => value * value) : values
  );
  const { fault } = await probeAccelerator(pack, cpu, true, (trouble) => batched(runtime, trouble));
  match(fault!, /an embedding is only/);
});

Deno.test("an accelerator that mixes up two of 16 faces is caught", async () => {
  const mixing = (session: Session): Session["run"] => {
    const run = oneByOne((values) => values)(session);
    return async (inputs) => {
      const outputs = await run(inputs), [size] = inputs[session.inputs[0]].dims;
      if (size !== 16) return outputs;
      return Object.fromEntries(
        Object.entries(outputs).map(([name, { data, dims }]) => {
          const all = data as Float32Array, length = all.length / size, swapped = all.slice();
          swapped.set(all.subarray(0, length), length);
          swapped.set(all.subarray(length, 2 * length), 0);
          return [name, floatTensor(swapped, dims)];
        }),
      );
    };
  };
  const networks = new SelfTestNetworks(pack, batched(mixing, () => {})), stored = readStoredResult(ids)!;
  const crowds = await networks.crowds(readTestPicture(), stored.detections[0].landmarks);
  const faults = crowds.map((found) => embeddingDifference(stored.embeddings, found) !== null);
  strictEqual(faults.length, (16 + 64) / 2);
  deepStrictEqual([faults[0], faults.slice(1).includes(true)], [true, false]);
});

Deno.test("an accelerator that is far slower than the CPU is not tested with many pictures, and says so", async () => {
  let most = 0;
  // So many times as long as the CPU takes, however busy that is: well above what counts as hopeless.
  const slow = (session: Session): Session["run"] => async (inputs) => {
    most = Math.max(most, inputs[session.inputs[0]].dims[0]);
    const began = performance.now(), outputs = await oneByOne((values) => values)(session)(inputs);
    await new Promise((resolve) => setTimeout(resolve, 60 * (performance.now() - began)));
    return outputs;
  };
  const { fault, isCursory } = await probeAccelerator(
    pack,
    cpu,
    false,
    (trouble) => batched(slow, trouble),
  );
  deepStrictEqual([fault, isCursory, most < 16], [null, true, true]);
});

Deno.test("an accelerator that fails in the place of whom the CPU would go on is caught", async () => {
  const runtime = () => () => Promise.reject(new Error("device lost"));
  const { fault, ms } = await probeAccelerator(pack, cpu, true, (trouble) => batched(runtime, trouble));
  match(fault!, /device lost/);
  strictEqual(ms, null);
});

Deno.test("an accelerator that does as the CPU has no fault, and a time for each", async () => {
  const runtime = oneByOne((values) => values);
  const { fault, ms, cpuMs } = await probeAccelerator(
    pack,
    cpu,
    true,
    (trouble) => batched(runtime, trouble),
  );
  strictEqual(fault, null);
  ok(ms! > 0 && cpuMs! > 0);
});
