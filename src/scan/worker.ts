import { magickWasm, onnxWasm, turboJpegWasm, wasmRuntimeCode } from "../assets.ts";
import type { Effort } from "../faces/effort.ts";
import { FaceAnalyzer } from "../faces/analyzer.ts";
import { encodeFaces } from "../faces/face_codec.ts";
import { readPack } from "../faces/pack.ts";
import type { PhotoAnalysis } from "../faces/photo_analysis.ts";
import { Failure, type FailureFields, messageOf } from "../failure.ts";
import { metered } from "../inference/metered.ts";
import { openRuntime } from "../inference/open_runtime.ts";
import type { Provider } from "../inference/provider.ts";
import type { InferenceRuntime } from "../inference/session.ts";
import { Meter } from "../meter.ts";
import { decodePhoto, type Decoders } from "../photos/decode.ts";
import type { PhotoLimits } from "../photos/limits.ts";
import { MagickDecoder } from "../photos/magick.ts";
import { uprightSize } from "../photos/orientation.ts";
import { TurboJpegDecoder } from "../photos/turbo_jpeg.ts";
import { processorTime } from "../processor_time.ts";
import { frameStart, readFrameSync } from "./frames.ts";
import type { PhotoJob, Work, WorkerAnswer, WorkerSetup } from "./messages.ts";

/** The pipes to the program. */
export interface WorkerPipes {
  readSync(into: Uint8Array): number | null;
  writeSync(bytes: Uint8Array): number;
}

/**
 * A worker process's life: sets up, then takes one photo after the other, until the program closes the pipe. It waits
 * for photos with its only thread at rest, and knows nothing of files but the bytes that it is given.
 */
export async function work(pipes: WorkerPipes): Promise<void> {
  const answer = (message: WorkerAnswer, body: Uint8Array = new Uint8Array()) => {
    for (const bytes of [frameStart(message, body.length), body]) {
      for (let at = 0; at < bytes.length;) at += pipes.writeSync(bytes.subarray(at));
    }
  };
  const setup = readFrameSync<WorkerSetup>(pipes);
  if (!setup) return;
  let worker: PhotoWorker;
  try {
    worker = await PhotoWorker.open(setup.head);
    await worker.tryOut();
  } catch (error) {
    return answer({ type: "unable", message: messageOf(error) });
  }
  answer({ type: "ready", memory: memory(), provider: worker.provider });

  for (let job; (job = readFrameSync<PhotoJob>(pipes));) {
    try {
      const { faces, ...analysis } = await worker.analyze(job.body, job.head.effort);
      answer({ type: "analysis", analysis, memory: memory(), work: worker.takeWork() }, encodeFaces(faces));
    } catch (error) {
      answer({ type: "failure", failure: toMessage(error), memory: memory() });
    }
  }
}

/** What a worker works with, once set up. */
class PhotoWorker {
  readonly #decoders: Decoders;
  readonly #analyzer: FaceAnalyzer;
  readonly #limits: PhotoLimits;
  readonly #meter = new Meter();
  #busy = processorTime();

  private constructor(
    { pack, limits }: WorkerSetup,
    runtime: InferenceRuntime,
    readonly provider: Provider,
  ) {
    this.#limits = limits;
    this.#decoders = {
      turbo: new TurboJpegDecoder(turboJpegWasm()),
      magick: new MagickDecoder(magickWasm, limits.memory),
    };
    this.#analyzer = new FaceAnalyzer(readPack(new URL(pack)), metered(runtime, this.#meter), this.#meter);
  }

  static async open(setup: WorkerSetup): Promise<PhotoWorker> {
    const { runtime, provider } = await openRuntime(setup.device, setup.addon, openWasm);
    return new PhotoWorker(setup, runtime, provider);
  }

  /** Throws when a model doesn't do what its manifest says. */
  tryOut(): Promise<void> {
    return this.#analyzer.tryOut();
  }

  async analyze(bytes: Uint8Array, effort: Effort): Promise<PhotoAnalysis> {
    const raster = await this.#meter.stage(
      "decode",
      () => this.#meter.kernel(0, () => decodePhoto(bytes, this.#decoders, this.#limits)),
    );
    this.#meter.add("decode", { amount: raster.full.width * raster.full.height });
    const faces = await this.#analyzer.analyze(raster, effort);
    const { width, height } = uprightSize(raster.full.width, raster.full.height, raster.orientation);
    return { width, height, effort, faces, damage: raster.damage };
  }

  /** What was done since it was last taken. */
  takeWork(): Work {
    const before = this.#busy;
    this.#busy = processorTime();
    return { measures: this.#meter.take(), busy: this.#busy - before };
  }
}

async function openWasm(): Promise<InferenceRuntime> {
  const { openWasmRuntime }: typeof import("../inference/onnx_wasm.ts") = await import(
    wasmRuntimeCode().href
  );
  return await openWasmRuntime(onnxWasm());
}

const memory = () => Deno.memoryUsage().rss;

function toMessage(error: unknown): FailureFields {
  if (error instanceof Failure) return error.fields;
  // Memory is the one thing that may run out at any place.
  const memory = error instanceof RangeError;
  return {
    stage: "decode",
    code: memory ? "out_of_memory" : "internal",
    message: String(error),
    retryable: memory,
  };
}
