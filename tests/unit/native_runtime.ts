import { nativeFiles } from "../../src/assets.ts";
import { nativeAddon } from "../../src/inference/native_files.ts";
import { NativeLibrary } from "../../src/inference/onnx_runtime.ts";
import type { InferenceRuntime } from "../../src/inference/session.ts";

/** ONNX Runtime's native library, as its package brings it. */
export function nativeRuntime(): InferenceRuntime {
  const addon = nativeAddon(nativeFiles(), () => {
    throw new Error("from source nothing is unpacked");
  });
  if ("missing" in addon) throw new Error(addon.missing);
  return NativeLibrary.open(addon.path).runtime("cpu");
}
