import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { type CenterFaceOutput, decodeCenterFace } from "../../../src/faces/centerface.ts";

const COLUMNS = 5, ROWS = 4, CELLS = COLUMNS * ROWS;

/** A face for the network to have seen: in cell (column, row), of a size in cells. */
interface Planted {
  column: number;
  row: number;
  score: number;
  width?: number;
  height?: number;
  /** Parts of a cell, y then x. */
  offset?: [number, number];
}

/** What the network would give out for these faces; landmark n lies at (.1 n, .2 n) of the box. */
function output(faces: Planted[]): CenterFaceOutput {
  const planes = (count: number) => new Float32Array(count * CELLS);
  const maps = { heatmap: planes(1), size: planes(2), offset: planes(2), landmarks: planes(10) };
  for (const { column, row, score, width = 2, height = 3, offset = [0, 0] } of faces) {
    const cell = row * COLUMNS + column;
    maps.heatmap[cell] = score;
    [height, width].forEach((cells, i) => maps.size[i * CELLS + cell] = Math.log(cells));
    offset.forEach((part, i) => maps.offset[i * CELLS + cell] = part);
    for (let n = 0; n < 5; n++) {
      maps.landmarks[2 * n * CELLS + cell] = 0.2 * n;
      maps.landmarks[(2 * n + 1) * CELLS + cell] = 0.1 * n;
    }
  }
  return { columns: COLUMNS, rows: ROWS, stride: 4, ...maps };
}

const rounded = (values: Iterable<number>) => [...values].map((value) => Math.round(value * 1e4) / 1e4);

Deno.test("decodeCenterFace reads box and landmarks, even beyond the photo's edge", () => {
  const [face, ...more] = decodeCenterFace(
    output([{ column: 0, row: 2, score: 0.75, offset: [0.25, -0.25] }]),
    0.5,
    0.3,
  );
  // Middle at column .25, row 2.75, in cells of 4 pixels; 8 pixels wide, 12 high.
  const { x, y, width, height } = face.box;
  deepStrictEqual(rounded([x, y, width, height]), [-3, 5, 8, 12]);
  deepStrictEqual(
    face.landmarks.map((point) => rounded(point)),
    [0, 1, 2, 3, 4].map((n) => rounded([-3 + 0.8 * n, 5 + 2.4 * n])),
  );
  strictEqual(face.score, 0.75);
  strictEqual(more.length, 0);
});

Deno.test("decodeCenterFace takes only scores above the threshold", () => {
  const faces = [{ column: 0, row: 0, score: 0.5 }, { column: 4, row: 3, score: 0.5625 }];
  deepStrictEqual(decodeCenterFace(output(faces), 0.5, 0.3).map(({ score }) => score), [0.5625]);
  deepStrictEqual(decodeCenterFace(output([{ column: 0, row: 0, score: NaN }]), 0.5, 0.3), []);
});

Deno.test("decodeCenterFace keeps the best of faces that overlap, best first", () => {
  const faces = [
    { column: 1, row: 1, score: 0.625, width: 2, height: 2 },
    { column: 2, row: 1, score: 0.875, width: 2, height: 2 },
    { column: 4, row: 3, score: 0.75, width: 1, height: 1 },
  ];
  const scores = (nms: number) => decodeCenterFace(output(faces), 0.5, nms).map(({ score }) => score);
  // The first two share one third of their union.
  deepStrictEqual(scores(0.3), [0.875, 0.75]);
  deepStrictEqual(scores(0.35), [0.875, 0.75, 0.625]);
  ok(decodeCenterFace(output([]), 0.5, 0.3).length === 0);
});
