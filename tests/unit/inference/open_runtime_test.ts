import { deepStrictEqual, match, rejects, strictEqual } from "node:assert";
import { openRuntime } from "../../../src/inference/open_runtime.ts";
import type { InferenceRuntime } from "../../../src/inference/session.ts";
import { makeFolder } from "../output/temporary_folder.ts";

const wasm: InferenceRuntime = {
  sideStep: 1,
  load() {
    throw new Error("nothing is loaded here");
  },
};
const openWasm = () => Promise.resolve(wasm);

Deno.test("wasm is taken when asked for", async () => {
  const { runtime, provider } = await openRuntime("wasm", { path: "/not/looked/at" }, openWasm);
  strictEqual(runtime, wasm);
  deepStrictEqual(provider, { used: "wasm", reason: "asked for" });
});

Deno.test("where there is no native library for the system, WebAssembly takes over, and the reason is told", async () => {
  const { runtime, provider } = await openRuntime(
    "auto",
    { missing: "there is none for this system" },
    openWasm,
  );
  strictEqual(runtime, wasm);
  strictEqual(provider.used, "wasm");
  match(provider.reason, /native library does not load here \(there is none for this system\)/);
});

Deno.test("what the system's loader refuses is caught, and told in its words", async () => {
  await using folder = await makeFolder();
  const path = `${folder.path}/onnxruntime_binding.node`;
  await Deno.writeTextFile(path, "no library");
  const { runtime, provider } = await openRuntime("auto", { path }, openWasm);
  strictEqual(runtime, wasm);
  match(provider.reason, /does not load here \(.*onnxruntime_binding\.node.*\)/);
});

Deno.test("cpu doesn't fall back", () =>
  rejects(
    openRuntime("cpu", { missing: "there is none for this system" }, openWasm),
    /^UsageError: --device cpu: ONNX Runtime's native library does not load here \(there is none.*Give --device wasm, or leave it out/,
  ));
