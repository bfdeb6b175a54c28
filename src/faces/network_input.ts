import type { Tensor } from "onnxruntime-common";
import { floatTensor } from "../inference/session.ts";
import type { Pixels } from "../photos/raster.ts";

/** What a network's input is made of. */
export interface InputShape {
  /** Width and height are rounded up to a multiple of this; the photo lies at the top left, the rest is zero. */
  multipleOf: number;
  /** At least this wide and high. */
  least?: number;
}

/** RGB pixels as planar float32 values 0..255: a tensor of [1, 3, height, width]. */
export function pixelTensor(photo: Pixels, { multipleOf, least = 0 }: InputShape): Tensor {
  const padded = (n: number) => Math.ceil(Math.max(n, least) / multipleOf) * multipleOf;
  const width = padded(photo.width), height = padded(photo.height), plane = width * height;
  const planes = new Float32Array(3 * plane);
  const red = planes.subarray(0, plane),
    green = planes.subarray(plane, 2 * plane),
    blue = planes.subarray(2 * plane);
  for (let y = 0, from = 0; y < photo.height; y++) {
    for (let i = width * y, end = i + photo.width; i < end; i++, from += 3) {
      red[i] = photo.data[from];
      green[i] = photo.data[from + 1];
      blue[i] = photo.data[from + 2];
    }
  }
  return floatTensor(planes, [1, 3, height, width]);
}
