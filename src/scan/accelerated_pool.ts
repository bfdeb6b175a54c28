import type { Effort } from "../faces/effort.ts";
import type { PhotoAnalysis } from "../faces/photo_analysis.ts";
import { Failure, messageOf } from "../failure.ts";
import type { BatchTrouble } from "../inference/batching/batcher.ts";
import { Meter } from "../meter.ts";
import type { AcceleratorProcess } from "./accelerator_process.ts";
import type { Analysts } from "./analysts.ts";
import { Seats } from "./seats.ts";

/** An accelerator, and the process that owns it once it is needed. */
interface Station {
  name: string;
  start: (trouble: (trouble: BatchTrouble) => void) => Promise<AcceleratorProcess>;
  /** Told when it is given up. */
  onLost: (why: string) => void;
  process: Promise<AcceleratorProcess> | null;
  /** Photos that it has been given. */
  load: number;
  /** How often its process has ended by itself, or taken too long for a photo that the CPU then did. */
  faults: number;
  lost: boolean;
}

/** What an {@link AcceleratedPool} works with. */
export interface AcceleratedPoolSettings {
  /** Of each accelerator: its name for people, and what starts its process. */
  accelerators: readonly Pick<Station, "name" | "start" | "onLost">[];
  /** Photos that one of them has in hand at most. */
  threads: number;
  /** Takes over what they can't do. */
  cpu: Analysts;
  /** Milliseconds that one photo may take. */
  timeout: number;
  /** Told of what goes wrong. */
  warn: (message: string) => void;
}

/** After so many faults an accelerator is given up. */
const MOST_FAULTS = 3;
/** A process that holds more bytes than this, and this for each of its threads, is replaced. */
const MOST_MEMORY = 2 ** 30, MOST_MEMORY_A_THREAD = 512 * 2 ** 20;

/**
 * Analyses photos by accelerators, several photos by each at the same time. A photo that an accelerator's process drops
 * is analysed on the CPU: whatever becomes of a driver, no photo is lost.
 */
export class AcceleratedPool implements Analysts {
  readonly #stations: Station[];
  readonly #settings: AcceleratedPoolSettings;
  readonly #seats: Seats;
  readonly #all = new Set<AcceleratorProcess>();
  readonly meter: Meter;
  #busy = 0;
  #stopped = false;

  constructor(settings: AcceleratedPoolSettings) {
    this.#settings = settings;
    // What the CPU does in their place counts too.
    this.meter = settings.cpu.meter;
    this.#stations = settings.accelerators.map((one) => ({
      ...one,
      process: null,
      load: 0,
      faults: 0,
      lost: false,
    }));
    this.#seats = new Seats(this.size);
  }

  get size(): number {
    return this.#settings.threads * this.#stations.length;
  }

  get busy(): number {
    return this.#busy + this.#settings.cpu.busy;
  }

  get memory(): number {
    return [...this.#all].reduce((sum, { memory }) => sum + memory, this.#settings.cpu.memory);
  }

  analyze(file: Uint8Array, effort: Effort): Promise<PhotoAnalysis> {
    return this.#seats.use(async () => {
      const station = this.#leastBusy();
      const tried = station && await this.#by(station, file, effort);
      if (tried && typeof tried === "object") return tried;
      const analysis = await this.#settings.cpu.analyze(file, effort);
      // It was not the photo: an accelerator may hang for ever.
      if (station && tried === "late") this.#blame(station, "it takes longer than a photo may take");
      return analysis;
    });
  }

  /** Starts the accelerators' processes, or the CPU's workers where those don't start. */
  async ready(): Promise<void> {
    await Promise.all(this.#stations.map((station) => this.#process(station)));
    if (!this.#leastBusy()) await this.#settings.cpu.ready();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    const starting = this.#stations.map(({ process }) =>
      process?.then((started) => started.stop(), () => {})
    );
    await Promise.all([
      ...starting,
      ...[...this.#all].map((process) => process.stop()),
      this.#settings.cpu.stop(),
    ]);
  }

  #leastBusy(): Station | null {
    const usable = this.#stations.filter(({ lost }) => !lost);
    return usable.toSorted((a, b) => a.load - b.load)[0] ?? null;
  }

  /** `dropped` and `late`: the CPU is to try. Throws a {@link Failure} that is the photo's own. */
  async #by(station: Station, file: Uint8Array, effort: Effort): Promise<PhotoAnalysis | "dropped" | "late"> {
    station.load++;
    try {
      const process = await this.#process(station);
      if (!process) return "dropped";
      const { analysis, work } = await process.analyze(file, effort, this.#settings.timeout);
      this.meter.addAll(work.measures);
      this.#busy += work.busy;
      this.#retire(station, process);
      return analysis;
    } catch (error) {
      if (!(error instanceof Failure) || this.#stopped) throw error;
      if (error.code === "photo_timeout") return "late";
      if (error.code === "worker_died") return "dropped";
      throw error;
    } finally {
      station.load--;
    }
  }

  /** The station's living process; null when it has none any more. */
  async #process(station: Station): Promise<AcceleratorProcess | null> {
    for (;;) {
      if (station.lost || this.#stopped) return null;
      const starting = station.process ??= this.#start(station);
      try {
        const process = await starting;
        if (process.alive) return process;
        // Of those who wait for it, the first sees to it.
        if (station.process !== starting) continue;
        station.process = null;
        this.#all.delete(process);
        if (process.crashed) this.#blame(station, "its process ends by itself");
      } catch (error) {
        if (station.process === starting) this.#giveUp(station, messageOf(error));
      }
    }
  }

  async #start(station: Station): Promise<AcceleratorProcess> {
    // What a start throws at once is a rejection here too.
    const process = await station.start(({ message, lost }) => {
      if (lost) this.#giveUp(station, message);
      else this.#settings.warn(`${station.name}: ${message}`);
    });
    this.#all.add(process);
    return process;
  }

  #blame(station: Station, why: string) {
    if (++station.faults >= MOST_FAULTS) this.#giveUp(station, why);
  }

  #giveUp(station: Station, why: string) {
    if (station.lost) return;
    station.lost = true;
    this.#settings.warn(`${station.name} is not used any more: ${why}`);
    station.onLost(why);
  }

  /** Memory of WebAssembly and of drivers only grows. */
  async #retire(station: Station, process: AcceleratorProcess) {
    if (process.memory < MOST_MEMORY + this.#settings.threads * MOST_MEMORY_A_THREAD) return;
    if (await station.process === process) station.process = null;
    if (process.load > 0) return;
    this.#all.delete(process);
    await process.stop();
  }
}
