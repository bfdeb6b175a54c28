import { availableParallelism } from "node:os";
import type { DataFolder, IndexFolder } from "../system/data_folder.ts";
import { Candidates } from "../devices/candidates.ts";
import { DeviceMemory } from "../devices/device_memory.ts";
import { type Drivers, findDrivers } from "../devices/drivers.ts";
import { place, type Placed } from "../devices/placement.ts";
import { messageOf } from "../failure.ts";
import type { IndexKey } from "../index/key.ts";
import { locateIndex, openIndex } from "../index/open.ts";
import { FORGETFUL, type PhotoIndex } from "../index/photo_index.ts";
import type { Question, Retention } from "../index/retention.ts";
import { type Device, deviceText } from "../inference/device.ts";
import type { Accelerator, Provider } from "../inference/provider.ts";
import { Meter } from "../meter.ts";
import type { EventOf } from "../output/events.ts";
import { mostFileBytes, photoLimits } from "../photos/limits.ts";
import type { Analysts } from "../workers/analysts.ts";
import { defaultThreads, defaultWorkers, makeEngine } from "../workers/engine.ts";
import { Examiner } from "../scan/examiner.ts";
import { type NativeUnpacker, nativeUnpacker } from "../workers/native_unpacker.ts";
import { VERSION } from "../version.ts";
import type { Context } from "./context.ts";
import { isAdded } from "./packs.ts";
import { isEncrypted, type PassphraseOptions, readKey } from "./passphrase.ts";

/** What photos are examined with. */
export interface ExaminationSettings extends PassphraseOptions {
  /** The pack's folder, and the name of what it and the program make of a photo. */
  pack: URL;
  processing: string;
  data: DataFolder;
  /** The index's folder, where that isn't the data folder. */
  indexFolder: IndexFolder | null;
  remember: Retention;
  device: Device;
  /** Folder in which it is remembered what was found out of this computer's processors (default: the data folder). */
  devicesIn?: string;
  /** Test graphics cards again that have been tested. */
  retest: boolean;
  /** Photos side by side; by default what the computer allows. */
  parallel?: number;
  maxMegapixels?: number;
  /** Seconds that one photo may take. */
  photoTimeout: number;
  debug: boolean;
  /** Told of what goes wrong. */
  warn: (message: string) => void;
  /** Told of what takes a while. */
  note: (message: string) => void;
  /** Aborted: nothing more is begun. */
  signal: AbortSignal;
}

/** Milliseconds that reading a file may take at least: a slow medium is not the photo's fault. */
const SLOWEST_READ = 60_000;

/** The workers and the index that photos are examined with. */
export class Examination {
  readonly index: PhotoIndex;
  readonly pool: Analysts;
  /** Where the program's own time goes; that of its workers is told by the pool. */
  readonly meter = new Meter();
  readonly #settings: ExaminationSettings;
  readonly #mostBytes: number;
  /** Where the networks run: as was decided, as a first worker says, which starts meanwhile, or as is remembered. */
  readonly #provider: Promise<Provider>;

  private constructor(settings: ExaminationSettings, key: IndexKey | null, means: Means, placed: Placed) {
    const { pack, processing, data, indexFolder, remember, debug, warn } = settings;
    const { memory, unpack, cores, free, workers } = means;
    const { placement } = placed, onCpu = placement.kind === "cpu";
    const threads = onCpu ? 0 : settings.parallel ?? defaultThreads(cores, free, placement.gpus.length);
    const limits = photoLimits(free, Math.max(workers, threads), settings.maxMegapixels);
    this.#settings = settings;
    this.#mostBytes = mostFileBytes(limits);
    this.index = openIndex({
      retention: remember,
      data: indexFolder ?? data,
      processing,
      key,
      warn,
      meter: this.meter,
    });
    const photoTimeout = settings.photoTimeout * 1000, keep = remember !== "none";
    const started = (provider: Provider) => keep ? memory.keepCpu(provider) : undefined;
    const lost = (provider: Accelerator, gpu: number, message: string) => {
      const fault = `it failed in the middle of a run (${message})`;
      if (keep) memory.keepResult({ provider, gpu, fault, ms: null, cpuMs: null }, processing);
    };
    const engine = makeEngine({
      addon: () => unpack("cpu"),
      pack,
      placement,
      workers,
      threads,
      limits,
      photoTimeout,
      debug,
      warn,
      started,
      lost,
    });
    this.pool = engine;
    const isKnown = onCpu && placement.device === "auto" && !isAdded(pack);
    this.#provider = placed.provider ? Promise.resolve(placed.provider) : cpuProvider(
      isKnown ? memory.cpu : null,
      engine,
      placed.leftOut,
    );
    this.#provider.catch(() => {}); // whoever waits for it is told
  }

  /**
   * Opens what there is to open. Throws when a pack that somebody added, or the device asked for, doesn't work, or the
   * passphrase is wrong; asks for that if need be.
   */
  static async open(settings: ExaminationSettings, context: Context): Promise<Examination> {
    const { device, pack, processing, data, remember, retest, debug, note, signal } = settings;
    const key = await keyOf(settings, context), means = meansOf(settings);
    const { unpack, memory, workers } = means, { os, arch } = Deno.build;
    const placed = await place(device, {
      candidates: new Candidates({
        os,
        arch,
        unpack,
        drivers: means.drivers,
        executable: context.executable,
      }),
      keep: remember !== "none",
      pack,
      processing,
      memory,
      retest,
      workers,
      debug,
      note,
      signal,
    });
    const examination = new Examination(settings, key, means, placed);
    context.onAbandon(() => {
      examination.pool.stop();
      data.close();
    });
    try {
      // What doesn't fit together is told before the first event, not once a photo.
      if (isAdded(pack) || device.kind !== "auto") await examination.#provider;
    } catch (error) {
      await examination.close();
      throw error;
    }
    return examination;
  }

  /** Larger files are not read. */
  get mostBytes(): number {
    return this.#mostBytes;
  }

  /** Where the networks run, as `start` tells it. */
  async provider(): Promise<EventOf<"start">["provider"]> {
    const requested = deviceText(this.#settings.device);
    try {
      return { requested, ...await this.#provider };
    } catch (error) {
      return { requested, used: "none", reason: messageOf(error) };
    }
  }

  /** Photos analysed side by side. */
  get workers(): number {
    return this.pool.size;
  }

  /** `isForgetful`: of the photos that it examines, nothing is looked up, and nothing is remembered. */
  examiner(question: Question, { isForgetful = false } = {}): Examiner {
    const { remember, signal, photoTimeout } = this.#settings;
    return new Examiner({
      index: isForgetful ? FORGETFUL : this.index,
      pool: this.pool,
      retention: isForgetful ? "none" : remember,
      signal,
      question,
      meter: this.meter,
      readTimeout: Math.max(photoTimeout * 1000, SLOWEST_READ),
      mostBytes: this.#mostBytes,
    });
  }

  async close(): Promise<void> {
    await this.pool.stop();
    await this.index.close();
  }
}

/** What this computer has for an examination. */
interface Means {
  cores: number;
  /** Bytes of memory. */
  free: number;
  /** Workers on the CPU. */
  workers: number;
  drivers: Drivers;
  memory: DeviceMemory;
  unpack: NativeUnpacker;
}

function meansOf({ parallel, data, devicesIn = data.path, warn }: ExaminationSettings): Means {
  const free = Deno.systemMemoryInfo().available, cores = availableParallelism();
  const drivers = findDrivers(Deno.build.os);
  return {
    cores,
    free,
    workers: parallel ?? defaultWorkers(cores, free),
    drivers,
    memory: new DeviceMemory(devicesIn, { version: VERSION, drivers: drivers.fingerprint }),
    unpack: nativeUnpacker(data, warn),
  };
}

/** What `start` says where the CPU runs the networks: as is remembered, or as a worker says; and what was left out. */
async function cpuProvider(
  remembered: Provider | null,
  engine: ReturnType<typeof makeEngine>,
  leftOut: readonly string[],
): Promise<Provider> {
  const { used, reason } = remembered ?? await engine.ready() as Provider;
  return { used, reason: [reason, ...leftOut].join("; ") };
}

/** Whoever wants nothing remembered isn't asked for a passphrase. */
async function keyOf(settings: ExaminationSettings, context: Context): Promise<IndexKey | null> {
  if (settings.remember === "none") return null;
  const { exists } = locateIndex(settings.indexFolder ?? settings.data, isEncrypted(settings));
  return await readKey(settings, !exists, context);
}
