import { reasonOf, UsageError } from "../failure.ts";
import type { NativeAddon } from "./native_files.ts";
import { NativeLibrary } from "./onnx_runtime.ts";
import type { Provider } from "./provider.ts";
import type { InferenceRuntime } from "./session.ts";

/** What a process that needs no accelerator may be asked for. */
export type CpuDevice = "auto" | "cpu" | "wasm";

/** A runtime, and which one it is. */
export interface OpenedRuntime {
  runtime: InferenceRuntime;
  provider: Provider;
}

/**
 * Opens what `device` asks for. Where the native library doesn't load (there is none for this system, the system's C
 * library is too old, a runtime DLL is missing, the files can't be executed), `auto` takes what `openWasm` opens and
 * says why; `cpu` throws.
 */
export async function openRuntime(
  device: CpuDevice,
  addon: NativeAddon,
  openWasm: () => Promise<InferenceRuntime>,
): Promise<OpenedRuntime> {
  if (device === "wasm") {
    return { runtime: await openWasm(), provider: { used: "wasm", reason: "asked for" } };
  }
  let why: string;
  try {
    if ("missing" in addon) throw new Error(addon.missing);
    const runtime = NativeLibrary.open(addon.path).runtime("cpu");
    const reason = device === "cpu" ? "asked for" : "the native library loads on this system";
    return { runtime, provider: { used: "cpu", reason } };
  } catch (error) {
    why = `ONNX Runtime's native library does not load here (${reasonOf(error)})`;
    if (device === "cpu") throw new UsageError(`--device cpu: ${why}. Give --device wasm, or leave it out.`);
  }
  return { runtime: await openWasm(), provider: { used: "wasm", reason: why } };
}
