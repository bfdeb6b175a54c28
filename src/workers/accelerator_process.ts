import type { Effort } from "../faces/effort.ts";
import { decodeFaces } from "../faces/face_codec.ts";
import type { PhotoAnalysis } from "../faces/photo_analysis.ts";
import { Failure, messageOf } from "../failure.ts";
import type { BatchTrouble } from "../inference/batching/batcher.ts";
import type { Frame } from "./frames.ts";
import type { AcceleratorAnswer, AcceleratorSetup, Work } from "./messages.ts";
import { LONGEST_START, PipedProcess, type ProcessCommand } from "./piped_process.ts";
import { died, tooLate, WorkerUnable } from "./worker_process.ts";

/** How a process is started, beside its command and set-up. */
export interface AcceleratorStart {
  /** Told what goes wrong with the accelerator from then on. */
  trouble: (trouble: BatchTrouble) => void;
  /** Aborted: the start is given up at once. */
  signal: AbortSignal;
  /** Milliseconds after which the start is given up. */
  longest?: number;
}

/** What an accelerator's process found out about a photo, and what that cost. */
export interface AcceleratedAnalysis {
  analysis: PhotoAnalysis;
  work: Work;
}

type Answered = Extract<AcceleratorAnswer, { type: "analysis" | "failure" }>;

/** An accelerator's process, seen from the program: it holds several photos at a time. */
export class AcceleratorProcess {
  readonly #process: PipedProcess;
  readonly #waiting = new Map<number, (answer: Frame<Answered> | null) => void>();
  readonly #trouble: (trouble: BatchTrouble) => void;
  #memory = 0;
  #memoryAtStart = 0;
  #last = 0;
  #stopped = false;

  private constructor(command: ProcessCommand, trouble: (trouble: BatchTrouble) => void) {
    this.#process = new PipedProcess(command);
    this.#trouble = trouble;
  }

  /** Starts a process. Throws a {@link WorkerUnable}, or an Error when it ended, or was ended, before it was ready. */
  static async start(
    command: ProcessCommand,
    setup: AcceleratorSetup,
    { trouble, signal, longest = LONGEST_START }: AcceleratorStart,
  ): Promise<AcceleratorProcess> {
    signal.throwIfAborted();
    const accelerator = new AcceleratorProcess(command, trouble), own = accelerator.#process;
    try {
      const { answer, late } = await own.ask<AcceleratorAnswer>(setup, { within: longest, signal });
      if (answer?.head.type === "unable") throw new WorkerUnable(answer.head.message);
      if (late) throw new WorkerUnable(`its process was not ready after ${longest / 1000} s`);
      if (answer?.head.type !== "ready") throw new Error(`its process ended (${await own.ending()})`);
      accelerator.#memory = accelerator.#memoryAtStart = answer.head.memory;
      accelerator.#listen();
      return accelerator;
    } catch (error) {
      await own.stop();
      throw error;
    }
  }

  /** False once the process has ended. */
  get alive(): boolean {
    return this.#process.alive;
  }

  /** True when it has ended by itself. */
  get crashed(): boolean {
    return !this.alive && !this.#stopped;
  }

  /** Photos in its hands. */
  get load(): number {
    return this.#waiting.size;
  }

  /** Bytes that it held after its last photo. */
  get memory(): number {
    return this.#memory;
  }

  /** Bytes that it held before its first photo. */
  get memoryAtStart(): number {
    return this.#memoryAtStart;
  }

  /**
   * Analyses a photo's file. Throws a {@link Failure}. A photo that takes more than `timeout` ms ends the process, and
   * the other photos in its hands fail with `worker_died`.
   */
  async analyze(file: Uint8Array, effort: Effort, timeout: number): Promise<AcceleratedAnalysis> {
    const id = ++this.#last;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.stop();
    }, timeout);
    try {
      const answer = await new Promise<Frame<Answered> | null>((resolve) => {
        this.#waiting.set(id, resolve);
        if (this.alive) this.#process.send({ type: "photo", id, effort }, file);
        else resolve(null);
      });
      if (!answer) throw late ? tooLate(timeout) : died(await this.#process.ending());
      const { head, body } = answer;
      this.#memory = head.memory;
      if (head.type === "failure") throw Failure.of(head.failure);
      return { analysis: { ...head.analysis, faces: decodeFaces(body) }, work: head.work };
    } catch (error) {
      if (error instanceof Failure) throw error;
      // As good as a crash: this is the process's own doing.
      await this.#process.stop();
      throw died(messageOf(error));
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  /** Ends the process at once. Resolves when it has ended. */
  stop(): Promise<void> {
    this.#stopped ||= this.alive;
    return this.#process.stop();
  }

  async #listen() {
    try {
      for (let frame; (frame = await this.#process.read<AcceleratorAnswer>());) {
        const { head, body } = frame;
        if (head.type === "trouble") this.#trouble(head);
        else if (head.type === "analysis" || head.type === "failure") {
          this.#waiting.get(head.id)?.({ head, body });
        }
      }
    } catch { /* what comes out of it makes no sense: as good as ended */ }
    await this.#process.stop();
    for (const resolve of this.#waiting.values()) resolve(null);
  }
}
