import { threadCode } from "../assets.ts";
import { readPack } from "../faces/pack.ts";
import { type FailureFields, messageOf } from "../failure.ts";
import { type BatchedModel, Batcher, type BatchTrouble } from "../inference/batching/batcher.ts";
import { NativeLibrary } from "../inference/onnx_runtime.ts";
import { modelId, type RemoteModels, type RunRequest } from "../inference/remote_runtime.ts";
import type { Session } from "../inference/session.ts";
import { processorTime } from "../system/processor_time.ts";
import { answering, type Frame, FrameReader } from "./frames.ts";
import type { AcceleratorAnswer, AcceleratorSetup, PhotoJob } from "./messages.ts";
import type { ProcessPipes } from "./process_pipes.ts";
import type { FromThread, ToThread } from "./thread_messages.ts";

/**
 * The life of an accelerator's process: its main thread runs the networks, and has other threads decode photos and ask
 * for runs. Ends when the program closes the pipe.
 */
export async function work(pipes: ProcessPipes): Promise<void> {
  const answer = answering<AcceleratorAnswer>(pipes);
  const frames = new FrameReader(pipes.readable), setup = await frames.read<AcceleratorSetup>();
  if (!setup) return;
  let host: AnalysisHost;
  try {
    host = new AnalysisHost(setup.head, answer);
  } catch (error) {
    return answer({ type: "unable", message: messageOf(error) });
  }
  answer({ type: "ready", memory: memory() });
  for (let job; (job = await frames.read<PhotoJob>());) host.analyze(job);
}

/** Models on an accelerator, for a process with `addon` as its only native library. */
export function openAccelerator(
  { provider, gpu, addon, pack }: Pick<AcceleratorSetup, "provider" | "gpu" | "addon" | "pack">,
): { library: NativeLibrary; models: ReadonlyMap<string, BatchedModel>; remote: RemoteModels } {
  const library = NativeLibrary.open(addon), runtime = library.runtime(provider, gpu);
  const models = new Map<string, BatchedModel>();
  for (const model of readPack(new URL(pack)).models.values()) {
    let onCpu: Session | null = null;
    models.set(modelId(model), {
      session: runtime.load(model),
      onCpu: () => onCpu ??= library.runtime("cpu").load(model),
    });
  }
  const signatures = [...models].map(([id, { session: { inputs, outputs, takesBatches } }]) =>
    [id, { inputs, outputs, takesBatches }] as const
  );
  return { library, models, remote: { models: new Map(signatures), sideStep: runtime.sideStep } };
}

/** A thread, and the photo in its hands. */
interface Thread {
  worker: Worker;
  photo: number | null;
}

/** Hands photos to threads, and their pictures to the accelerator. */
class AnalysisHost {
  readonly #setup: AcceleratorSetup;
  readonly #answer: (message: AcceleratorAnswer, body?: Uint8Array) => void;
  readonly #batcher: Batcher;
  readonly #remote: RemoteModels;
  readonly #threads = new Set<Thread>();
  readonly #waiting: Frame<PhotoJob>[] = [];
  #busy = processorTime();

  /** Throws when the accelerator doesn't take the models. */
  constructor(
    setup: AcceleratorSetup,
    answer: (message: AcceleratorAnswer, body?: Uint8Array) => void,
  ) {
    const { models, remote } = openAccelerator(setup);
    this.#setup = setup;
    this.#answer = answer;
    this.#remote = remote;
    const trouble = (trouble: BatchTrouble) => answer({ type: "trouble", ...trouble });
    this.#batcher = new Batcher(models, trouble);
  }

  analyze(job: Frame<PhotoJob>) {
    const idle = [...this.#threads].find(({ photo }) => photo === null);
    const thread = idle ?? (this.#threads.size < this.#setup.threads ? this.#startThread() : null);
    if (!thread) return this.#waiting.push(job);
    const { head: { id, effort }, body } = job;
    thread.photo = id;
    tell(thread, { type: "photo", file: body, effort }, body.buffer as ArrayBuffer);
  }

  #startThread(): Thread {
    const thread: Thread = { worker: new Worker(threadCode().href, { type: "module" }), photo: null };
    thread.worker.onmessage = ({ data }: MessageEvent<FromThread>) => this.#heard(thread, data);
    thread.worker.onerror = (event) => {
      event.preventDefault();
      this.#threads.delete(thread);
      thread.worker.terminate();
      this.#failed(thread, { stage: "decode", code: "internal", message: event.message, retryable: false });
    };
    tell(thread, { type: "setup", setup: this.#setup, remote: this.#remote });
    this.#threads.add(thread);
    return thread;
  }

  #heard(thread: Thread, message: FromThread) {
    switch (message.type) {
      case "run":
        return this.#run(thread, message);
      case "analysis": {
        const { analysis, faces, measures } = message, now = processorTime();
        const work = { measures, busy: now - this.#busy };
        this.#busy = now;
        this.#answer({ type: "analysis", id: thread.photo!, analysis, memory: memory(), work }, faces);
        return this.#free(thread);
      }
      case "failure":
        return this.#failed(thread, message.failure);
    }
  }

  async #run(thread: Thread, { id, model, data, dims }: RunRequest) {
    try {
      const answer = await this.#batcher.run(model, data, dims);
      const moved = Object.values(answer.outputs).map(({ data }) => data.buffer as ArrayBuffer);
      tell(thread, { type: "ran", id, answer }, ...moved);
    } catch (error) {
      tell(thread, { type: "ran", id, failure: messageOf(error) });
    }
  }

  #failed(thread: Thread, failure: FailureFields) {
    if (thread.photo !== null) this.#answer({ type: "failure", id: thread.photo, failure, memory: memory() });
    this.#free(thread);
  }

  #free(thread: Thread) {
    thread.photo = null;
    const next = this.#waiting.shift();
    if (next) this.analyze(next);
  }
}

function tell({ worker }: Thread, message: ToThread, ...moved: ArrayBuffer[]) {
  worker.postMessage(message, moved);
}

const memory = () => Deno.memoryUsage().rss;
