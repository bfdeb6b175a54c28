import { availableParallelism } from "node:os";
import type { DataFolder } from "../data_folder.ts";
import { messageOf } from "../failure.ts";
import type { IndexKey } from "../index/key.ts";
import { locateIndex, openIndex } from "../index/open.ts";
import type { PhotoIndex } from "../index/photo_index.ts";
import type { Question, Retention } from "../index/retention.ts";
import type { Device, Provider } from "../inference/provider.ts";
import { ProviderMemory } from "../inference/provider_memory.ts";
import { Meter } from "../meter.ts";
import type { EventOf } from "../output/events.ts";
import { mostFileBytes, photoLimits } from "../photos/limits.ts";
import { defaultWorkers, makeEngine } from "../scan/engine.ts";
import { Examiner } from "../scan/examiner.ts";
import type { WorkerPool } from "../scan/pool.ts";
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
  remember: Retention;
  device: Device;
  /** Photos side by side; by default what the computer allows. */
  parallel?: number;
  maxMegapixels?: number;
  /** Seconds that one photo may take. */
  photoTimeout: number;
  debug: boolean;
  /** Told of what goes wrong. */
  warn: (message: string) => void;
  /** Aborted: nothing more is begun. */
  signal: AbortSignal;
}

/** Milliseconds that reading a file may take at least: a slow medium is not the photo's fault. */
const SLOWEST_READ = 60_000;

/** The workers and the index that photos are examined with. */
export class Examination {
  readonly index: PhotoIndex;
  readonly pool: WorkerPool;
  /** Where the program's own time goes; that of its workers is told by the pool. */
  readonly meter = new Meter();
  readonly #settings: ExaminationSettings;
  readonly #mostBytes: number;
  /** Where the networks run: as a first worker says, which starts while the rest is prepared, or as is remembered. */
  readonly #provider: Promise<Provider>;

  private constructor(settings: ExaminationSettings, key: IndexKey | null) {
    const { pack, device, processing, data, remember, debug, warn } = settings;
    const free = Deno.systemMemoryInfo().available;
    const workers = settings.parallel ?? defaultWorkers(availableParallelism(), free);
    const limits = photoLimits(free, workers, settings.maxMegapixels);
    this.#settings = settings;
    this.#mostBytes = mostFileBytes(limits);
    this.index = openIndex({ retention: remember, data, processing, key, warn, meter: this.meter });
    const photoTimeout = settings.photoTimeout * 1000;
    const memory = new ProviderMemory(data.path, VERSION), remembered = memory.recall();
    const started = (provider: Provider) => remember === "none" ? undefined : memory.keep(provider);
    this.pool = makeEngine({ pack, device, workers, data, limits, photoTimeout, debug, warn, started });
    const isKnown = remembered && device === "auto" && !isAdded(pack);
    this.#provider = isKnown ? Promise.resolve(remembered) : this.pool.ready();
    this.#provider.catch(() => {}); // told where it is waited for
  }

  /**
   * Opens what there is to open. Throws when a pack that somebody added, or the device asked for, doesn't work, or the
   * passphrase is wrong; asks for that if need be.
   */
  static async open(settings: ExaminationSettings, context: Context): Promise<Examination> {
    const examination = new Examination(settings, await keyOf(settings, context));
    context.onAbandon(() => {
      examination.pool.stop();
      settings.data.close();
    });
    try {
      // What doesn't fit together is told before the first event, not once a photo.
      if (isAdded(settings.pack) || settings.device !== "auto") await examination.#provider;
    } catch (error) {
      await examination.close();
      throw error;
    }
    return examination;
  }

  /** Where the networks run, as `start` tells it. */
  async provider(): Promise<EventOf<"start">["provider"]> {
    const requested = this.#settings.device;
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

  examiner(question: Question): Examiner {
    const { remember: retention, signal, photoTimeout } = this.#settings;
    return new Examiner({
      index: this.index,
      pool: this.pool,
      retention,
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

/** Whoever wants nothing remembered isn't asked for a passphrase. */
async function keyOf(settings: ExaminationSettings, context: Context): Promise<IndexKey | null> {
  if (settings.remember === "none") return null;
  const { exists } = locateIndex(settings.data, isEncrypted(settings));
  return await readKey(settings, !exists, context);
}
