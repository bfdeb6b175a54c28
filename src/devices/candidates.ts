import { type Accelerator, ACCELERATORS, type ProviderName } from "../inference/provider.ts";
import type { AcceleratorFiles } from "../scan/engine.ts";
import type { NativeUnpacker } from "../scan/native_unpacker.ts";
import { cudaFolder } from "./cuda_folder.ts";
import type { Drivers } from "./drivers.ts";
import { driverFault } from "./nvidia_driver.ts";

/** What decides which providers there may be. */
export interface System {
  os: typeof Deno.build.os;
  arch: typeof Deno.build.arch;
  drivers: Drivers;
  /** Unpacks the program's own native library, for the CPU or with what graphics cards need. */
  unpack: NativeUnpacker;
  /** Path of the program, beside which more may lie. */
  executable: string;
}

/** A provider's native library, or why there can be none here. */
export type Candidate = AcceleratorFiles | { missing: string };

/** What to load for a provider. Of CUDA's folder every file is hashed. */
export async function candidate(provider: ProviderName, system: System): Promise<Candidate> {
  const { os, arch, drivers, unpack, executable } = system;
  const own = (processor: "cpu" | "gpu"): Candidate => ({ addon: () => unpack(processor), env: {} });
  const only = (systems: string): Candidate => ({ missing: `it is for ${systems} only` });
  const isX64 = arch === "x86_64", isNewMac = os === "darwin" && !isX64;
  switch (provider) {
    case "cpu":
    case "wasm":
      return own("cpu");
    case "cuda": {
      if (os !== "linux" || !isX64) return only("Linux on x64");
      const fault = driverFault(drivers.nvidia),
        folder = fault === null ? await cudaFolder(executable) : { missing: fault };
      if ("missing" in folder) return folder;
      const { addon, libraries } = folder;
      return { addon: () => ({ path: addon }), env: { LD_LIBRARY_PATH: libraries } };
    }
    case "directml":
      return os === "windows" ? own("gpu") : only("Windows");
    case "coreml":
      return isNewMac ? own("gpu") : only("Macs with Apple silicon");
    case "webgpu":
      return os === "windows" || os === "linux" && isX64 || isNewMac
        ? own("gpu")
        : only("Windows, Linux on x64, and Macs with Apple silicon");
  }
}

/**
 * The accelerators that are worth a test without being asked for. CoreML has given wrong numbers; without any driver for
 * Vulkan there is nothing for WebGPU on Linux, and without its folder or NVIDIA's driver nothing for CUDA.
 */
export async function worthATest(system: System): Promise<Accelerator[]> {
  const worthy: Accelerator[] = [];
  for (const accelerator of ACCELERATORS) {
    if (accelerator === "coreml") continue;
    if (accelerator === "webgpu" && system.os === "linux" && system.drivers.vulkan.length === 0) continue;
    if (!("missing" in await candidate(accelerator, system))) worthy.push(accelerator);
  }
  return worthy;
}
