import { messageOf } from "../failure.ts";
import { Meter } from "../meter.ts";
import type { Effort } from "../faces/effort.ts";
import type { Provider } from "../inference/provider.ts";
import type { PhotoAnalysis } from "../faces/photo_analysis.ts";
import type { PictureOrder } from "../faces/pictures.ts";
import type { Analysts } from "./analysts.ts";
import { Seats } from "./seats.ts";
import { type WorkerProcess, WorkerUnable } from "./worker_process.ts";

/** No worker can be started: nothing can be analysed here. */
export class PoolBroken extends Error {
  override readonly name = "PoolBroken";
}

/**
 * Milliseconds after which the start of a worker is tried again that ended before it was ready, for want of memory
 * perhaps; after the last of them that is given up.
 */
const START_PAUSES = [100, 1000, 5000, 20_000];
/**
 * A worker that holds more bytes than this after a photo is replaced: memory of WebAssembly and tensors only grows. One
 * with large models may hold this much more than it began with.
 */
const MOST_MEMORY = 768 * 2 ** 20, MOST_GROWTH = 512 * 2 ** 20;

/** A number of worker processes that analyse photos side by side. Each starts when it is first needed. */
export class WorkerPool implements Analysts {
  readonly #idle: WorkerProcess[] = [];
  readonly #all = new Set<WorkerProcess>();
  readonly #starting = new Set<Promise<WorkerProcess>>();
  readonly #seats: Seats;
  #stopped = false;
  /** Where the time of all photos went so far. */
  readonly meter = new Meter();
  #busy = 0;

  /** `start` starts a worker; `timeout`: milliseconds that one photo may take; `pauses`: see {@link START_PAUSES}. */
  constructor(
    private readonly start: () => Promise<WorkerProcess>,
    readonly size: number,
    private readonly timeout: number,
    private readonly pauses: readonly number[] = START_PAUSES,
  ) {
    this.#seats = new Seats(size);
  }

  /** Analyses a photo's file when a worker is free. Throws a `Failure`, or {@link PoolBroken}. */
  analyze(file: Uint8Array, effort: Effort): Promise<PhotoAnalysis> {
    return this.#use(async (worker) => {
      const analysis = await worker.analyze(file, effort, this.timeout);
      this.meter.addAll(worker.work.measures);
      this.#busy += worker.work.busy;
      return analysis;
    });
  }

  /** Makes small pictures of a photo's file when a worker is free. Fails as {@link analyze}. */
  takePictures(file: Uint8Array, order: PictureOrder): Promise<(Uint8Array | null)[]> {
    return this.#use((worker) => worker.takePictures(file, order, this.timeout));
  }

  #use<T>(work: (worker: WorkerProcess) => Promise<T>): Promise<T> {
    return this.#seats.use(async () => {
      const worker = await this.#worker();
      try {
        return await work(worker);
      } finally {
        const most = Math.max(MOST_MEMORY, worker.memoryAtStart + MOST_GROWTH);
        if (worker.alive && worker.memory <= most) this.#idle.push(worker);
        else await this.#drop(worker);
      }
    });
  }

  /** Starts a worker now, so that what keeps it from starting is known, and says where its networks run. Throws a {@link PoolBroken}. */
  ready(): Promise<Provider> {
    return this.#seats.use(async () => {
      const worker = await this.#worker();
      this.#idle.push(worker);
      return worker.provider;
    });
  }

  /** Milliseconds that processors have worked on photos that could be analysed. */
  get busy(): number {
    return this.#busy;
  }

  /** Bytes that the workers held after their last photos. */
  get memory(): number {
    return [...this.#all].reduce((sum, { memory }) => sum + memory, 0);
  }

  /** Ends the workers at once. Resolves when they have ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const starting = [...this.#starting].map((start) => start.then((worker) => worker.stop(), () => {}));
    await Promise.all([...[...this.#all].map((worker) => this.#drop(worker)), ...starting]);
  }

  async #worker(): Promise<WorkerProcess> {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (idle.alive) return idle;
      await this.#drop(idle);
    }
    // Counted for each photo alone: when memory is short, many workers fail at once, each for the first time.
    for (let failedStarts = 0;;) {
      if (this.#stopped) throw new PoolBroken("the workers have been stopped");
      try {
        const worker = await this.#start();
        this.#all.add(worker);
        if (!this.#stopped) return worker;
        await this.#drop(worker);
      } catch (error) {
        if (error instanceof WorkerUnable || failedStarts >= this.pauses.length) {
          throw new PoolBroken(messageOf(error));
        }
        const pause = this.pauses[failedStarts++];
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  async #start(): Promise<WorkerProcess> {
    const starting = this.start();
    this.#starting.add(starting);
    try {
      return await starting;
    } finally {
      this.#starting.delete(starting);
    }
  }

  async #drop(worker: WorkerProcess): Promise<void> {
    this.#all.delete(worker);
    await worker.stop();
  }
}
