import { messageOf } from "../failure.ts";
import { nativeFiles, workerCommand } from "../assets.ts";
import type { DataFolder } from "../data_folder.ts";
import { nativeAddon } from "../inference/native_files.ts";
import type { PhotoLimits } from "../photos/limits.ts";
import { WorkerPool } from "./pool.ts";
import { WorkerProcess, WorkerUnable } from "./worker_process.ts";

/** What the pool runs on. */
export interface EngineSettings {
  pack: URL;
  workers: number;
  data: DataFolder;
  limits: PhotoLimits;
  /** Milliseconds that one photo may take. */
  photoTimeout: number;
  /** Let what workers print for developers through to stderr. */
  debug: boolean;
  /** Told of what goes wrong. */
  warn: (message: string) => void;
}

/** A worker's models, decoders and tensors at their peak on 12-megapixel photos, in bytes; measured on linux-x64. */
const WORKER_BYTES = 400 * 2 ** 20;

/** Workers when the user doesn't say: one a core, as far as the free memory goes. */
export function defaultWorkers(cores: number, availableBytes: number): number {
  return Math.max(1, Math.min(cores, Math.floor(availableBytes / WORKER_BYTES)));
}

/** A pool on ONNX Runtime's CPU provider. Its workers start when there is something to analyse. */
export function makeEngine(
  { pack, workers, data, limits, photoTimeout, debug, warn }: EngineSettings,
): WorkerPool {
  const command = { ...workerCommand(), debug };
  let unpackTo = data.path;
  const start = (): Promise<WorkerProcess> => {
    // Each time anew: what a worker loads has just been checked.
    let addon: string;
    try {
      addon = nativeAddon(nativeFiles(), () => unpackTo);
    } catch (error) {
      const full = `${unpackTo} has no room for the native library (${messageOf(error)})`;
      if (unpackTo === data.scratch()) throw new WorkerUnable(`${full}: choose another folder with --data`);
      unpackTo = data.scratch();
      warn(`${full}: using ${unpackTo} for it`);
      return start();
    }
    return WorkerProcess.start(command, { addon, pack: pack.href, limits });
  };
  return new WorkerPool(start, workers, photoTimeout);
}
