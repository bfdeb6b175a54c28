import process from "node:process";
import { Tensor } from "onnxruntime-common";
import type { InferenceRuntime, Session, Tensors } from "./session.ts";

/** The native add-on's own interface, as its JavaScript wrapper in onnxruntime-node 1.30.0 uses it. */
interface Binding {
  initOrtOnce(logLevel: number, tensor: typeof Tensor, isMainThread: boolean): void;
  InferenceSession: new () => NativeSession;
}
interface NativeSession {
  loadModel(buffer: ArrayBufferLike, offset: number, length: number, options: Record<string, unknown>): void;
  inputMetadata: { name: string }[];
  outputMetadata: { name: string }[];
  run(feeds: Tensors, fetches: Record<string, null>, options: Record<string, unknown>): Tensors;
  dispose(): void;
}

/** ONNX Runtime's log severities: models with weights among their inputs would otherwise print hundreds of warnings. */
const ERRORS_ONLY = 3;

/** One thread a session, because there is a worker a core. */
const CPU_OPTIONS = {
  executionProviders: ["cpu"],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  graphOptimizationLevel: "all",
  logSeverityLevel: ERRORS_ONLY,
  // Patterns are kept for every input shape, and photos have many: they cost 30 MB a worker and save no time.
  enableMemPattern: false,
};

/**
 * ONNX Runtime from its native add-on at `addonPath`, a real file with the runtime's library beside it.
 * Throws when the system's loader refuses it.
 */
export function openOnnxRuntime(addonPath: string): InferenceRuntime {
  // It would otherwise write a device id under the visitor's home and may upload: before the library is loaded.
  Deno.env.set("ORT_DISABLE_TELEMETRY", "1");
  const module = { exports: {} };
  (process as unknown as { dlopen(module: { exports: unknown }, path: string): void }).dlopen(
    module,
    addonPath,
  );
  const binding = module.exports as Binding;
  binding.initOrtOnce(ERRORS_ONLY, Tensor, false);
  return { load: (model) => openSession(binding, model) };
}

function openSession(binding: Binding, model: Uint8Array): Session {
  const native = new binding.InferenceSession();
  native.loadModel(model.buffer, model.byteOffset, model.byteLength, CPU_OPTIONS);
  const outputs = native.outputMetadata.map(({ name }) => name);
  const fetches = Object.fromEntries(outputs.map((name) => [name, null]));
  return {
    inputs: native.inputMetadata.map(({ name }) => name),
    outputs,
    run: (inputs) => Promise.resolve(native.run(inputs, fetches, {})),
    release: () => native.dispose(),
  };
}
