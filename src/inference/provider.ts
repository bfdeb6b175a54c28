/** Graphics cards and the like, by the execution provider of ONNX Runtime that uses them. */
export const ACCELERATORS = ["cuda", "directml", "webgpu", "coreml"] as const;
export type Accelerator = typeof ACCELERATORS[number];

/** Where networks can run: on the CPU by the native library or by WebAssembly, or on an accelerator. */
export const PROVIDERS = ["cpu", "wasm", ...ACCELERATORS] as const;
export type ProviderName = typeof PROVIDERS[number];

/** Works, but is not taken without being asked for: CoreML has given wrong numbers. */
export const ONLY_WHEN_ASKED: readonly ProviderName[] = ["coreml"];

/** Where the networks of a run are, and why. */
export interface Provider {
  used: ProviderName;
  reason: string;
}
