import type { Tensor } from "onnxruntime-common";
import { floatTensor } from "../inference/session.ts";
import type { Pixels } from "../photos/raster.ts";

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

/** RGB values 0..255, row by row. */
interface Colours {
  data: ArrayLike<number>;
  width: number;
  height: number;
}

/** RGB pixels as planar float32 values: a tensor of [1, 3, height, width]. */
export function pixelTensor(photo: Pixels, { multipleOf, least = 0, ...colours }: InputShape): Tensor {
  const padded = (n: number) => Math.ceil(Math.max(n, least) / multipleOf) * multipleOf;
  const width = padded(photo.width), height = padded(photo.height);
  const planes = new Float32Array(3 * width * height);
  fillPlanes(planes, width, photo, colours);
  return floatTensor(planes, [1, 3, height, width]);
}

/** Fills three planes, `stride` values a row, with a picture at their top left; what is beyond it is black. */
export function fillPlanes(
  planes: Float32Array,
  stride: number,
  { data, width, height }: Colours,
  { colour, mean = 0, scale = 1 }: ColourSettings,
) {
  const size = planes.length / 3;
  for (let n = 0; n < 3; n++) {
    const plane = planes.subarray(n * size, (n + 1) * size);
    const m = typeof mean === "number" ? mean : mean[n], s = typeof scale === "number" ? scale : scale[n];
    if (m !== 0 && size > width * height) plane.fill(-m * s);
    for (let y = 0, from = colour === "rgb" ? n : 2 - n; y < height; y++) {
      for (let i = stride * y, end = i + width; i < end; i++, from += 3) plane[i] = (data[from] - m) * s;
    }
  }
}
