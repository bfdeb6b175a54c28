import { Tensor } from "onnxruntime-common";

/** Named tensors that go into or come out of a model. */
export type Tensors = Record<string, Tensor>;

/** One loaded model. `run` takes its inputs before it returns: their memory may be used again at once. It may block its
 * thread; outputs are fresh tensors. */
export interface Session {
  /** Names of what goes in, and of what comes out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whether several inputs of the same shape, one behind the other, can go into one run. */
  readonly takesBatches: boolean;
  run(inputs: Tensors): Promise<Tensors>;
  release(): void;
}

/** Loads models: the one thing that the rest of the program knows of ONNX Runtime. */
export interface InferenceRuntime {
  /** Throws when the model cannot be read. */
  load(model: Uint8Array): Session;
  /**
   * What the sides of pictures are best multiples of: 1 where any size is as good as another. A graphics card prepares
   * anew for each shape.
   */
  readonly sideStep: number;
}

/** A float32 tensor over `data` (not copied). */
export function floatTensor(data: Float32Array, shape: readonly number[]): Tensor {
  return new Tensor("float32", data, shape);
}
