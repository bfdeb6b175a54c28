import { floatTensor, type InferenceRuntime } from "../inference/session.ts";
import type { RecognizerSettings } from "./manifest.ts";
import { Model } from "./model.ts";
import type { Pack } from "./pack.ts";

/** Turns an aligned face into an embedding: the unit outputs of the pack's networks side by side, of unit length. */
export class Recognizer {
  readonly #networks: { settings: RecognizerSettings; model: Model; input: Float32Array }[];
  readonly #dimension: number;

  constructor(pack: Pack, runtime: InferenceRuntime) {
    this.#dimension = pack.manifest.dimension;
    this.#networks = pack.manifest.recognizers.map((settings) => ({
      settings,
      model: new Model(pack, runtime, settings, [settings.output]),
      input: new Float32Array(3 * settings.input.size ** 2),
    }));
  }

  /** Side in pixels of the chips that {@link embed} takes. */
  get chipSize(): number {
    return this.#networks[0].settings.input.size;
  }

  /** `chip`: RGB values 0..255 row by row, {@link chipSize} pixels a side. */
  async embed(chip: Float32Array): Promise<Float32Array> {
    const embedding = new Float32Array(this.#dimension);
    let at = 0;
    for (const { settings, model, input } of this.#networks) {
      const { size, mean, scale } = settings.input;
      const plane = size * size;
      for (let i = 0, p = 0; i < plane; i++, p += 3) {
        input[i] = (chip[p] - mean) * scale;
        input[plane + i] = (chip[p + 1] - mean) * scale;
        input[2 * plane + i] = (chip[p + 2] - mean) * scale;
      }
      const values = await model.run(floatTensor(input, [1, 3, size, size]));
      const part = values(settings.output, settings.dimension);
      // Each network weighs the same, whatever the length of its output.
      const length = Math.hypot(...part) * Math.sqrt(this.#networks.length) || 1;
      for (let i = 0; i < part.length; i++) embedding[at + i] = part[i] / length;
      at += part.length;
    }
    return embedding;
  }
}
