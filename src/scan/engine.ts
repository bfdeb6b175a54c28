import { nativeFiles, workerCode } from "../assets.ts";
import type { DataFolder } from "../data_folder.ts";
import { nativeAddon } from "../inference/native_files.ts";
import type { PhotoLimits } from "../photos/limits.ts";
import { WorkerPool } from "./pool.ts";

/** What the pool runs on. */
export interface EngineSettings {
  pack: URL;
  workers: number;
  data: DataFolder;
  limits: PhotoLimits;
}

/** A worker's models, decoders and tensors at their peak on 12-megapixel photos, in bytes; measured on linux-x64. */
const WORKER_BYTES = 400 * 2 ** 20;

/** Workers when the user doesn't say: one a core, as far as the free memory goes. */
export function defaultWorkers(cores: number, availableBytes: number): number {
  return Math.max(1, Math.min(cores, Math.floor(availableBytes / WORKER_BYTES)));
}

/** Starts the pool on ONNX Runtime's CPU provider. Throws an Error when its native library or a model can't be used. */
export function startEngine({ pack, workers, data, limits }: EngineSettings): Promise<WorkerPool> {
  return WorkerPool.start(workerCode(), workers, {
    addon: nativeAddon(nativeFiles(), () => data.path),
    pack: pack.href,
    limits,
  });
}
