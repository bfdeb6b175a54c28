import { Tensor } from "onnxruntime-common";

/** Named tensors that go into or come out of a model. */
export type Tensors = Record<string, Tensor>;

/** One loaded model. `run` blocks its thread on the CPU provider; outputs are fresh tensors. */
export interface Session {
  /** Names of what goes in, and of what comes out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  run(inputs: Tensors): Promise<Tensors>;
  release(): void;
}

/** Loads models: the one thing that the rest of the program knows of ONNX Runtime. */
export interface InferenceRuntime {
  /** Throws when the model cannot be read. */
  load(model: Uint8Array): Session;
}

/** A float32 tensor over `data` (not copied). */
export function floatTensor(data: Float32Array, shape: readonly number[]): Tensor {
  return new Tensor("float32", data, shape);
}
