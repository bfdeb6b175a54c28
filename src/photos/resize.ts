import { type Orientation, uprightSize, uprightToStored } from "./orientation.ts";
import { Kernels } from "../simd/kernels.ts";
import type { Pixels } from "./pixels.ts";

/** Nothing in their memory outlives a call. */
const KERNELS = new Kernels();
/** Kernels take so many values at a time, also beyond the end of a row. */
const SLACK = 16;

/**
 * Resizes RGB pixels: by area averaging where it shrinks (each target pixel is the mean of the source area that it
 * covers, as OpenCV's INTER_AREA), bilinearly where it grows. `width` and `height` are the target's.
 */
export function resize(source: Pixels, width: number, height: number): Pixels {
  if (width === source.width && height === source.height) return source;
  const shrinks = width <= source.width && height <= source.height;
  const columns = shrinks ? areaTaps(source.width, width) : linearTaps(source.width, width);
  const rows = shrinks ? areaTaps(source.height, height) : linearTaps(source.height, height);
  return { data: weigh(source, columns, rows), width, height };
}

/** For each target position `i` the taps `start[i]` up to `start[i + 1]`: source positions and weights that sum to 1. */
interface Taps {
  start: Int32Array;
  index: Int32Array;
  weight: Float32Array;
}

/** Rows first: adding whole rows is the tightest loop, and leaves few rows to be weighed column by column. */
function weigh({ data, width }: Pixels, columns: Taps, rows: Taps): Uint8Array<ArrayBuffer> {
  const stride = 3 * width, targetWidth = columns.start.length - 1, height = rows.start.length - 1;
  let slots = 1;
  for (let y = 0; y < height; y++) slots = Math.max(slots, rows.start[y + 1] - rows.start[y]);
  const slotBytes = stride + SLACK;
  const [source, addresses, rowWeights, sum, starts, index, weights, pixels] = KERNELS.layOut(
    slots * slotBytes,
    4 * slots,
    4 * rows.weight.length,
    4 * (stride + SLACK),
    4 * columns.start.length,
    4 * columns.index.length,
    4 * columns.weight.length,
    3 * targetWidth,
  );
  KERNELS.floats(rowWeights, rows.weight.length).set(rows.weight);
  KERNELS.integers(starts, columns.start.length).set(columns.start);
  KERNELS.integers(index, columns.index.length).set(columns.index);
  KERNELS.floats(weights, columns.weight.length).set(columns.weight);
  const sources = KERNELS.bytes(source, slots * slotBytes), mixed = KERNELS.bytes(pixels, 3 * targetWidth);
  const taken = KERNELS.integers(addresses, slots);
  // Neighbouring target rows share source rows: what lies in the memory already is not put there again.
  const held = new Int32Array(slots).fill(-1), target = new Uint8Array(3 * targetWidth * height);
  for (let y = 0; y < height; y++) {
    const begin = rows.start[y], count = rows.start[y + 1] - begin;
    for (let k = 0; k < count; k++) {
      const row = rows.index[begin + k], slot = row % slots;
      taken[k] = source + slot * slotBytes;
      if (held[slot] === row) continue;
      sources.set(data.subarray(row * stride, (row + 1) * stride), slot * slotBytes);
      held[slot] = row;
    }
    KERNELS.run.add_rows(sum, addresses, rowWeights + 4 * begin, count, stride);
    KERNELS.run.mix_columns(pixels, sum, starts, index, weights, targetWidth);
    target.set(mixed, 3 * targetWidth * y);
  }
  return target;
}

function areaTaps(from: number, to: number): Taps {
  const ratio = from / to;
  return taps(to, (i, add) => {
    const begin = i * ratio, end = Math.min((i + 1) * ratio, from);
    for (let s = Math.floor(begin); s < end; s++) {
      const covered = Math.min(s + 1, end) - Math.max(s, begin);
      if (covered > 1e-6) add(s, covered / (end - begin));
    }
  });
}

function linearTaps(from: number, to: number): Taps {
  return taps(to, (i, add) => {
    const at = Math.min(Math.max((i + 0.5) * from / to - 0.5, 0), from - 1);
    const first = Math.floor(at), part = at - first;
    add(first, 1 - part);
    if (part > 0) add(first + 1, part);
  });
}

function taps(to: number, each: (i: number, add: (index: number, weight: number) => void) => void): Taps {
  const start = new Int32Array(to + 1), index: number[] = [], weight: number[] = [];
  for (let i = 0; i < to; i++) {
    each(i, (s, w) => {
      index.push(s);
      weight.push(w);
    });
    start[i + 1] = index.length;
  }
  return { start, index: Int32Array.from(index), weight: Float32Array.from(weight) };
}

/** The size that `width` x `height` gets when its long side becomes `side`, aspect kept, at least one pixel each way. */
export function fitSize(width: number, height: number, side: number): { width: number; height: number } {
  const ratio = side / Math.max(width, height);
  return { width: Math.max(1, Math.round(width * ratio)), height: Math.max(1, Math.round(height * ratio)) };
}

/** Turns pixels upright by EXIF `orientation`, by looking each upright pixel's source up. */
export function turnUpright(source: Pixels, orientation: Orientation): Pixels {
  if (orientation === 1) return source;
  const { width, height } = uprightSize(source.width, source.height, orientation);
  const { a, b, c, d, e, f } = uprightToStored(source.width, source.height, orientation);
  // Steps along an upright row and column, and the first pixel, in bytes of the source.
  const across = 3 * (d * source.width + a), down = 3 * (e * source.width + b);
  const first = 3 * (Math.floor((d + e) / 2 + f) * source.width + Math.floor((a + b) / 2 + c));
  const from = source.data, data = new Uint8Array(3 * width * height);
  for (let y = 0, o = 0; y < height; y++) {
    for (let x = 0, p = first + y * down; x < width; x++, o += 3, p += across) {
      data[o] = from[p];
      data[o + 1] = from[p + 1];
      data[o + 2] = from[p + 2];
    }
  }
  return { data, width, height };
}
