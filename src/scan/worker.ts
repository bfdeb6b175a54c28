/// <reference lib="deno.worker" />
import { magickWasm, turboJpegWasm } from "../assets.ts";
import { FaceAnalyzer } from "../faces/analyzer.ts";
import { readPack } from "../faces/pack.ts";
import { Failure } from "../failure.ts";
import { openOnnxRuntime } from "../inference/onnx_runtime.ts";
import { decodePhoto, type Decoders } from "../photos/decode.ts";
import { mostFileBytes, type PhotoLimits } from "../photos/limits.ts";
import { MagickDecoder } from "../photos/magick.ts";
import { uprightSize } from "../photos/orientation.ts";
import { TurboJpegDecoder } from "../photos/turbo_jpeg.ts";
import type { FailureMessage, PhotoAnalysis, PhotoJob, WorkerAnswer, WorkerSetup } from "./messages.ts";
import { type PhotoFile, readPhoto } from "./read_photo.ts";

/** What a worker works with, once set up. */
class PhotoWorker {
  readonly #decoders: Decoders;
  readonly #analyzer: FaceAnalyzer;
  readonly limits: PhotoLimits;

  constructor({ addon, pack, limits }: WorkerSetup) {
    this.limits = limits;
    this.#decoders = {
      turbo: new TurboJpegDecoder(turboJpegWasm()),
      magick: new MagickDecoder(magickWasm, limits.memory),
    };
    this.#analyzer = new FaceAnalyzer(readPack(new URL(pack)), openOnnxRuntime(addon));
  }

  async analyze({ bytes, hash, size, modified }: PhotoFile): Promise<PhotoAnalysis> {
    const raster = await decodePhoto(bytes, this.#decoders, this.limits);
    const faces = await this.#analyzer.analyze(raster);
    const { width, height } = uprightSize(raster.full.width, raster.full.height, raster.orientation);
    return { hash, size, modified, width, height, faces, damage: raster.damage };
  }
}

function serve(scope: DedicatedWorkerGlobalScope) {
  const answer = (message: WorkerAnswer) => scope.postMessage(message);
  let worker: PhotoWorker;
  let last: Promise<void> = Promise.resolve();

  scope.onmessage = ({ data }: MessageEvent<WorkerSetup | PhotoJob>) => {
    if (data.type === "setup") {
      try {
        worker = new PhotoWorker(data);
        answer({ type: "ready" });
      } catch (error) {
        answer({ type: "unable", message: error instanceof Error ? error.message : String(error) });
      }
      return;
    }
    // Reading starts at once, so that a slow disk works while the photo before is being searched.
    const reading = readPhoto(data.path, mostFileBytes(worker.limits));
    reading.catch(() => {});
    last = last.then(async () => {
      try {
        answer({ type: "analysis", id: data.id, analysis: await worker.analyze(await reading) });
      } catch (error) {
        answer({ type: "failure", id: data.id, failure: toMessage(error) });
      }
    });
  };
}

function toMessage(error: unknown): FailureMessage {
  if (error instanceof Failure) {
    const { stage, code, message, retryable } = error;
    return { stage, code, message, retryable };
  }
  // Memory is the one thing that may run out at any place.
  const memory = error instanceof RangeError;
  return {
    stage: "decode",
    code: memory ? "out_of_memory" : "internal",
    message: String(error),
    retryable: memory,
  };
}

serve(self as unknown as DedicatedWorkerGlobalScope);
