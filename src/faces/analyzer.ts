import { Failure } from "../failure.ts";
import type { InferenceRuntime } from "../inference/session.ts";
import { Meter } from "../meter.ts";
import type { Raster } from "../photos/raster.ts";
import { align } from "./alignment.ts";
import { firstLooks, type Look, lookCloser } from "./closer.ts";
import { Detector } from "./detector.ts";
import type { Effort } from "./effort.ts";
import type { Face } from "./face.ts";
import type { Pack } from "./pack.ts";
import { estimateYaw, sharpness, shorterSide } from "./quality.ts";
import { Recognizer } from "./recognizer.ts";
import { turnedFaces, uprightLooks } from "./sideways.ts";
import { TiledDetector } from "./tiled_detector.ts";

/** From pixels to faces: detect, align, embed. */
export class FaceAnalyzer {
  readonly #detector: Detector;
  readonly #tiled: TiledDetector;
  readonly #recognizer: Recognizer;
  readonly #meter: Meter;

  /** `meter` is told where the time goes. */
  constructor(pack: Pack, runtime: InferenceRuntime, meter = new Meter()) {
    this.#meter = meter;
    this.#detector = new Detector(pack, runtime, meter);
    this.#tiled = new TiledDetector(this.#detector);
    this.#recognizer = new Recognizer(pack, runtime);
  }

  /** Runs every network once. Throws an Error that names the model whose outputs are not what the manifest says. */
  async tryOut(): Promise<void> {
    await this.#detector.tryOut();
    await this.#recognizer.embed(this.#recognizer.chips.map(({ size }) => new Float32Array(3 * size ** 2)));
  }

  /** The faces of a photo, largest first. Throws a {@link Failure} of stage `detect` or `embed`. */
  async analyze(raster: Raster, effort: Effort): Promise<Face[]> {
    const looks = await staged("detect", async () => {
      const detect = (part: Raster) => this.#detector.detect(part);
      const detections = await this.#tiled.detect(raster, effort);
      if (effort === "quick") return firstLooks(raster, detections);
      if (detections.length === 0) {
        const thorough = (view: Raster) => this.#tiled.detect(view, effort);
        return await this.#meter.stage("turned", () => turnedFaces(raster, detect, thorough));
      }
      const looks = await this.#meter.stage("closer", () => lookCloser(raster, detections, detect));
      return await this.#meter.stage("turned", () => uprightLooks(looks, detect));
    });
    const faces: Face[] = [];
    for (const look of looks) faces.push(await staged("embed", () => this.#describe(look, effort)));
    return faces.sort((a, b) => b.box.width - a.box.width);
  }

  async #describe({ raster, detection, full, turn }: Look, effort: Effort): Promise<Face> {
    const shapes = this.#recognizer.chips;
    const chips = await this.#meter.stage(
      "align",
      () => shapes.map(({ template, size }) => align(raster, detection.landmarks, template, size)),
    );
    return {
      ...full,
      embedding: await this.#meter.stage(
        "embed",
        () => effort === "thorough" ? this.#recognizer.embedBothSides(chips) : this.#recognizer.embed(chips),
      ),
      quality: {
        sharpness: sharpness(chips[0], shapes[0].size),
        yaw: estimateYaw(full.landmarks),
        size: shorterSide(full.box),
      },
      ...(turn && { turn }),
    };
  }
}

async function staged<T>(stage: "detect" | "embed", work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(stage, "inference_failed", String(error), true);
  }
}
