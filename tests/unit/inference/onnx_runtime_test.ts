import { strictEqual, throws } from "node:assert";
import { inShort } from "../../../src/inference/onnx_runtime.ts";
import { nativeRuntime } from "../native_runtime.ts";

Deno.test("what ONNX Runtime says is told in one line, without where in its sources it comes from", () => {
  const adapter = "Failed to get a WebGPU adapter: No supported adapters";
  const whole = "/onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 Initialize() " +
    `adapter_result.status == wgpu::RequestAdapterStatus::Success was false. ${adapter}.\nand more\n`;
  strictEqual(inShort(whole), adapter);
  strictEqual(inShort("it is hot"), "it is hot");
});

Deno.test("a model that can't be loaded is told in one line", () => {
  throws(() => nativeRuntime().load(new Uint8Array(10)), /^Error: [^\n]+$/);
});
