import { bestApart } from "./boxes.ts";
import type { Detection, Point } from "./face.ts";

/** What SCRFD gives for one of its strides: numbers of every anchor, cell by cell, for `stride * columns` x `stride * rows` pixels. */
export interface ScrfdLevel {
  columns: number;
  rows: number;
  /** Input pixels a cell: 8, 16 or 32. */
  stride: number;
  /** Guesses a cell: 2. All start from the cell's corner. */
  anchors: number;
  /** One an anchor: 0 to 1. */
  scores: Float32Array;
  /** Four an anchor, in strides: how far the box reaches from the cell's corner to the left, up, to the right, down. */
  boxes: Float32Array;
  /** Ten an anchor, in strides: x and y of each point from the cell's corner. */
  landmarks: Float32Array;
}

/**
 * The faces with more than `scoreThreshold` in SCRFD's output, in pixels of its input, best first; of faces that
 * overlap by `nmsThreshold` (of the union) or more only the best stays. Decoding as in the network's publication,
 * arXiv:2105.04714, and in InsightFace's program.
 */
export function decodeScrfd(
  levels: readonly ScrfdLevel[],
  scoreThreshold: number,
  nmsThreshold: number,
): Detection[] {
  const found: Detection[] = [];
  for (const { columns, rows, stride, anchors, scores, boxes, landmarks } of levels) {
    for (let anchor = 0; anchor < columns * rows * anchors; anchor++) {
      const score = scores[anchor];
      if (!(score > scoreThreshold)) continue;
      const cell = Math.floor(anchor / anchors), column = cell % columns, row = Math.floor(cell / columns);
      const [left, up, right, down] = boxes.subarray(4 * anchor, 4 * anchor + 4);
      const p = 10 * anchor;
      const point = (n: number): Point => [
        (column + landmarks[p + 2 * n]) * stride,
        (row + landmarks[p + 2 * n + 1]) * stride,
      ];
      found.push({
        box: {
          x: (column - left) * stride,
          y: (row - up) * stride,
          width: (left + right) * stride,
          height: (up + down) * stride,
        },
        landmarks: [point(0), point(1), point(2), point(3), point(4)],
        score,
      });
    }
  }
  return bestApart(found, nmsThreshold);
}
