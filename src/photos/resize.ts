import { type Orientation, uprightSize, uprightToStored } from "./orientation.ts";
import type { Pixels } from "./raster.ts";

/**
 * Resizes RGB pixels: by area averaging where it shrinks (each target pixel is the mean of the source area that it
 * covers, as OpenCV's INTER_AREA), bilinearly where it grows. `width` and `height` are the target's.
 */
export function resize(source: Pixels, width: number, height: number): Pixels {
  if (width === source.width && height === source.height) return source;
  const shrinks = width <= source.width && height <= source.height;
  const columns = shrinks ? areaTaps(source.width, width) : linearTaps(source.width, width);
  const rows = shrinks ? areaTaps(source.height, height) : linearTaps(source.height, height);
  const data = new Uint8Array(3 * width * height);
  const stride = 3 * source.width;
  const sum = new Float32Array(stride);
  for (let y = 0; y < height; y++) {
    // Rows first: adding whole rows is the tightest loop, and leaves few rows to be weighed column by column.
    addRows(sum, source.data, stride, rows, y);
    writeRow(data, 3 * width * y, sum, columns);
  }
  return { data, width, height };
}

/** For each target position `i` the taps `start[i]` up to `start[i + 1]`: source positions and weights that sum to 1. */
interface Taps {
  start: Int32Array;
  index: Int32Array;
  weight: Float32Array;
}

/** Sets `sum` to the weighed rows of target row `y`; four at a time, because going over `sum` costs most. */
function addRows(sum: Float32Array, data: Uint8Array, stride: number, rows: Taps, y: number) {
  const begin = rows.start[y], end = rows.start[y + 1];
  const at = (k: number) => k < end ? stride * rows.index[k] : 0,
    weight = (k: number) => k < end ? rows.weight[k] : 0;
  for (let k = begin; k < end; k += 4) {
    const a = at(k), b = at(k + 1), c = at(k + 2), d = at(k + 3);
    const wa = weight(k), wb = weight(k + 1), wc = weight(k + 2), wd = weight(k + 3);
    const kept = k === begin ? 0 : 1;
    for (let i = 0; i < sum.length; i++) {
      sum[i] = kept * sum[i] + wa * data[a + i] + wb * data[b + i] + wc * data[c + i] + wd * data[d + i];
    }
  }
}

function writeRow(out: Uint8Array, at: number, row: Float32Array, { start, index, weight }: Taps) {
  for (let x = 0, o = at; x + 1 < start.length; x++, o += 3) {
    let r = 0.5, g = 0.5, b = 0.5;
    for (let k = start[x]; k < start[x + 1]; k++) {
      const p = 3 * index[k], w = weight[k];
      r += w * row[p];
      g += w * row[p + 1];
      b += w * row[p + 2];
    }
    out[o] = r;
    out[o + 1] = g;
    out[o + 2] = b;
  }
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

/** Turns pixels upright by EXIF `orientation`, by looking each upright pixel's source up. Meant for small pictures. */
export function turnUpright(source: Pixels, orientation: Orientation): Pixels {
  if (orientation === 1) return source;
  const { width, height } = uprightSize(source.width, source.height, orientation);
  const map = uprightToStored(source.width, source.height, orientation);
  const data = new Uint8Array(3 * width * height);
  for (let y = 0, o = 0; y < height; y++) {
    for (let x = 0; x < width; x++, o += 3) {
      const sx = Math.floor(map.a * (x + 0.5) + map.b * (y + 0.5) + map.c);
      const sy = Math.floor(map.d * (x + 0.5) + map.e * (y + 0.5) + map.f);
      const p = 3 * (sy * source.width + sx);
      data[o] = source.data[p];
      data[o + 1] = source.data[p + 1];
      data[o + 2] = source.data[p + 2];
    }
  }
  return { data, width, height };
}
