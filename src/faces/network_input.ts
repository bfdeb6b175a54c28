import type { Tensor } from "onnxruntime-common";
import { floatTensor } from "../inference/session.ts";
import type { Pixels } from "../photos/pixels.ts";
import { Kernels } from "../simd/kernels.ts";

/** How a network wants colours: it is given `(value - mean) * scale` of the values 0..255. */
export interface ColourSettings {
  /** The order of the planes. */
  colour: "rgb" | "bgr";
  /** One for all planes (default: 0), or one for each in their order. */
  mean?: number | readonly [number, number, number];
  /** Likewise (default: 1). */
  scale?: number | readonly [number, number, number];
}

/** What a network's input is made of. */
export interface InputShape extends ColourSettings {
  /** Width and height are rounded up to a multiple of this; the photo lies at the top left, the rest is black. */
  multipleOf: number;
  /** At least this wide and high. */
  least?: number;
}

/** Gives a network its pictures, always in the same memory. */
export class NetworkInput {
  readonly #kernels = new Kernels();

  /** RGB pixels as planar float32 values: a tensor of [1, 3, height, width], valid until the next call. */
  of(photo: Pixels, { multipleOf, least = 0, colour, mean = 0, scale = 1 }: InputShape): Tensor {
    const padded = (n: number) => Math.ceil(Math.max(n, least) / multipleOf) * multipleOf;
    const width = padded(photo.width), height = padded(photo.height), length = 3 * width * height;
    const [to, rgb, order, means, scales] = this.#kernels.layOut(4 * length, photo.data.length, 12, 12, 12);
    this.#kernels.bytes(rgb, photo.data.length).set(photo.data);
    this.#kernels.integers(order, 3).set(colour === "rgb" ? [0, 1, 2] : [2, 1, 0]);
    this.#kernels.floats(means, 3).set(threeOf(mean));
    this.#kernels.floats(scales, 3).set(threeOf(scale));
    this.#kernels.run.planes(to, width, height, rgb, photo.width, photo.height, order, means, scales);
    return floatTensor(this.#kernels.floats(to, length), [1, 3, height, width]);
  }
}

/** Fills three planes with a square picture of RGB values 0..255, row by row. */
export function fillPlanes(
  planes: Float32Array,
  values: Float32Array,
  { colour, mean = 0, scale = 1 }: ColourSettings,
) {
  const size = planes.length / 3, means = threeOf(mean), scales = threeOf(scale);
  for (let n = 0; n < 3; n++) {
    const from = colour === "rgb" ? n : 2 - n;
    for (let i = 0; i < size; i++) planes[n * size + i] = (values[3 * i + from] - means[n]) * scales[n];
  }
}

const threeOf = (value: number | readonly [number, number, number]) =>
  typeof value === "number" ? [value, value, value] : value;

/** The least number, of 1 and more, that is a multiple of both. */
export function commonMultiple(a: number, b: number): number {
  let multiple = a;
  while (multiple % b !== 0) multiple += a;
  return multiple;
}
