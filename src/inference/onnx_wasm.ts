import createModule from "onnxruntime-web/ort-wasm-simd-threaded.mjs";
import { Tensor } from "onnxruntime-common";
import type { InferenceRuntime, Session, Tensors } from "./session.ts";

/**
 * What ONNX Runtime's WebAssembly build exports, as the JavaScript wrapper in onnxruntime-web 1.30.0 uses it
 * (lib/wasm/wasm-types.ts). Addresses and handles are numbers of 32 bits; functions with an error code give 0 when all
 * is well.
 */
interface WasmModule {
  HEAPU8: Uint8Array;
  HEAPU32: Uint32Array;
  UTF8ToString(at: number): string;
  _malloc(bytes: number): number;
  _free(at: number): void;
  _OrtInit(threads: number, logLevel: number): number;
  _OrtGetLastError(code: number, message: number): number;
  _OrtCreateSessionOptions(
    optimization: number,
    memoryArena: boolean,
    memoryPattern: boolean,
    executionMode: number,
    profiling: boolean,
    profilePrefix: number,
    logId: number,
    logSeverity: number,
    logVerbosity: number,
    optimizedModelPath: number,
  ): number;
  _OrtReleaseSessionOptions(options: number): number;
  _OrtCreateSession(model: number, bytes: number, options: number): number;
  _OrtReleaseSession(session: number): number;
  _OrtGetInputOutputCount(session: number, inputs: number, outputs: number): number;
  _OrtGetInputOutputMetadata(session: number, index: number, name: number, metadata: number): number;
  _OrtFree(at: number): number;
  _OrtCreateTensor(
    type: number,
    data: number,
    bytes: number,
    dims: number,
    rank: number,
    location: number,
  ): number;
  _OrtReleaseTensor(tensor: number): number;
  _OrtGetTensorData(tensor: number, type: number, data: number, dims: number, rank: number): number;
  _OrtCreateRunOptions(logSeverity: number, logVerbosity: number, terminate: boolean, tag: number): number;
  _OrtReleaseRunOptions(options: number): number;
  _OrtRun(
    session: number,
    inputNames: number,
    inputs: number,
    inputCount: number,
    outputNames: number,
    outputCount: number,
    outputs: number,
    options: number,
  ): number;
}

/** ONNX Runtime's log severities and graph optimizations, and its number for float32 and for the CPU's memory. */
const ERRORS_ONLY = 3, QUIET = 0, ALL_OPTIMIZATIONS = 99, SEQUENTIAL = 0, FLOAT32 = 1, IN_CPU_MEMORY = 1;
/** Bytes of an address, a handle, a dimension. */
const WORD = 4;
/** No text, no address. */
const NONE = 0;

/**
 * ONNX Runtime as WebAssembly with SIMD, from the bytes of its .wasm file. It runs on the thread that calls it: there is
 * a worker process a core. Throws when the module can't be made.
 */
export async function openWasmRuntime(wasmBinary: Uint8Array): Promise<InferenceRuntime> {
  const module: WasmModule = await createModule({ wasmBinary, numThreads: 1 });
  if (module._OrtInit(1, ERRORS_ONLY) !== 0) throw lastError(module);
  return { sideStep: 1, load: (model) => new WasmSession(module, model) };
}

/** A session in the module's memory. */
class WasmSession implements Session {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly takesBatches = false;
  readonly #module: WasmModule;
  readonly #handle: number;
  /** Addresses of the names, in the order of {@link inputs} and {@link outputs}. */
  readonly #inputNames: number[];
  readonly #outputNames: number[];

  constructor(module: WasmModule, model: Uint8Array) {
    this.#module = module;
    this.#handle = createSession(module, model);
    using memory = new Scratch(module);
    const counts = memory.words(2);
    check(module, module._OrtGetInputOutputCount(this.#handle, counts, counts + WORD));
    const [inputs, outputs] = memory.read(counts, 2);
    const names = Array.from({ length: inputs + outputs }, (_, i) => this.#name(i));
    this.#inputNames = names.slice(0, inputs);
    this.#outputNames = names.slice(inputs);
    this.inputs = this.#inputNames.map((name) => module.UTF8ToString(name));
    this.outputs = this.#outputNames.map((name) => module.UTF8ToString(name));
  }

  // deno-lint-ignore require-await -- what goes wrong is a rejection
  async run(inputs: Tensors): Promise<Tensors> {
    const module = this.#module;
    using memory = new Scratch(module);
    const given = this.inputs.map((name) => memory.tensor(inputs[name]));
    const results = memory.words(this.outputs.length, this.outputs.map(() => NONE));
    const code = module._OrtRun(
      this.#handle,
      memory.words(given.length, this.#inputNames),
      memory.words(given.length, given),
      given.length,
      memory.words(this.outputs.length, this.#outputNames),
      this.outputs.length,
      results,
      memory.runOptions(),
    );
    const handles = memory.read(results, this.outputs.length);
    handles.forEach((handle) => memory.release(handle));
    check(module, code);
    return Object.fromEntries(handles.map((handle, i) => [this.outputs[i], memory.valuesOf(handle)]));
  }

  release() {
    for (const name of [...this.#inputNames, ...this.#outputNames]) this.#module._OrtFree(name);
    this.#module._OrtReleaseSession(this.#handle);
  }

  #name(index: number): number {
    using memory = new Scratch(this.#module);
    const at = memory.words(2);
    check(this.#module, this.#module._OrtGetInputOutputMetadata(this.#handle, index, at, at + WORD));
    const [name, metadata] = memory.read(at, 2);
    this.#module._OrtFree(metadata);
    return name;
  }
}

/** Memory of the module, and what else is given back at the end of a block. */
class Scratch {
  readonly #module: WasmModule;
  readonly #undo: (() => void)[] = [];

  constructor(module: WasmModule) {
    this.#module = module;
  }

  /** Room for so many words, filled with `values`. */
  words(count: number, values: readonly number[] = []): number {
    const at = this.bytes(count * WORD);
    this.#module.HEAPU32.set(values, at / WORD);
    return at;
  }

  bytes(count: number): number {
    const at = this.#module._malloc(Math.max(1, count));
    if (at === 0) throw new RangeError(`WebAssembly has no room for ${count} bytes`);
    this.#undo.push(() => this.#module._free(at));
    // Beyond 2 GB addresses come out negative.
    return at >>> 0;
  }

  /** Copies of words. */
  read(at: number, count: number): number[] {
    return [...this.#module.HEAPU32.subarray(at / WORD, at / WORD + count)];
  }

  /** A copy of a float32 tensor. */
  tensor({ data, dims, type }: Tensor): number {
    if (type !== "float32" || !(data instanceof Float32Array)) {
      throw new Error(`expected a float32 tensor, not ${type}`);
    }
    const at = this.bytes(data.byteLength);
    new Float32Array(this.#module.HEAPU8.buffer, at, data.length).set(data);
    const shape = this.words(dims.length, dims);
    const tensor = this.#module._OrtCreateTensor(
      FLOAT32,
      at,
      data.byteLength,
      shape,
      dims.length,
      IN_CPU_MEMORY,
    );
    if (tensor === 0) throw lastError(this.#module);
    this.release(tensor);
    return tensor;
  }

  runOptions(): number {
    const options = this.#module._OrtCreateRunOptions(ERRORS_ONLY, QUIET, false, NONE);
    if (options === 0) throw lastError(this.#module);
    this.#undo.push(() => this.#module._OrtReleaseRunOptions(options));
    return options;
  }

  /** Has a tensor released at the end. */
  release(tensor: number) {
    if (tensor !== 0) this.#undo.push(() => this.#module._OrtReleaseTensor(tensor));
  }

  /** A copy of a tensor of the module. Throws where it doesn't hold float32. */
  valuesOf(tensor: number): Tensor {
    const facts = this.words(4);
    check(
      this.#module,
      this.#module._OrtGetTensorData(tensor, facts, facts + WORD, facts + 2 * WORD, facts + 3 * WORD),
    );
    const [type, data, shape, rank] = this.read(facts, 4);
    const dims = this.read(shape, rank);
    this.#module._OrtFree(shape);
    // Told as what it is not, so that the model is refused for it by name.
    if (type !== FLOAT32) return new Tensor("uint8", new Uint8Array(), [0]);
    const count = dims.reduce((product, dim) => product * dim, 1);
    return new Tensor("float32", new Float32Array(this.#module.HEAPU8.buffer, data, count).slice(), dims);
  }

  [Symbol.dispose]() {
    for (const undo of this.#undo.toReversed()) undo();
  }
}

function createSession(module: WasmModule, model: Uint8Array): number {
  using memory = new Scratch(module);
  // As the native sessions: see onnx_runtime.ts.
  const options = module._OrtCreateSessionOptions(
    ALL_OPTIMIZATIONS,
    true,
    false,
    SEQUENTIAL,
    false,
    NONE,
    NONE,
    ERRORS_ONLY,
    QUIET,
    NONE,
  );
  if (options === 0) throw lastError(module);
  try {
    const at = memory.bytes(model.length);
    module.HEAPU8.set(model, at);
    const session = module._OrtCreateSession(at, model.length, options);
    if (session === 0) throw lastError(module);
    return session;
  } finally {
    module._OrtReleaseSessionOptions(options);
  }
}

function check(module: WasmModule, code: number) {
  if (code !== 0) throw lastError(module);
}

/** What ONNX Runtime says went wrong. */
function lastError(module: WasmModule): Error {
  using memory = new Scratch(module);
  const at = memory.words(2);
  module._OrtGetLastError(at, at + WORD);
  const message = memory.read(at, 2)[1];
  return new Error(message ? module.UTF8ToString(message) : "ONNX Runtime does not say why");
}
