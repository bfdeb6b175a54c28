import { onnxWasm, wasmRuntimeCode } from "../assets.ts";
import type { InferenceRuntime } from "../inference/session.ts";

/** Opens ONNX Runtime's WebAssembly build, whose code is only loaded now. */
export async function openWasm(): Promise<InferenceRuntime> {
  const { openWasmRuntime }: typeof import("../inference/onnx_wasm.ts") = await import(
    wasmRuntimeCode().href
  );
  return await openWasmRuntime(onnxWasm());
}
