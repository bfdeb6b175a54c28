import type { NativeAddon } from "../inference/native_files.ts";
import { type Accelerator, ACCELERATORS } from "../inference/provider.ts";
import type { AcceleratorFiles } from "../scan/engine.ts";
import type { Drivers } from "./drivers.ts";

/** What decides which accelerators there may be. */
export interface System {
  os: typeof Deno.build.os;
  arch: typeof Deno.build.arch;
  drivers: Drivers;
  /** The program's own native library. */
  addon: () => NativeAddon;
  /** Path of the program, beside which more may lie. */
  executable: string;
}

/** An accelerator's native library, or why there can be none here. */
export type Candidate = AcceleratorFiles | { missing: string };

/** What to load for an accelerator. */
export function candidate(accelerator: Accelerator, { os, arch, addon }: System): Candidate {
  const own = { addon, env: {} }, only = (systems: string) => ({ missing: `it is for ${systems} only` });
  const isX64 = arch === "x86_64";
  switch (accelerator) {
    case "cuda":
      return only("Linux on x64");
    case "directml":
      return os === "windows" ? own : only("Windows");
    case "coreml":
      return os === "darwin" && !isX64 ? own : only("Macs with Apple silicon");
    case "webgpu":
      return os === "windows" || os === "linux" && isX64 || os === "darwin" && !isX64
        ? own
        : only("Windows, Linux on x64, and Macs with Apple silicon");
  }
}

/**
 * The accelerators that are worth a test without being asked for. CoreML has given wrong numbers; a system without any
 * driver for Vulkan has nothing for WebGPU.
 */
export function worthATest(system: System): Accelerator[] {
  return ACCELERATORS.filter((accelerator) => {
    if (accelerator === "coreml" || "missing" in candidate(accelerator, system)) return false;
    return accelerator !== "webgpu" || system.os !== "linux" || system.drivers.vulkan.length > 0;
  });
}
