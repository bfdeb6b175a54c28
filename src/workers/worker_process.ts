import type { Effort } from "../faces/effort.ts";
import { decodeFaces } from "../faces/face_codec.ts";
import type { PhotoAnalysis } from "../faces/photo_analysis.ts";
import type { PictureOrder } from "../faces/pictures.ts";
import { Failure, messageOf } from "../failure.ts";
import type { Provider } from "../inference/provider.ts";
import type { PhotoLimits } from "../photos/limits.ts";
import type { Frame } from "./frames.ts";
import type { PhotoJob, PictureJob, PictureSetup, Work, WorkerAnswer, WorkerSetup } from "./messages.ts";
import { LONGEST_START, PipedProcess, type ProcessCommand } from "./piped_process.ts";

/** The worker says that it cannot work: another one could not either. */
export class WorkerUnable extends Error {
  override readonly name = "WorkerUnable";
}

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
  static start(
    command: ProcessCommand,
    setup: () => Omit<WorkerSetup, "type">,
  ): Promise<WorkerProcess> {
    return WorkerProcess.#start(command, () => ({ type: "setup", ...setup() }));
  }

  /** Starts a process that only makes pictures. Throws as {@link start}. */
  static startPictures(command: ProcessCommand, limits: PhotoLimits): Promise<WorkerProcess> {
    return WorkerProcess.#start(command, () => ({ type: "setup_pictures", limits }));
  }

  static async #start(
    command: ProcessCommand,
    setup: () => WorkerSetup | PictureSetup,
  ): Promise<WorkerProcess> {
    const worker = new WorkerProcess(command);
    try {
      const { answer } = await worker.#process.ask<WorkerAnswer>(setup(), { within: LONGEST_START });
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
  analyze(file: Uint8Array, effort: Effort, timeout: number): Promise<PhotoAnalysis> {
    return this.#do({ type: "photo", id: 0, effort }, file, timeout, ({ head, body }) => {
      if (head.type !== "analysis") throw unexpected(head);
      this.#work = head.work;
      return { ...head.analysis, faces: decodeFaces(body) };
    });
  }

  /**
   * Makes small pictures of a photo's file, in the order's order; null for one that lies outside of the photo. Fails as
   * {@link analyze}.
   */
  takePictures(file: Uint8Array, order: PictureOrder, timeout: number): Promise<(Uint8Array | null)[]> {
    return this.#do({ type: "pictures", order }, file, timeout, ({ head, body }) => {
      if (head.type !== "pictures") throw unexpected(head);
      let at = 0;
      return head.bytes.map((length) => length === null ? null : body.slice(at, at += length));
    });
  }

  async #do<T>(
    job: PhotoJob | PictureJob,
    file: Uint8Array,
    timeout: number,
    result: (answer: Frame<WorkerAnswer>) => T,
  ): Promise<T> {
    this.#work = { measures: {}, busy: 0 };
    try {
      const { answer, late } = await this.#process.ask<WorkerAnswer>(job, { body: file, within: timeout });
      if (!answer) throw late ? tooLate(timeout) : died(await this.#process.ending());
      if ("memory" in answer.head) this.#memory = answer.head.memory;
      if (answer.head.type === "failure") throw Failure.of(answer.head.failure);
      return result(answer);
    } catch (error) {
      if (error instanceof Failure) throw error;
      // It answered what makes no sense, and so would be what comes after that.
      await this.stop();
      throw died(messageOf(error));
    }
  }

  /** Ends the process at once. Resolves when it has ended. */
  stop(): Promise<void> {
    return this.#process.stop();
  }
}

function unexpected({ type }: WorkerAnswer): Error {
  return new Error(`a worker answered "${type}" to a photo`);
}

/** What a photo fails with whose process has ended. */
export function died(how: string): Failure {
  return new Failure(
    "decode",
    "worker_died",
    `the process that analysed the photo ended (${how}): out of memory, perhaps; --parallel 1 leaves more`,
    true,
  );
}

/** What a photo fails with that took more than `timeout` ms. */
export function tooLate(timeout: number): Failure {
  return new Failure(
    "decode",
    "photo_timeout",
    `the photo took more than ${timeout / 1000} s; --photo-timeout gives it longer`,
    true,
  );
}
