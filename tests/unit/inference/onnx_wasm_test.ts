import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert";
import { onnxWasm } from "../../../src/assets.ts";
import { openWasmRuntime } from "../../../src/inference/onnx_wasm.ts";
import { floatTensor } from "../../../src/inference/session.ts";

const models = new URL("../../../models/", import.meta.url);
const modelOf = (name: string) => Deno.readFileSync(new URL(name, models));
const wasm = await openWasmRuntime(onnxWasm());

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
