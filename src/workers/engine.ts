import { processCommand } from "../assets.ts";
import type { NativeAddon } from "../inference/native_files.ts";
import type { CpuDevice } from "../inference/open_runtime.ts";
import type { Accelerator, Provider } from "../inference/provider.ts";
import type { PhotoLimits } from "../photos/limits.ts";
import { AcceleratedPool } from "./accelerated_pool.ts";
import { AcceleratorProcess } from "./accelerator_process.ts";
import { DRIVER_ENVIRONMENT } from "./driver_environment.ts";
import { WorkerPool } from "./pool.ts";
import { WorkerProcess } from "./worker_process.ts";

/** What an accelerator's process loads. */
export interface AcceleratorFiles {
  /** Gives the native add-on, unpacked and checked. */
  addon: () => NativeAddon;
  /** Variables by which its libraries are found. */
  env: Readonly<Record<string, string>>;
}

/** Where networks run. */
export type Placement =
  | { kind: "cpu"; device: CpuDevice }
  | { kind: "accelerator"; accelerator: Accelerator; gpus: readonly number[]; files: AcceleratorFiles };

/** What photos are analysed by. */
export interface EngineSettings {
  pack: URL;
  placement: Placement;
  /** Workers on the CPU. */
  workers: number;
  /** Threads of each accelerator's process. */
  threads: number;
  /** The native library for the CPU. */
  addon: () => NativeAddon;
  limits: PhotoLimits;
  /** Milliseconds that one photo may take. */
  photoTimeout: number;
  /** Let what workers print for developers through to stderr. */
  debug: boolean;
  /** Told of what goes wrong. */
  warn: (message: string) => void;
  /** Told where the networks of each worker on the CPU run that has started. */
  started: (provider: Provider) => void;
  /** Told of an accelerator that is given up in the middle of a run. */
  lost: (accelerator: Accelerator, gpu: number, message: string) => void;
}

/** A worker's models, decoders and tensors at their peak on 12-megapixel photos, in bytes; measured on linux-x64. */
const PEAK_WORKER_BYTES = 400 * 2 ** 20;
/** Threads of an accelerator's process beyond the cores: while some wait for it, the others decode. */
const WAITING_THREADS = 2;

/** Workers when the user doesn't say: one a core, as far as the free memory goes. */
export function defaultWorkers(cores: number, availableBytes: number): number {
  return Math.max(1, Math.min(cores, Math.floor(availableBytes / PEAK_WORKER_BYTES)));
}

/** Threads of the process of each of `count` accelerators, likewise. */
export function defaultThreads(cores: number, availableBytes: number, count: number): number {
  const most = Math.floor(availableBytes / PEAK_WORKER_BYTES / count);
  return Math.max(1, Math.min(Math.ceil(cores / count) + WAITING_THREADS, most));
}

/** The processes that analyse photos; they start when there is something to analyse. */
export function makeEngine(settings: EngineSettings): WorkerPool | AcceleratedPool {
  const { placement } = settings;
  if (placement.kind === "cpu") return makeWorkers(settings, placement.device);
  return makeAccelerated(settings, placement, makeWorkers(settings, "auto"));
}

function makeWorkers(settings: EngineSettings, device: CpuDevice): WorkerPool {
  const { workers, addon, pack, limits, photoTimeout, debug, warn, started } = settings;
  const command = { ...processCommand("worker-process"), debug };
  const start = async () => {
    // Each time anew: what a worker loads has just been checked.
    const setup = () => ({
      device,
      addon: device === "wasm" ? NOT_WANTED : addon(),
      pack: pack.href,
      limits,
    });
    const worker = await WorkerProcess.start(command, setup);
    const { used, reason } = worker.provider;
    if (device === "auto") started(worker.provider);
    if (used === "wasm" && device !== "wasm") {
      warn(
        `${reason}: the networks run by WebAssembly instead, several times as slowly. "facefinder doctor" says more`,
      );
    }
    return worker;
  };
  return new WorkerPool(start, workers, photoTimeout);
}

/** Processes that make pictures of photos, and nothing else. */
export function makePictureEngine(
  { workers, limits, photoTimeout, debug }: Pick<
    EngineSettings,
    "workers" | "limits" | "photoTimeout" | "debug"
  >,
): WorkerPool {
  const command = { ...processCommand("picture-process"), debug };
  return new WorkerPool(() => WorkerProcess.startPictures(command, limits), workers, photoTimeout);
}

const NOT_WANTED: NativeAddon = { missing: "it is not wanted" };

function makeAccelerated(
  { pack, threads, limits, photoTimeout, debug, warn, lost }: EngineSettings,
  { accelerator, gpus, files }: Extract<Placement, { kind: "accelerator" }>,
  cpu: WorkerPool,
): AcceleratedPool {
  const env = { ...DRIVER_ENVIRONMENT, ...files.env };
  const command = { ...processCommand("accelerator-process"), env, debug };
  return new AcceleratedPool({
    accelerators: gpus.map((gpu) => ({
      name: gpus.length > 1 ? `${accelerator}:${gpu}` : accelerator,
      start: (how) => {
        const addon = files.addon();
        if ("missing" in addon) throw new Error(addon.missing);
        const setup = { type: "accelerate", provider: accelerator, gpu, addon: addon.path } as const;
        return AcceleratorProcess.start(command, { ...setup, pack: pack.href, limits, threads }, how);
      },
      onLost: (message) => lost(accelerator, gpu, message),
    })),
    threads,
    cpu,
    timeout: photoTimeout,
    warn,
  });
}
