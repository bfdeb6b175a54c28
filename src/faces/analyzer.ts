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

  /**
   * The faces of a photo, largest first. Throws a {@link Failure} of stage `detect` or `embed`.
   *
   * 1. Look: the overview, small faces closely, panoramas in tiles (`TiledDetector`, `Detector`).
   * 2. Where nothing was found but a trace of something: look at the photo turned (`turnedFaces`).
   * 3. Look again at full size at faces that are small in the photo as it was decoded (`lookCloser`).
   * 4. Turn faces upright that lie on their side or head (`uprightLooks`).
   * 5. Align each by its landmarks (`align`).
   * 6. Embed (`Recognizer`), and say how well it can be recognised.
   *
   * A quick look leaves out 2 to 4.
   */
  async analyze(raster: Raster, effort: Effort): Promise<Face[]> {
    const looks = await staged("detect", async () => {
      const detect = (part: Raster) => this.#detector.detect(part);
      const glimpse = (part: Raster) => this.#detector.glimpse(part);
      const { faces: detections, trace } = await this.#tiled.look(raster, effort);
      if (effort === "quick") return firstLooks(raster, detections);
      if (detections.length === 0) {
        if (!trace && effort !== "thorough") return [];
        const thorough = async (view: Raster) => (await this.#tiled.look(view, effort)).faces;
        return await this.#meter.stage("turned", () => turnedFaces(raster, detect, thorough));
      }
      const looks = await this.#meter.stage("closer", () => lookCloser(raster, detections, detect));
      return await this.#meter.stage("turned", () => uprightLooks(looks, glimpse, detect));
    });
    const faces: Face[] = [];
    for (let at = 0; at < looks.length; at += TOGETHER) {
      faces.push(...await staged("embed", () => this.#describe(looks.slice(at, at + TOGETHER), effort)));
    }
    return faces.sort((a, b) => b.box.width - a.box.width);
  }

  /** Aligns and embeds some faces at the same time, as far as the runtime can. */
  async #describe(looks: readonly Look[], effort: Effort): Promise<Face[]> {
    const recognizer = this.#recognizer, shapes = recognizer.chips;
    const chips = await this.#meter.stage(
      "align",
      () =>
        looks.map(({ raster, detection }) =>
          shapes.map(({ template, size }) => align(raster, detection.landmarks, template, size))
        ),
    );
    const embed = effort === "thorough" ? recognizer.embedBothSides : recognizer.embed;
    const embeddings = await this.#meter.stage(
      "embed",
      () => Promise.all(chips.map((ofFace) => embed.call(recognizer, ofFace))),
    );
    return looks.map(({ full, turn }, i) => ({
      ...full,
      embedding: embeddings[i],
      quality: {
        sharpness: sharpness(chips[i][0], shapes[0].size),
        yaw: estimateYaw(full.landmarks),
        size: shorterSide(full.box),
      },
      ...(turn && { turn }),
    }));
  }
}

/** Faces whose chips are held at the same time, 300 kB each. */
const TOGETHER = 64;

async function staged<T>(stage: "detect" | "embed", work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(stage, "inference_failed", String(error), true);
  }
}
