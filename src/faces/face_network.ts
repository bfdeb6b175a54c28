import type { InferenceRuntime } from "../inference/session.ts";
import type { Pixels } from "../photos/pixels.ts";
import { decodeCenterFace } from "./centerface.ts";
import type { Detection } from "./face.ts";
import type { DetectorSettings } from "./manifest.ts";
import { Model, type Outputs } from "./model.ts";
import { commonMultiple, NetworkInput } from "./network_input.ts";
import type { Pack } from "./pack.ts";
import { decodeScrfd } from "./scrfd.ts";
import { decodeYuNet } from "./yunet.ts";

/** A pack's face detector: one run of its network, from pixels to faces. */
export class FaceNetwork {
  readonly #settings: DetectorSettings;
  readonly #model: Model;
  readonly #input = new NetworkInput();
  readonly #multipleOf: number;

  constructor(pack: Pack, runtime: InferenceRuntime) {
    this.#settings = pack.manifest.detector;
    this.#multipleOf = commonMultiple(this.#settings.input.multiple_of, runtime.sideStep);
    this.#model = new Model(pack, runtime, this.#settings, outputNames(this.#settings));
  }

  /** Runs it once on nothing. Throws an Error when its outputs are not what the manifest says. */
  async tryOut(): Promise<void> {
    const { input: { multiple_of: height }, passes } = this.#settings;
    // Wider than high, unless that is more than the network will ever be given.
    const width = passes[0] > height ? 2 * height : height;
    await this.find({ width, height, data: new Uint8Array(3 * width * height) }, 1);
  }

  /**
   * The faces with more than this score, best first, in pixels of `photo`. The network sees at least `least` pixels a
   * side; what is beyond the photo is black.
   */
  async find(photo: Pixels, score: number, least = 0): Promise<Detection[]> {
    const { multiple_of: _, ...colours } = this.#settings.input;
    const input = this.#input.of(photo, { multipleOf: this.#multipleOf, least, ...colours });
    const values = await this.#model.run(input);
    const [, , height, width] = input.dims;
    return decode(this.#settings, values, width, height, score);
  }
}

function outputNames(settings: DetectorSettings): string[] {
  if (settings.kind === "centerface") return Object.values(settings.outputs);
  return settings.levels.flatMap(({ stride: _, ...outputs }) => Object.values(outputs));
}

/** What a run on an input of this size found. */
function decode(
  settings: DetectorSettings,
  values: Outputs,
  width: number,
  height: number,
  score: number,
): Detection[] {
  const grid = (stride: number) => ({ stride, columns: width / stride, rows: height / stride });
  switch (settings.kind) {
    case "centerface": {
      const { outputs, stride, nms_threshold } = settings, cells = width * height / stride ** 2;
      const maps = {
        heatmap: values(outputs.heatmap, cells),
        size: values(outputs.size, 2 * cells),
        offset: values(outputs.offset, 2 * cells),
        landmarks: values(outputs.landmarks, 10 * cells),
      };
      return decodeCenterFace({ ...grid(stride), ...maps }, score, nms_threshold);
    }
    case "yunet": {
      const levels = settings.levels.map((level) => {
        const cells = width * height / level.stride ** 2;
        return {
          ...grid(level.stride),
          classes: values(level.class, cells),
          objects: values(level.object, cells),
          boxes: values(level.box, 4 * cells),
          landmarks: values(level.landmarks, 10 * cells),
        };
      });
      return decodeYuNet(levels, score, settings.nms_threshold);
    }
    case "scrfd": {
      const { anchors } = settings;
      const levels = settings.levels.map((level) => {
        const count = anchors * width * height / level.stride ** 2;
        return {
          ...grid(level.stride),
          anchors,
          scores: values(level.score, count),
          boxes: values(level.box, 4 * count),
          landmarks: values(level.landmarks, 10 * count),
        };
      });
      return decodeScrfd(levels, score, settings.nms_threshold);
    }
  }
}
