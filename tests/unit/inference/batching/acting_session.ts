import type { BatchedModel } from "../../../../src/inference/batching/batcher.ts";
import { floatTensor, type Session, type Tensors } from "../../../../src/inference/session.ts";

/** One run of an {@link actingSession}: the first value of each picture, black ones included. */
export interface Run {
  /** Name of the session. */
  by: string;
  pictures: number[];
}

/** How a session acts. */
export interface Act {
  /** Waited for before a run has its result. */
  before?: (run: Run) => Promise<void> | void;
  /** In the place of what is right. Throws, where the run is to fail. */
  output?: (run: Run) => { data: Float32Array | Int32Array; dims: number[] } | null | undefined;
  takesBatches?: boolean;
}

/**
 * A session that stands for a network on an accelerator: of each picture it gives twice its first value, and the
 * number that `sign` is. Every run is added to `runs`.
 */
function actingSession(by: string, sign: number, runs: Run[], act: Act = {}): Session {
  return {
    inputs: ["picture"],
    outputs: ["values"],
    takesBatches: act.takesBatches ?? true,
    async run({ picture }) {
      const [size, ...shape] = picture.dims, length = shape.reduce((product, side) => product * side, 1);
      const values = picture.data as Float32Array;
      const pictures = Array.from({ length: size }, (_, i) => values[i * length]);
      const run = { by, pictures };
      runs.push(run);
      await act.before?.(run);
      const output = act.output?.(run);
      if (output === null) return {};
      const { data, dims } = output ??
        { data: Float32Array.from(pictures.flatMap((value) => [2 * value, sign])), dims: [size, 2] };
      const tensor = data instanceof Float32Array ? floatTensor(data, dims) : { data, dims };
      return { values: tensor } as Tensors;
    },
    release() {},
  };
}

/** A model on an acting accelerator, whose outputs have the sign 1, and an acting CPU, whose sign is -1. */
export function actingModel(runs: Run[], gpu: Act = {}, cpu: Act = {}): BatchedModel {
  return {
    session: actingSession("gpu", 1, runs, gpu),
    onCpu: () => actingSession("cpu", -1, runs, cpu),
  };
}
