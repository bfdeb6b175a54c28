import type { InferenceRuntime } from "../inference/session.ts";
import type { Pixels } from "../photos/raster.ts";
import { decodeCenterFace } from "./centerface.ts";
import type { Detection } from "./face.ts";
import type { DetectorSettings } from "./manifest.ts";
import { Model } from "./model.ts";
import { pixelTensor } from "./network_input.ts";
import type { Pack } from "./pack.ts";

/** A pack's face detector: one run of its network, from pixels to faces. */
export class FaceNetwork {
  readonly #settings: DetectorSettings;
  readonly #model: Model;

  constructor(pack: Pack, runtime: InferenceRuntime) {
    this.#settings = pack.manifest.detector;
    this.#model = new Model(pack, runtime, this.#settings, Object.values(this.#settings.outputs));
  }

  /**
   * The faces with more than this score, best first, in pixels of `photo`. The network sees at least `least` pixels a
   * side; what is beyond the photo is black.
   */
  async find(photo: Pixels, score: number, least = 0): Promise<Detection[]> {
    const { input, outputs, stride, nms_threshold } = this.#settings;
    const tensor = pixelTensor(photo, { multipleOf: input.multiple_of, least });
    const values = await this.#model.run(tensor);
    const [, , height, width] = tensor.dims, columns = width / stride, rows = height / stride;
    const plane = (name: string, count: number) => values(name, count * columns * rows);
    const maps = {
      heatmap: plane(outputs.heatmap, 1),
      size: plane(outputs.size, 2),
      offset: plane(outputs.offset, 2),
      landmarks: plane(outputs.landmarks, 10),
    };
    return decodeCenterFace({ columns, rows, stride, ...maps }, score, nms_threshold);
  }
}
