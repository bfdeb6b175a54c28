import { createHash } from "node:crypto";
import type { Meter } from "../meter.ts";
import type { BatchAnswer } from "./batching/batcher.ts";
import { floatTensor, type InferenceRuntime, type Session } from "./session.ts";

/** What is to be known of a model that another thread has loaded. */
export type ModelSignature = Pick<Session, "inputs" | "outputs" | "takesBatches">;

/** The models of another thread, by {@link modelId}, and its {@link InferenceRuntime.sideStep}. */
export interface RemoteModels {
  models: ReadonlyMap<string, ModelSignature>;
  sideStep: number;
}

/** Asks for a run; the picture's memory goes with it. */
export interface RunRequest {
  type: "run";
  id: number;
  model: string;
  data: Float32Array<ArrayBuffer>;
  dims: readonly number[];
}

/** What came of it. */
export type RunReply = { type: "ran"; id: number } & ({ answer: BatchAnswer } | { failure: string });

/** Names a model by its content. */
export function modelId(model: Uint8Array): string {
  return createHash("sha256").update(model).digest("hex");
}

/** Has networks run by the thread that owns the accelerator. */
export class RemoteRuntime implements InferenceRuntime {
  readonly #remote: RemoteModels;
  readonly #ask: (request: RunRequest) => void;
  readonly #meter: Meter;
  readonly #waiting = new Map<number, (reply: RunReply) => void>();
  #last = 0;

  /** `ask` sends a request; its reply is to be given to {@link replied}. */
  constructor(remote: RemoteModels, ask: (request: RunRequest) => void, meter: Meter) {
    this.#remote = remote;
    this.#ask = ask;
    this.#meter = meter;
  }

  get sideStep(): number {
    return this.#remote.sideStep;
  }

  load(model: Uint8Array): Session {
    const id = modelId(model), signature = this.#remote.models.get(id);
    if (!signature) throw new Error("the accelerator has not loaded it");
    return {
      ...signature,
      run: async (inputs) => {
        const { data, dims } = inputs[signature.inputs[0]];
        // A copy: the caller's memory is used again, and this one goes to the other thread.
        const { outputs, ms } = await this.#run(id, Float32Array.from(data as Float32Array), dims);
        const [, , height, width] = dims;
        this.#meter.ran(height * width, ms);
        return Object.fromEntries(
          Object.entries(outputs).map(([name, { data, dims }]) => [name, floatTensor(data, dims)]),
        );
      },
      release() {},
    };
  }

  /** Takes the reply to a request. */
  replied(reply: RunReply) {
    const resolve = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    resolve?.(reply);
  }

  async #run(model: string, data: Float32Array<ArrayBuffer>, dims: readonly number[]): Promise<BatchAnswer> {
    const id = ++this.#last;
    const reply = await new Promise<RunReply>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#ask({ type: "run", id, model, data, dims });
    });
    if ("failure" in reply) throw new Error(reply.failure);
    return reply.answer;
  }
}
