import { magickWasm, turboJpegWasm } from "../assets.ts";
import { FaceAnalyzer } from "../faces/analyzer.ts";
import type { Effort } from "../faces/effort.ts";
import { readPack } from "../faces/pack.ts";
import type { PhotoAnalysis } from "../faces/photo_analysis.ts";
import { Failure, type FailureFields } from "../failure.ts";
import type { InferenceRuntime } from "../inference/session.ts";
import type { Measures, Meter } from "../meter.ts";
import { decodePhoto } from "../photos/decode.ts";
import type { Decoders } from "../photos/decoding.ts";
import type { PhotoLimits } from "../photos/limits.ts";
import { MagickDecoder } from "../photos/magick.ts";
import { uprightSize } from "../photos/orientation.ts";
import { TurboJpegDecoder } from "../photos/turbo_jpeg.ts";
import type { AnalysisSetup } from "./messages.ts";

/** From a photo's file to its faces, with decoders and networks of its own; one photo at a time. */
export class PhotoWorker {
  readonly #decoders: Decoders;
  readonly #analyzer: FaceAnalyzer;
  readonly #limits: PhotoLimits;
  readonly #meter: Meter;

  /** `runtime` tells `meter` of its runs. Throws when the pack can't be used. */
  constructor({ pack, limits }: AnalysisSetup, runtime: InferenceRuntime, meter: Meter) {
    this.#limits = limits;
    this.#meter = meter;
    this.#decoders = {
      turbo: new TurboJpegDecoder(turboJpegWasm()),
      magick: new MagickDecoder(magickWasm, limits.memory),
    };
    this.#analyzer = new FaceAnalyzer(readPack(new URL(pack)), runtime, meter);
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

  /** Where the time went since it was last taken. */
  takeMeasures(): Measures {
    return this.#meter.take();
  }
}

/** What an analysis failed with, as a message. */
export function failureOf(error: unknown): FailureFields {
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
