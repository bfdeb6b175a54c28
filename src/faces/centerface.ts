import { bestApart } from "./boxes.ts";
import type { Detection, Landmarks, Point } from "./face.ts";

/** CenterFace's four output planes, row by row, for an input of `stride * columns` x `stride * rows` pixels. */
export interface CenterFaceOutput {
  columns: number;
  rows: number;
  /** Input pixels a cell: 4. */
  stride: number;
  /** One plane: the score of a face with its middle in this cell. */
  heatmap: Float32Array;
  /** Two planes, height then width: natural logarithm of the size in cells. */
  size: Float32Array;
  /** Two planes, y then x: where in the cell the middle is. */
  offset: Float32Array;
  /** Ten planes, y then x of each point: relative to the box corner, in box sizes. */
  landmarks: Float32Array;
}

/**
 * The faces in CenterFace's output, in pixels of its input, best first; of faces that overlap by `nmsThreshold`
 * (intersection over union) or more only the best stays. Decoding as in the network's publication, arXiv:1911.03599.
 */
export function decodeCenterFace(
  output: CenterFaceOutput,
  scoreThreshold: number,
  nmsThreshold: number,
): Detection[] {
  const { columns, rows, stride, heatmap, size, offset, landmarks } = output;
  const cells = columns * rows;
  const found: Detection[] = [];
  for (let cell = 0; cell < cells; cell++) {
    const score = heatmap[cell];
    if (!(score > scoreThreshold)) continue;
    const height = Math.exp(size[cell]) * stride, width = Math.exp(size[cells + cell]) * stride;
    // Not clipped to the photo: the landmarks are relative to this very corner.
    const y = (Math.floor(cell / columns) + offset[cell] + 0.5) * stride - height / 2;
    const x = (cell % columns + offset[cells + cell] + 0.5) * stride - width / 2;
    const point = (n: number): Point => [
      landmarks[(2 * n + 1) * cells + cell] * width + x,
      landmarks[2 * n * cells + cell] * height + y,
    ];
    const points: Landmarks = [point(0), point(1), point(2), point(3), point(4)];
    found.push({ box: { x, y, width, height }, landmarks: points, score });
  }
  return bestApart(found, nmsThreshold);
}
