import { floatTensor, type InferenceRuntime } from "../inference/session.ts";
import type { Point } from "./face.ts";
import type { RecognizerSettings } from "./manifest.ts";
import { Model } from "./model.ts";
import { fillPlanes } from "./network_input.ts";
import type { Pack } from "./pack.ts";

/** How a network wants a face to be cut out. */
export interface ChipShape {
  /** Side in pixels. */
  size: number;
  /** Where the five landmarks come to lie; pixel centres have whole coordinates. */
  template: readonly Point[];
}

interface Network {
  settings: RecognizerSettings;
  model: Model;
  input: Float32Array;
  /** Which of the chips it takes. */
  chip: number;
}

/** Turns an aligned face into an embedding: the unit outputs of the pack's networks side by side, of unit length. */
export class Recognizer {
  readonly #networks: Network[] = [];
  readonly #shapes: ChipShape[] = [];
  readonly #dimension: number;

  constructor(pack: Pack, runtime: InferenceRuntime) {
    const { dimension, recognizers, template } = pack.manifest;
    this.#dimension = dimension;
    for (const settings of recognizers) {
      const { size } = settings.input;
      this.#networks.push({
        settings,
        model: new Model(pack, runtime, settings, [settings.output]),
        input: new Float32Array(3 * size ** 2),
        chip: this.#chipOf({ size, template: settings.template ?? template ?? [] }),
      });
    }
  }

  /** The chips that {@link embed} takes: networks that want the same share one. */
  get chips(): readonly ChipShape[] {
    return this.#shapes;
  }

  /** `chips`: for each of {@link chips} RGB values 0..255, row by row. Throws where a network gives no finite numbers. */
  async embed(chips: readonly Float32Array[]): Promise<Float32Array> {
    const embedding = new Float32Array(this.#dimension);
    let at = 0;
    for (const { settings, model, input, chip } of this.#networks) {
      const { size } = settings.input;
      fillPlanes(input, chips[chip], settings.input);
      const values = await model.run(floatTensor(input, [1, 3, size, size]));
      const part = values(settings.output, settings.dimension);
      const norm = Math.hypot(...part);
      if (!Number.isFinite(norm)) {
        throw new Error(`${settings.file}: output "${settings.output}" holds what is no finite number`);
      }
      // Each network weighs the same, whatever the length of its output.
      const length = norm * Math.sqrt(this.#networks.length) || 1;
      for (let i = 0; i < part.length; i++) embedding[at + i] = part[i] / length;
      at += part.length;
    }
    return embedding;
  }

  /**
   * Like {@link embed}, from the chips and their mirror images: the mean, of unit length. Of the hard faces of LFW it
   * recognises some more; turning, shifting and zooming as well brought nothing beyond that.
   */
  async embedBothSides(chips: readonly Float32Array[]): Promise<Float32Array> {
    const one = await this.embed(chips);
    const other = await this.embed(chips.map((chip, i) => mirrored(chip, this.#shapes[i].size)));
    const sum = one.map((value, i) => value + other[i]), length = Math.hypot(...sum) || 1;
    return sum.map((value) => value / length);
  }

  #chipOf(shape: ChipShape): number {
    const key = JSON.stringify([shape.size, shape.template]);
    const known = this.#shapes.findIndex(({ size, template }) => JSON.stringify([size, template]) === key);
    return known >= 0 ? known : this.#shapes.push(shape) - 1;
  }
}

/** The mirror image of `size` x `size` RGB values. */
function mirrored(chip: Float32Array, size: number): Float32Array {
  const mirror = new Float32Array(chip.length);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = 3 * (y * size + x);
      mirror.set(chip.subarray(from, from + 3), 3 * (y * size + size - 1 - x));
    }
  }
  return mirror;
}
