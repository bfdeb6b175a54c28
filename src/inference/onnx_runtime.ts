import type { ProviderName } from "./provider.ts";
import process from "node:process";
import { Tensor } from "onnxruntime-common";
import { messageOf } from "../failure.ts";
import type { InferenceRuntime, Session, Tensors } from "./session.ts";

/** The native add-on's own interface, as its JavaScript wrapper in onnxruntime-node 1.30.0 uses it. */
interface Binding {
  initOrtOnce(logLevel: number, tensor: typeof Tensor, isMainThread: boolean): void;
  InferenceSession: new () => NativeSession;
}
interface NativeSession {
  loadModel(buffer: ArrayBufferLike, offset: number, length: number, options: Record<string, unknown>): void;
  inputMetadata: { name: string; shape: number[] }[];
  outputMetadata: { name: string }[];
  run(feeds: Tensors, fetches: Record<string, null>, options: Record<string, unknown>): Tensors;
  dispose(): void;
}

/** ONNX Runtime's log severities: models with weights among their inputs would otherwise print hundreds of warnings. */
const ERRORS_ONLY = 3;

/** What ONNX Runtime calls its execution providers. */
const EXECUTION_PROVIDERS = {
  cpu: "cpu",
  cuda: "cuda",
  directml: "dml",
  webgpu: "webgpu",
  coreml: "coreml",
} as const satisfies Record<Exclude<ProviderName, "wasm">, string>;

/** An execution provider of the native library. */
export type NativeProvider = keyof typeof EXECUTION_PROVIDERS;

/**
 * Multiples of this make few shapes of the photos that there are, and add a tenth to their pixels; those of the
 * detector's passes (480, 1280) are near one.
 */
const ACCELERATOR_SIDE_STEP = 128;

/** ONNX Runtime's native library, open. */
export class NativeLibrary {
  readonly #binding: Binding;

  private constructor(binding: Binding) {
    this.#binding = binding;
  }

  /**
   * Opens the native add-on at `addonPath`, a real file with the runtime's library beside it; once a process, on one of
   * its threads. Throws when the system's loader refuses it.
   */
  static open(addonPath: string): NativeLibrary {
    // It would otherwise write a device id under the visitor's home and may upload: before the library is loaded.
    Deno.env.set("ORT_DISABLE_TELEMETRY", "1");
    const module = { exports: {} };
    (process as unknown as { dlopen(module: { exports: unknown }, path: string): void }).dlopen(
      module,
      addonPath,
    );
    const binding = module.exports as Binding;
    binding.initOrtOnce(ERRORS_ONLY, Tensor, false);
    return new NativeLibrary(binding);
  }

  /** Loads models for a provider; `gpu`: its number, where the provider can tell several apart. */
  runtime(provider: NativeProvider, gpu = 0): InferenceRuntime {
    return {
      sideStep: provider === "cpu" ? 1 : ACCELERATOR_SIDE_STEP,
      load: (model) => openSession(this.#binding, model, provider, gpu),
    };
  }
}

/** ONNX Runtime's messages begin with where in its sources they come from, and go on for lines. */
export function inShort(message: string): string {
  const [line] = message.replace(/^\/onnxruntime_src\/.* was false\. /, "").split("\n");
  return line.replace(/\.$/, "");
}

/** What the library does, with its words in short. */
function briefly<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    // Memory that runs out is told by its kind.
    if (error instanceof RangeError) throw error;
    throw new Error(inShort(messageOf(error)), { cause: error });
  }
}

function openSession(binding: Binding, model: Uint8Array, provider: NativeProvider, gpu: number): Session {
  const native = new binding.InferenceSession();
  const options = {
    executionProviders: [{
      name: EXECUTION_PROVIDERS[provider],
      ...(gpu > 0 && { deviceId: gpu }),
    }],
    // One thread a session, because there is a worker a core.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
    logSeverityLevel: ERRORS_ONLY,
    // Patterns are kept for every input shape, and photos have many: they cost 30 MB a worker and save no time.
    enableMemPattern: false,
  };
  briefly(() => native.loadModel(model.buffer, model.byteOffset, model.byteLength, options));
  const outputs = native.outputMetadata.map(({ name }) => name);
  const fetches = Object.fromEntries(outputs.map((name) => [name, null]));
  return {
    inputs: native.inputMetadata.map(({ name }) => name),
    outputs,
    takesBatches: native.inputMetadata.every(({ shape }) => shape[0] === ANY_SIZE),
    run: (inputs) => Promise.resolve(briefly(() => native.run(inputs, fetches, {}))),
    release: () => native.dispose(),
  };
}

/** How the add-on tells a dimension that a model leaves open. */
const ANY_SIZE = -1;
