import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert";
import { onnxWasm } from "../../../src/assets.ts";
import { openWasmRuntime } from "../../../src/inference/onnx_wasm.ts";
import { floatTensor } from "../../../src/inference/session.ts";
import { Random } from "../../random.ts";
import { nativeRuntime } from "../native_runtime.ts";

const models = new URL("../../../models/", import.meta.url);
const modelOf = (name: string) => Deno.readFileSync(new URL(name, models));
const native = nativeRuntime(), wasm = await openWasmRuntime(onnxWasm());
const random = new Random(3);

for (
  const [name, shape] of [
    ["centerface.onnx", [1, 3, 96, 128]],
    ["proposals.onnx", [1, 3, 64, 128]],
    ["mobilefacenet192.onnx", [1, 3, 112, 112]],
    ["fr512.onnx", [1, 3, 112, 112]],
  ] as const
) {
  Deno.test(`${name} has the same inputs and outputs as by the native library, and gives the same`, async () => {
    const one = native.load(modelOf(name)), other = wasm.load(modelOf(name));
    deepStrictEqual([other.inputs, other.outputs], [one.inputs, one.outputs]);
    const [, planes, height, width] = shape;
    const values = Float32Array.from({ length: planes * height * width }, () => random.below(256) / 128 - 1);
    const input = { [one.inputs[0]]: floatTensor(values, shape) };
    const [expected, found] = [await one.run(input), await other.run(input)];
    for (const output of one.outputs) {
      deepStrictEqual([...found[output].dims], [...expected[output].dims]);
      const a = expected[output].data as Float32Array, b = found[output].data as Float32Array;
      const largest = a.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
      ok(a.every((value, i) => Math.abs(value - b[i]) < 1e-3 * largest), output);
    }
    one.release();
    other.release();
  });
}

Deno.test("what a run gives is kept by the next run, of another size", async () => {
  const session = wasm.load(modelOf("centerface.onnx"));
  const run = async (side: number) => {
    const input = floatTensor(new Float32Array(3 * side * side).fill(side / 64), [1, 3, side, side]);
    return (await session.run({ [session.inputs[0]]: input }))[session.outputs[0]];
  };
  const first = await run(32), copy = [...first.data as Float32Array];
  const second = await run(64);
  deepStrictEqual([[...first.dims], [...second.dims]], [[1, 1, 8, 8], [1, 1, 16, 16]]);
  deepStrictEqual([...first.data as Float32Array], copy);
  deepStrictEqual([...(await run(32)).data as Float32Array], copy);
});

Deno.test("runs give back the memory of their tensors", async () => {
  const session = wasm.load(modelOf("proposals.onnx")), bytes = 4 * 3 * 96 * 96;
  const input = { [session.inputs[0]]: floatTensor(new Float32Array(bytes / 4), [1, 3, 96, 96]) };
  const after = async (runs: number) => {
    for (let i = 0; i < runs; i++) await session.run(input);
    return Deno.memoryUsage().rss;
  };
  const before = await after(50), runs = 600;
  ok(await after(runs) - before < 0.5 * runs * bytes);
});

Deno.test("what is no model is refused with ONNX Runtime's words, and the next one is loaded all the same", () => {
  throws(() => wasm.load(new Uint8Array(100)), /Error: .*(ModelProto|protobuf|graph)/i);
  strictEqual(wasm.load(modelOf("fr512.onnx")).inputs.length, 1);
});

Deno.test("an input of a wrong size is refused, and the session works on", async () => {
  const session = wasm.load(modelOf("fr512.onnx")), [name] = session.inputs;
  const zeroes = (side: number) => ({
    [name]: floatTensor(new Float32Array(3 * side * side), [1, 3, side, side]),
  });
  await rejects(session.run(zeroes(100)), /100/);
  strictEqual((await session.run(zeroes(112)))[session.outputs[0]].data.length, 512);
});

Deno.test("what is no WebAssembly is refused", () => rejects(openWasmRuntime(new Uint8Array(8)), /Error/));
