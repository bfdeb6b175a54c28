import { messageOf } from "../failure.ts";
import { nativeFiles, workerCommand } from "../assets.ts";
import type { DataFolder } from "../data_folder.ts";
import { type NativeAddon, nativeAddon } from "../inference/native_files.ts";
import type { Device, Provider } from "../inference/provider.ts";
import type { PhotoLimits } from "../photos/limits.ts";
import { WorkerPool } from "./pool.ts";
import { WorkerProcess } from "./worker_process.ts";

/** What the pool runs on. */
export interface EngineSettings {
  pack: URL;
  device: Device;
  workers: number;
  data: DataFolder;
  limits: PhotoLimits;
  /** Milliseconds that one photo may take. */
  photoTimeout: number;
  /** Let what workers print for developers through to stderr. */
  debug: boolean;
  /** Told of what goes wrong. */
  warn: (message: string) => void;
  /** Told where the networks of each worker run that has started. */
  started: (provider: Provider) => void;
}

/** A worker's models, decoders and tensors at their peak on 12-megapixel photos, in bytes; measured on linux-x64. */
const WORKER_BYTES = 400 * 2 ** 20;

/** Workers when the user doesn't say: one a core, as far as the free memory goes. */
export function defaultWorkers(cores: number, availableBytes: number): number {
  return Math.max(1, Math.min(cores, Math.floor(availableBytes / WORKER_BYTES)));
}

/** A pool of workers that start when there is something to analyse. */
export function makeEngine(
  { pack, device, workers, data, limits, photoTimeout, debug, warn, started }: EngineSettings,
): WorkerPool {
  const command = { ...workerCommand(), debug };
  const addon = unpacker(data, warn);
  const start = async () => {
    // Each time anew: what a worker loads has just been checked.
    const setup = { device, addon: device === "wasm" ? NOT_WANTED : addon(), pack: pack.href, limits };
    const worker = await WorkerProcess.start(command, setup);
    const { used, reason } = worker.provider;
    if (device === "auto") started(worker.provider);
    if (used === "wasm" && device !== "wasm") {
      warn(`${reason}: its WebAssembly build is used, which is several times slower`);
    }
    return worker;
  };
  return new WorkerPool(start, workers, photoTimeout);
}

const NOT_WANTED: NativeAddon = { missing: "it is not wanted" };

/** What unpacks the native add-on, where it must be: into the data folder, or elsewhere if that has no room. */
function unpacker(data: DataFolder, warn: (message: string) => void): () => NativeAddon {
  const unpack = (folder: string) => nativeAddon(nativeFiles(), () => folder);
  let elsewhere = false;
  return () => {
    try {
      if (!elsewhere) return unpack(data.path);
    } catch (error) {
      elsewhere = true;
      warn(
        `${data.path} has no room for the native library (${messageOf(error)}): trying a temporary folder`,
      );
    }
    try {
      return unpack(data.scratch());
    } catch (error) {
      return { missing: messageOf(error) };
    }
  };
}
