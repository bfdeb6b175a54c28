import { bestApart } from "./boxes.ts";
import type { Detection, Point } from "./face.ts";

/** What YuNet gives for one of its strides: numbers of every cell, row by row, for `stride * columns` x `stride * rows` pixels. */
export interface YuNetLevel {
  columns: number;
  rows: number;
  /** Input pixels a cell: 8, 16 or 32. */
  stride: number;
  /** One a cell: how sure it is that this is a face, 0 to 1. */
  classes: Float32Array;
  /** One a cell: how sure it is that there is something, 0 to 1. */
  objects: Float32Array;
  /** Four a cell, in cells: x and y of the middle from the cell's corner, natural logarithms of width and height. */
  boxes: Float32Array;
  /** Ten a cell, in cells: x and y of each point from the cell's corner. */
  landmarks: Float32Array;
}

/**
 * The faces with more than `scoreThreshold` in YuNet's output, in pixels of its input, best first; of faces that
 * overlap by `nmsThreshold` (of the union) or more only the best stays. Decoding as in OpenCV's FaceDetectorYN.
 */
export function decodeYuNet(
  levels: readonly YuNetLevel[],
  scoreThreshold: number,
  nmsThreshold: number,
): Detection[] {
  const found: Detection[] = [];
  for (const { columns, rows, stride, classes, objects, boxes, landmarks } of levels) {
    for (let cell = 0; cell < columns * rows; cell++) {
      const score = Math.sqrt(share(classes[cell]) * share(objects[cell]));
      if (!(score > scoreThreshold)) continue;
      const column = cell % columns, row = Math.floor(cell / columns), b = 4 * cell, p = 10 * cell;
      const width = Math.exp(boxes[b + 2]) * stride, height = Math.exp(boxes[b + 3]) * stride;
      const x = (column + boxes[b]) * stride - width / 2, y = (row + boxes[b + 1]) * stride - height / 2;
      const point = (n: number): Point => [
        (column + landmarks[p + 2 * n]) * stride,
        (row + landmarks[p + 2 * n + 1]) * stride,
      ];
      found.push({
        box: { x, y, width, height },
        landmarks: [point(0), point(1), point(2), point(3), point(4)],
        score,
      });
    }
  }
  return bestApart(found, nmsThreshold);
}

const share = (value: number) => Math.max(0, Math.min(1, value));
