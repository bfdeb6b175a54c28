import type { Effort } from "../faces/effort.ts";
import type { PhotoAnalysis } from "../faces/photo_analysis.ts";
import { Failure, messageOf } from "../failure.ts";
import type { BatchTrouble } from "../inference/batching/batcher.ts";
import type { Meter } from "../meter.ts";
import type { AcceleratorProcess, AcceleratorStart } from "./accelerator_process.ts";
import type { Analysts } from "./analysts.ts";
import { Seats } from "./seats.ts";
import { WorkerUnable } from "./worker_process.ts";

/** An accelerator, and the process that owns it once it is needed. */
interface Station {
  name: string;
  start: (how: AcceleratorStart) => Promise<AcceleratorProcess>;
  /** Told when it is given up. */
  onLost: (why: string) => void;
  process: Promise<AcceleratorProcess> | null;
  /** Photos that it has been given. */
  load: number;
  /**
   * Processes of it that have ended by themselves, perhaps at their start, or taken too long for a photo that the CPU then
   * did; but for those that a photo ended which ends the CPU's workers too.
   */
  faulty: Set<AcceleratorProcess | Promise<AcceleratorProcess>>;
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
  /** Milliseconds after which a start that is still going on is told. */
  slowStart?: number;
}

/** Whoever waits so long without a word thinks that nothing goes on. */
const SLOW_START = 10_000;

/** What became of a photo that an accelerator was given; without an analysis the CPU is to try. */
type Outcome =
  | { analysis: PhotoAnalysis }
  /** Who dropped it, if anybody had it, or took too long for it. */
  | { by: AcceleratorProcess | null; isLate: boolean };
const NOT_TAKEN: Outcome = { by: null, isLate: false };

/** What a photo fails with that is more than its process can take. */
const DEADLY = new Set(["worker_died", "photo_timeout"]);
/** What it fails with for want of something that another process may have. */
const PASSING = new Set(["out_of_memory", "internal"]);

/** After so many faults an accelerator is given up. */
const MOST_FAULTS = 3;
/** A process that holds more bytes than this, or than at its start, and this for each of its threads, is replaced. */
const MOST_MEMORY = 2 ** 30, MOST_GROWTH_A_THREAD = 512 * 2 ** 20;

/**
 * Analyses photos by accelerators, several photos by each at the same time. A photo that an accelerator's process drops
 * is analysed on the CPU: whatever becomes of a driver, no photo is lost.
 */
export class AcceleratedPool implements Analysts {
  readonly #stations: Station[];
  readonly #settings: AcceleratedPoolSettings;
  readonly #seats: Seats;
  readonly #all = new Set<AcceleratorProcess>();
  /** Those in whose place another one was started. */
  readonly #retired = new WeakSet<AcceleratorProcess>();
  /** Those that were ended by a photo. */
  readonly #innocent = new WeakSet<AcceleratorProcess | Promise<AcceleratorProcess>>();
  readonly meter: Meter;
  #busy = 0;
  readonly #stop = new AbortController();

  constructor(settings: AcceleratedPoolSettings) {
    this.#settings = settings;
    // What the CPU does in their place counts too.
    this.meter = settings.cpu.meter;
    this.#stations = settings.accelerators.map((one) => ({
      ...one,
      process: null,
      load: 0,
      faulty: new Set(),
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
      const outcome = station ? await this.#by(station, file, effort) : NOT_TAKEN;
      if ("analysis" in outcome) return outcome.analysis;
      try {
        const analysis = await this.#settings.cpu.analyze(file, effort);
        // It was not the photo: an accelerator may hang for ever.
        if (station && outcome.by && outcome.isLate) {
          this.#blame(station, outcome.by, "it takes longer than a photo may take");
        }
        return analysis;
      } catch (error) {
        // It was the photo, or one of those that were in hand with it.
        if (station && outcome.by && error instanceof Failure && DEADLY.has(error.code)) {
          this.#acquit(station, outcome.by);
        }
        throw error;
      }
    });
  }

  /** Starts the accelerators' processes, or the CPU's workers where those don't start. */
  async ready(): Promise<void> {
    await Promise.all(this.#stations.map((station) => this.#process(station)));
    if (!this.#leastBusy()) await this.#settings.cpu.ready();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    const starting = this.#stations.map(({ process }) =>
      process?.then((started) => started.stop(), () => {})
    );
    await Promise.all([
      ...starting,
      ...[...this.#all].map((process) => process.stop()),
      this.#settings.cpu.stop(),
    ]);
  }

  /** Null when those that are left have their hands full: a photo's time would run while it waits there. */
  #leastBusy(): Station | null {
    const usable = this.#stations.filter(({ lost, load }) => !lost && load < this.#settings.threads);
    return usable.toSorted((a, b) => a.load - b.load)[0] ?? null;
  }

  /** Throws a {@link Failure} that is the photo's own. */
  async #by(station: Station, file: Uint8Array, effort: Effort): Promise<Outcome> {
    let process: AcceleratorProcess | null = null;
    station.load++;
    try {
      process = await this.#process(station);
      if (!process) return NOT_TAKEN;
      const { analysis, work } = await process.analyze(file, effort, this.#settings.timeout);
      this.meter.addAll(work.measures);
      this.#busy += work.busy;
      return { analysis };
    } catch (error) {
      if (!(error instanceof Failure) || this.#stop.signal.aborted) throw error;
      if (DEADLY.has(error.code)) return { by: process, isLate: error.code === "photo_timeout" };
      if (PASSING.has(error.code)) return NOT_TAKEN;
      throw error;
    } finally {
      station.load--;
      if (process) await this.#putAway(station, process);
    }
  }

  /** The station's living process; null when it has none any more. */
  async #process(station: Station): Promise<AcceleratorProcess | null> {
    for (;;) {
      if (station.lost || this.#stop.signal.aborted) return null;
      const starting = station.process ??= this.#start(station);
      try {
        const process = await starting;
        if (process.alive && !this.#hasGrown(process)) return process;
        // Of those who wait for it, the first sees to it.
        if (station.process !== starting) continue;
        station.process = null;
        if (process.alive) {
          this.#retired.add(process);
          continue;
        }
        this.#all.delete(process);
        if (process.crashed) this.#blame(station, process, "its process ends by itself");
      } catch (error) {
        // A start that was given up because the pool was stopped says nothing of the accelerator.
        if (station.process !== starting || this.#stop.signal.aborted) continue;
        station.process = null;
        if (error instanceof WorkerUnable) this.#giveUp(station, error.message);
        // It may have been memory that is short for a moment.
        else this.#blame(station, starting, messageOf(error));
      }
    }
  }

  async #start(station: Station): Promise<AcceleratorProcess> {
    const { warn, slowStart = SLOW_START } = this.#settings;
    const trouble = ({ message, lost }: BatchTrouble) => {
      if (lost) this.#giveUp(station, message);
      else warn(`${station.name}: ${message}`);
    };
    const timer = setTimeout(
      () => warn(`${station.name} is still getting ready: its driver may have much to prepare`),
      slowStart,
    );
    try {
      // What a start throws at once is a rejection here too.
      const process = await station.start({ trouble, signal: this.#stop.signal });
      this.#all.add(process);
      return process;
    } finally {
      clearTimeout(timer);
    }
  }

  /** A process that hangs is late for all the photos in its hands: that is one fault. */
  #blame(station: Station, whom: AcceleratorProcess | Promise<AcceleratorProcess>, why: string) {
    if (this.#innocent.has(whom)) return;
    station.faulty.add(whom);
    if (station.faulty.size >= MOST_FAULTS) this.#giveUp(station, why);
  }

  /** Before it is blamed, or after. */
  #acquit(station: Station, whom: AcceleratorProcess) {
    this.#innocent.add(whom);
    station.faulty.delete(whom);
  }

  #giveUp(station: Station, why: string) {
    if (station.lost) return;
    station.lost = true;
    this.#settings.warn(`${station.name} is not used any more: ${why}`);
    station.onLost(why);
  }

  /** Memory of WebAssembly and of drivers only grows. */
  #hasGrown({ memory, memoryAtStart }: AcceleratorProcess): boolean {
    const growth = this.#settings.threads * MOST_GROWTH_A_THREAD;
    return memory > Math.max(MOST_MEMORY, memoryAtStart) + growth;
  }

  /** Ends a process that gets no more photos, once it has none in its hands. */
  async #putAway(station: Station, process: AcceleratorProcess) {
    const isLeft = station.lost || this.#retired.has(process) || this.#hasGrown(process);
    if (process.load > 0 || !isLeft) return;
    this.#all.delete(process);
    await process.stop();
  }
}
