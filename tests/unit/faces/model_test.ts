import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert";
import { onnxWasm } from "../../../src/assets.ts";
import { FaceAnalyzer } from "../../../src/faces/analyzer.ts";
import { type Manifest, parseManifest } from "../../../src/faces/manifest.ts";
import { type Pack, readPack } from "../../../src/faces/pack.ts";
import { openWasmRuntime } from "../../../src/inference/onnx_wasm.ts";
import { floatTensor } from "../../../src/inference/session.ts";
import { Random } from "../../random.ts";
import { nativeRuntime } from "../native_runtime.ts";

const models = new URL("../../../models/", import.meta.url);
const own = readPack(models), text = Deno.readTextFileSync(new URL("manifest.json", models));
const runtime = nativeRuntime();

/** The program's own pack, whose manifest says something else. */
function changed(change: (manifest: Manifest) => void): Pack {
  const manifest = parseManifest(text);
  change(manifest);
  return { ...own, manifest };
}

const says = (expected: string) => (error: unknown) => {
  strictEqual((error as Error).message, expected);
  return true;
};

Deno.test("a pack's networks run on nothing, and what they give is as the manifest says", async () => {
  await new FaceAnalyzer(own, runtime).tryOut();
});

Deno.test("a model that lacks the input or an output of the manifest is refused, with those that it has", () => {
  const input = changed(({ detector }) => detector.input.name = "data");
  throws(
    () => new FaceAnalyzer(input, runtime),
    says(
      `model pack "default": centerface.onnx: the manifest names the input "data", the model takes: input.1`,
    ),
  );
  const output = changed(({ recognizers }) => recognizers[0].output = "fc1");
  throws(
    () => new FaceAnalyzer(output, runtime),
    says(
      `model pack "default": mobilefacenet192.onnx: the manifest names the output "fc1", the model gives: output`,
    ),
  );
});

Deno.test("a file that ONNX Runtime doesn't take is refused by name", () => {
  const pack = { ...own, models: new Map(own.models).set("fr512.onnx", new Uint8Array(100)) };
  throws(
    () => new FaceAnalyzer(pack, runtime),
    /^Error: model pack "default": fr512\.onnx: ONNX Runtime does not take it: /,
  );
});

Deno.test("outputs of another size than the manifest says are told when the networks are tried out", async () => {
  const dimension = changed(({ recognizers }) => {
    recognizers[0].dimension = 200;
    recognizers[1].dimension = 504;
  });
  await rejects(
    new FaceAnalyzer(dimension, runtime).tryOut(),
    says(
      `model pack "default": mobilefacenet192.onnx: output "output" is 1 x 192, 192 numbers; by the manifest it ` +
        "would be 200 numbers for an input of 1 x 3 x 112 x 112",
    ),
  );
  const swapped = changed(({ detector }) => {
    if (detector.kind === "centerface") detector.outputs.heatmap = detector.outputs.size;
  });
  await rejects(
    new FaceAnalyzer(swapped, runtime).tryOut(),
    /centerface\.onnx: output "538" is 1 x 2 x 8 x 16, 256 numbers; by the manifest it would be 128 numbers/,
  );
});

Deno.test("a network that fails on the manifest's input size is told when it is tried out", async () => {
  const size = changed(({ recognizers }) => recognizers[1].input.size = 100);
  await rejects(
    new FaceAnalyzer(size, runtime).tryOut(),
    /fr512\.onnx: it fails on an input of 1 x 3 x 100 x 100: /,
  );
});

const wasm = await openWasmRuntime(onnxWasm()), random = new Random(3);

for (
  const [name, shape] of [
    ["centerface.onnx", [1, 3, 96, 128]],
    ["proposals.onnx", [1, 3, 64, 128]],
    ["mobilefacenet192.onnx", [1, 3, 112, 112]],
    ["fr512.onnx", [1, 3, 112, 112]],
  ] as const
) {
  Deno.test(`${name} has the same inputs and outputs by WebAssembly, and gives the same`, async () => {
    const one = runtime.load(own.models.get(name)!), other = wasm.load(own.models.get(name)!);
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
