import { setImmediate } from "node:timers";
import type { Tensor } from "onnxruntime-common";
import { messageOf } from "../../failure.ts";
import { floatTensor, type Session, type Tensors } from "../session.ts";
import { BATCH_SIZES, planBatch, smallerBatch } from "./batch_sizes.ts";

/** A network, on the accelerator and (loaded when it is first needed) on the CPU. */
export interface BatchedModel {
  session: Session;
  onCpu: () => Session;
}

/** What one picture gave. */
export interface BatchAnswer {
  /** By name: values, and their shape, which begins with 1. */
  outputs: Record<string, { data: Float32Array; dims: readonly number[] }>;
  /** Its share of the milliseconds that the run took. */
  ms: number;
}

/** What goes wrong with an accelerator. `lost`: it failed so often that the CPU does its work from now on. */
export interface BatchTrouble {
  message: string;
  lost: boolean;
}

interface Waiting {
  /** Counted as they come. */
  number: number;
  data: Float32Array;
  resolve: (answer: BatchAnswer) => void;
  reject: (error: unknown) => void;
}

/** Pictures of one shape for one network. */
interface ShapeQueue {
  model: BatchedModel;
  /** Shape of one picture, without the number of them. */
  shape: readonly number[];
  /** Where it fails on so many at a time, fewer are tried. */
  most: number;
  waiting: Waiting[];
}

/** After so many single pictures in a row that it could not do, an accelerator is given up. */
const MOST_FAILURES = 3;

/**
 * Collects pictures from many photos into runs of the accelerator, one run at a time: what comes while one is going on
 * goes into the next. A run that fails is tried again smaller, and then on the CPU: nobody who waits is told of it.
 */
export class Batcher {
  readonly #models: ReadonlyMap<string, BatchedModel>;
  readonly #trouble: (trouble: BatchTrouble) => void;
  readonly #queues = new Map<string, ShapeQueue>();
  #count = 0;
  #failures = 0;
  #running = false;

  constructor(models: ReadonlyMap<string, BatchedModel>, trouble: (trouble: BatchTrouble) => void) {
    this.#models = models;
    this.#trouble = trouble;
  }

  /** Runs a network on a picture of `dims` [1, …]. Rejects when the CPU can't do it either. */
  run(name: string, data: Float32Array, dims: readonly number[]): Promise<BatchAnswer> {
    const model = this.#models.get(name);
    if (!model) return Promise.reject(new Error(`there is no model "${name}"`));
    const key = `${name} ${dims}`;
    let queue = this.#queues.get(key);
    if (!queue) {
      const most = model.session.takesBatches ? BATCH_SIZES.at(-1)! : 1;
      this.#queues.set(key, queue = { model, shape: dims.slice(1), most, waiting: [] });
    }
    return new Promise((resolve, reject) => {
      queue.waiting.push({ number: ++this.#count, data, resolve, reject });
      if (!this.#running) this.#runAll();
    });
  }

  /** True when the accelerator was given up. */
  get lost(): boolean {
    return this.#failures >= MOST_FAILURES;
  }

  async #runAll() {
    this.#running = true;
    for (;;) {
      // What has come meanwhile is in time for the next run.
      await new Promise<void>((resolve) => setImmediate(resolve));
      const queue = this.#next();
      if (!queue) break;
      await this.#runSome(queue);
    }
    this.#running = false;
  }

  /** Where the picture is that has waited longest; null when none waits. */
  #next(): ShapeQueue | null {
    const some = [...this.#queues.values()].filter(({ waiting }) => waiting.length > 0);
    return some.toSorted((a, b) => a.waiting[0].number - b.waiting[0].number)[0] ?? null;
  }

  async #runSome(queue: ShapeQueue) {
    if (this.lost) return await this.#onCpu(queue, queue.waiting.splice(0, 1)[0]);
    const pixels = queue.shape.slice(1).reduce((product, side) => product * side, 1);
    const { take, size } = planBatch(queue.waiting.length, pixels, queue.most);
    const some = queue.waiting.splice(0, take);
    try {
      const answers = await runBatch(queue.model.session, some.map(({ data }) => data), queue.shape, size);
      // Memory that a lost card has never written to: the photo would have no faces. What the CPU says is believed.
      if (answers.some(isNothing)) throw new Error("its outputs are nothing but zeros");
      this.#failures = 0;
      answers.forEach((answer, i) => some[i].resolve(answer));
    } catch (error) {
      if (size > 1) {
        queue.most = smallerBatch(size);
        this.#say(`it failed on ${size} pictures at a time (${messageOf(error)}): fewer are tried`);
        queue.waiting.unshift(...some);
        return;
      }
      this.#failures++;
      const next = this.lost ? "the CPU goes on without it" : "the CPU does that one";
      this.#trouble({ message: `it failed (${messageOf(error)}): ${next}`, lost: this.lost });
      await this.#onCpu(queue, some[0]);
    }
  }

  async #onCpu({ model, shape }: ShapeQueue, { data, resolve, reject }: Waiting) {
    try {
      resolve((await runBatch(model.onCpu(), [data], shape, 1))[0]);
    } catch (error) {
      reject(error);
    }
  }

  #say(message: string) {
    this.#trouble({ message, lost: false });
  }
}

/** One run. Throws where the outputs aren't finite numbers, so many for each picture. */
async function runBatch(
  session: Session,
  pictures: readonly Float32Array[],
  shape: readonly number[],
  size: number,
): Promise<BatchAnswer[]> {
  const [first] = pictures;
  let data = first;
  if (size > 1) {
    data = new Float32Array(size * first.length);
    pictures.forEach((picture, i) => data.set(picture, i * first.length));
  }
  const began = performance.now();
  const found = await session.run({ [session.inputs[0]]: floatTensor(data, [size, ...shape]) });
  const ms = (performance.now() - began) / pictures.length;
  return pictures.map((_, i) => ({ outputs: partOf(found, session.outputs, i, size), ms }));
}

function partOf(found: Tensors, names: readonly string[], i: number, size: number): BatchAnswer["outputs"] {
  return Object.fromEntries(names.map((name) => {
    const tensor: Tensor | undefined = found[name];
    if (!tensor) throw new Error(`there is no output "${name}"`);
    const { data, dims } = tensor;
    // A single picture's output may have any shape.
    if (!(data instanceof Float32Array) || size > 1 && dims[0] !== size) {
      throw new Error(`output "${name}" is no float32 for each of ${size} pictures`);
    }
    const length = data.length / size, part = size === 1 ? data : data.slice(i * length, (i + 1) * length);
    if (!areFinite(part)) throw new Error(`output "${name}" holds what is no finite number`);
    return [name, { data: part, dims: size === 1 ? dims : [1, ...dims.slice(1)] }];
  }));
}

function isNothing({ outputs }: BatchAnswer): boolean {
  return Object.values(outputs).every(({ data }) => data.every((value) => value === 0));
}

/** Sums of finite float32 are finite: quicker than to ask each. */
function areFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return Number.isFinite(sum);
}
