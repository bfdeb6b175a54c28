import { onnxRuntimeFiles } from "../../../src/assets.ts";

/** A native file of ONNX Runtime, of whatever system, as its package brings it. */
export function nativeLibrary(
  os: "linux" | "darwin" | "windows",
  arch: typeof Deno.build.arch,
  name: string,
): Uint8Array {
  return Deno.readFileSync(new URL(name, onnxRuntimeFiles(os, arch)));
}
