import type { Effort } from "../faces/effort.ts";
import { decodeFaces } from "../faces/face_codec.ts";
import type { PhotoAnalysis } from "../faces/photo_analysis.ts";
import { Failure, messageOf } from "../failure.ts";
import type { Provider } from "../inference/provider.ts";
import type { Frame } from "./frames.ts";
import type { PhotoJob, Work, WorkerAnswer, WorkerSetup } from "./messages.ts";
import { PipedProcess, type ProcessCommand } from "./piped_process.ts";

/** The worker says that it cannot work: another one could not either. */
export class WorkerUnable extends Error {
  override readonly name = "WorkerUnable";
}

/** Milliseconds after which a worker that is not yet ready is taken for stuck; from a slow stick it takes ten seconds. */
const LONGEST_START = 120_000;

/**
 * One worker process, seen from the program. It holds one photo at a time. Whatever a photo does to it (a crash of
 * native code, endless work, memory that runs out) ends this process only, and is told as a {@link Failure} that another
 * try may not meet: `worker_died` or `photo_timeout`.
 */
export class WorkerProcess {
  readonly #process: PipedProcess;
  #memory = 0;
  #memoryAtStart = 0;
  #work: Work = { measures: {}, busy: 0 };
  #provider: Provider | null = null;

  private constructor(command: ProcessCommand) {
    this.#process = new PipedProcess(command);
  }

  /**
   * Starts a process; `setup` is asked while that begins. Throws a {@link WorkerUnable}, or an Error when it ended, or was
   * ended, before it was ready.
   */
  static async start(
    command: ProcessCommand,
    setup: () => Omit<WorkerSetup, "type">,
  ): Promise<WorkerProcess> {
    const worker = new WorkerProcess(command);
    const timer = setTimeout(() => worker.stop(), LONGEST_START);
    try {
      const answer = await worker.#ask({ type: "setup", ...setup() }, new Uint8Array());
      if (answer?.head.type === "ready") {
        worker.#memory = worker.#memoryAtStart = answer.head.memory;
        worker.#provider = answer.head.provider;
        return worker;
      }
      if (answer?.head.type === "unable") throw new WorkerUnable(answer.head.message);
      if (answer) throw new Error(`a worker process answered "${answer.head.type}" at its start`);
      throw new Error(`a worker process ended at its start (${await worker.#process.ending()})`);
    } catch (error) {
      await worker.stop();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** False once the process has ended. */
  get alive(): boolean {
    return this.#process.alive;
  }

  /** Bytes that it held after its last photo. */
  get memory(): number {
    return this.#memory;
  }

  /** What its last photo cost; nothing where that failed. */
  get work(): Work {
    return this.#work;
  }

  /** Bytes that it held before its first photo, its models above all. */
  get memoryAtStart(): number {
    return this.#memoryAtStart;
  }

  /** Where its networks run. */
  get provider(): Provider {
    return this.#provider!;
  }

  /** Analyses a photo's file. Throws a {@link Failure}. The process is ended when it takes more than `timeout` ms. */
  async analyze(file: Uint8Array, effort: Effort, timeout: number): Promise<PhotoAnalysis> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.stop();
    }, timeout);
    try {
      const answer = await this.#ask({ type: "photo", id: 0, effort }, file);
      if (!answer) throw late ? tooLate(timeout) : died(await this.#process.ending());
      return this.#result(answer);
    } catch (error) {
      if (error instanceof Failure) throw error;
      // It answered what makes no sense, and so would be what comes after that.
      await this.stop();
      throw died(messageOf(error));
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the process at once. Resolves when it has ended. */
  stop(): Promise<void> {
    return this.#process.stop();
  }

  #ask(head: WorkerSetup | PhotoJob, body: Uint8Array): Promise<Frame<WorkerAnswer> | null> {
    this.#process.send(head, body);
    // The answer is waited for at once: a process that dies half-way through the photo answers nothing.
    return this.#process.read<WorkerAnswer>();
  }

  #result({ head, body }: Frame<WorkerAnswer>): PhotoAnalysis {
    switch (head.type) {
      case "analysis":
        this.#memory = head.memory;
        this.#work = head.work;
        return { ...head.analysis, faces: decodeFaces(body) };
      case "failure":
        this.#memory = head.memory;
        this.#work = { measures: {}, busy: 0 };
        throw Failure.of(head.failure);
      default:
        throw new Error(`a worker answered "${head.type}" to a photo`);
    }
  }
}

/** What a photo fails with whose process has ended. */
export function died(how: string): Failure {
  return new Failure("decode", "worker_died", `the process that analysed the photo ended (${how})`, true);
}

/** What a photo fails with that took more than `timeout` ms. */
export function tooLate(timeout: number): Failure {
  return new Failure(
    "decode",
    "photo_timeout",
    `the photo took more than ${timeout / 1000} s (--photo-timeout)`,
    true,
  );
}
