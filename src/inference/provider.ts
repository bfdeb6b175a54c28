/** What `--device` may say: `auto` takes the fastest that works here. */
export const DEVICES = ["auto", "cpu", "wasm"] as const;

/** Where the networks are to run. */
export type Device = typeof DEVICES[number];

/** Where they do run: by ONNX Runtime's native library, or by its WebAssembly build, which is several times slower. */
export interface Provider {
  used: "cpu" | "wasm";
  /** Why. */
  reason: string;
}
