import { Failure } from "../failure.ts";
import type { PhotoAnalysis, PhotoJob, WorkerAnswer, WorkerSetup } from "./messages.ts";

/** Photos that a worker holds: the one in hand, and one that is being read meanwhile. */
const JOBS_A_WORKER = 2;

interface Waiting {
  resolve(analysis: PhotoAnalysis): void;
  reject(failure: Failure): void;
}

/**
 * A fixed number of workers, each with its own decoders and models, that analyse whole photos side by side.
 */
export class WorkerPool {
  readonly #free: Member[] = [];
  readonly #queue: ((member: Member) => void)[] = [];

  private constructor(readonly members: readonly Member[]) {
    for (let round = 0; round < JOBS_A_WORKER; round++) this.#free.push(...members);
  }

  /** Starts `count` workers from `code`. Throws an Error when one cannot load its models. */
  static async start(code: URL, count: number, setup: Omit<WorkerSetup, "type">): Promise<WorkerPool> {
    const members = Array.from({ length: count }, () => new Member(code));
    try {
      await Promise.all(members.map((member) => member.setUp({ type: "setup", ...setup })));
    } catch (error) {
      members.forEach((member) => member.stop());
      throw error;
    }
    return new WorkerPool(members);
  }

  /** Photos that can be in hand at once. */
  get capacity(): number {
    return this.members.length * JOBS_A_WORKER;
  }

  /** Analyses one photo when a worker has a place for it. Throws a {@link Failure}. */
  async analyze(path: string): Promise<PhotoAnalysis> {
    const member = this.#free.shift() ?? await new Promise<Member>((resolve) => this.#queue.push(resolve));
    try {
      return await member.analyze(path);
    } finally {
      const next = this.#queue.shift();
      if (next) next(member);
      else this.#free.push(member);
    }
  }

  /** Ends the workers at once. */
  stop() {
    this.members.forEach((member) => member.stop());
  }
}

/** One worker, seen from the main thread. */
class Member {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  #death: Failure | null = null;
  #onSetUp: (error: Error | null) => void = () => {};

  constructor(code: URL) {
    this.#worker = new Worker(code, { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => this.#take(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#onSetUp(new Error(event.message));
      const death = this.#death = new Failure(
        "decode",
        "worker_died",
        `a worker ended: ${event.message}`,
        true,
      );
      this.#waiting.forEach(({ reject }) => reject(death));
      this.#waiting.clear();
    };
  }

  setUp(setup: WorkerSetup): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#onSetUp = (error) => error ? reject(error) : resolve();
      this.#worker.postMessage(setup);
    });
  }

  analyze(path: string): Promise<PhotoAnalysis> {
    if (this.#death) return Promise.reject(this.#death);
    const job: PhotoJob = { type: "photo", id: this.#next++, path };
    return new Promise((resolve, reject) => {
      this.#waiting.set(job.id, { resolve, reject });
      this.#worker.postMessage(job);
    });
  }

  stop() {
    this.#worker.terminate();
  }

  #take(answer: WorkerAnswer) {
    switch (answer.type) {
      case "ready":
        return this.#onSetUp(null);
      case "unable":
        return this.#onSetUp(new Error(answer.message));
      case "analysis":
        return this.#settle(answer.id, ({ resolve }) => resolve(answer.analysis));
      case "failure": {
        const { stage, code, message, retryable } = answer.failure;
        return this.#settle(answer.id, ({ reject }) => reject(new Failure(stage, code, message, retryable)));
      }
    }
  }

  #settle(id: number, by: (waiting: Waiting) => void) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (waiting) by(waiting);
  }
}
