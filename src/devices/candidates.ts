import { type Accelerator, ACCELERATORS, ONLY_WHEN_ASKED, type ProviderName } from "../inference/provider.ts";
import type { AcceleratorFiles } from "../workers/engine.ts";
import type { NativeUnpacker } from "../workers/native_unpacker.ts";
import { cudaFolder, hasCudaFolder } from "./cuda_folder.ts";
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

/** What to load for a provider: found out once. */
export class Candidates {
  readonly #system: System;
  readonly #found = new Map<ProviderName, Promise<Candidate>>();

  constructor(system: System) {
    this.#system = system;
  }

  of(provider: ProviderName): Promise<Candidate> {
    let found = this.#found.get(provider);
    if (!found) this.#found.set(provider, found = this.#find(provider));
    return found;
  }

  /**
   * The accelerators that are worth a test without being asked for. Without any driver for Vulkan there is nothing for
   * WebGPU on Linux, and without its folder or NVIDIA's driver nothing for CUDA.
   */
  async worthATest(): Promise<Accelerator[]> {
    const { os, drivers, executable } = this.#system, worthy: Accelerator[] = [];
    for (const accelerator of ACCELERATORS) {
      if (ONLY_WHEN_ASKED.includes(accelerator)) continue;
      if (accelerator === "webgpu" && os === "linux" && drivers.vulkan.length === 0) continue;
      const isReady = accelerator === "cuda"
        ? driverFault(drivers.nvidia) === null && hasCudaFolder(executable)
        : !("missing" in await this.of(accelerator));
      if (isReady) worthy.push(accelerator);
    }
    return worthy;
  }

  async #find(provider: ProviderName): Promise<Candidate> {
    const { os, arch, drivers, unpack, executable } = this.#system;
    const own = (processor: "cpu" | "gpu"): Candidate => ({ addon: () => unpack(processor), env: {} });
    const only = (systems: string): Candidate => ({ missing: `it is for ${systems} only` });
    const isX64 = arch === "x86_64", isNewMac = os === "darwin" && !isX64;
    switch (provider) {
      case "cpu":
      case "wasm":
        return own("cpu");
      case "cuda": {
        if (os !== "linux" || !isX64) return only("Linux on x64");
        // Every file is hashed: a damaged folder is worth to be told of, whatever the driver.
        const folder = await cudaFolder(executable), fault = driverFault(drivers.nvidia);
        if ("missing" in folder) return folder;
        if (fault !== null) return { missing: fault };
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
}
