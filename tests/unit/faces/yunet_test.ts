import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { decodeYuNet, type YuNetLevel } from "../../../src/faces/yunet.ts";
import type { Box, Landmarks } from "../../../src/faces/face.ts";
import { faceIn, landmarksIn, near } from "./planted_face.ts";

const WIDTH = 96, HEIGHT = 64;

/** The levels of a photo in which there is nothing. */
function empty(): YuNetLevel[] {
  return [8, 16, 32].map((stride) => {
    const columns = WIDTH / stride, rows = HEIGHT / stride, cells = columns * rows;
    const numbers = (each: number) => new Float32Array(each * cells);
    return {
      stride,
      columns,
      rows,
      classes: numbers(1),
      objects: numbers(1),
      boxes: numbers(4),
      landmarks: numbers(10),
    };
  });
}

/** Writes what the network would give for a face in one cell of a level. */
function plant(level: YuNetLevel, cell: number, box: Box, landmarks: Landmarks, cls: number, object: number) {
  const { stride, columns } = level, column = cell % columns, row = Math.floor(cell / columns);
  level.classes[cell] = cls;
  level.objects[cell] = object;
  level.boxes.set([
    (box.x + box.width / 2) / stride - column,
    (box.y + box.height / 2) / stride - row,
    Math.log(box.width / stride),
    Math.log(box.height / stride),
  ], 4 * cell);
  level.landmarks.set(landmarks.flatMap(([x, y]) => [x / stride - column, y / stride - row]), 10 * cell);
}

Deno.test("decodeYuNet reads box, landmarks and the mean of both scores, whatever level and cell hold the face", () => {
  const scores = fc.double({ min: 0.5, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      faceIn(WIDTH, HEIGHT),
      fc.nat(2),
      fc.nat(1000),
      scores,
      scores,
      (face, n, place, cls, object) => {
        const levels = empty(), level = levels[n];
        plant(level, place % level.classes.length, face.box, face.landmarks, cls, object);
        const [found, ...others] = decodeYuNet(levels, 0.4, 0.3);
        strictEqual(others.length, 0);
        near(found, face);
        ok(Math.abs(found.score - Math.sqrt(cls * object)) < 1e-6);
      },
    ),
  );
});

Deno.test("decodeYuNet takes scores above the threshold only, and none that is beyond 1 or no number", () => {
  const box = { x: 10, y: 10, width: 20, height: 24 }, landmarks = landmarksIn(box);
  const score = (cls: number, object: number) => {
    const levels = empty();
    plant(levels[0], 3, box, landmarks, cls, object);
    return decodeYuNet(levels, 0.5, 0.3).map((face) => face.score);
  };
  deepStrictEqual(score(0.5, 0.5), []);
  deepStrictEqual(score(1, 0.25), []);
  deepStrictEqual(score(0.5625, 0.5625), [0.5625]);
  deepStrictEqual(score(4, 1), [1]);
  deepStrictEqual(score(-1, -1), []);
  deepStrictEqual(score(NaN, 1), []);
});

Deno.test("decodeYuNet keeps the best of a face that several levels see, best first", () => {
  const levels = empty(),
    large = { x: 8, y: 8, width: 40, height: 44 },
    small = { x: 70, y: 20, width: 12, height: 14 };
  plant(levels[1], 8, large, landmarksIn(large), 0.81, 0.81);
  plant(levels[2], 0, { ...large, x: 10 }, landmarksIn(large), 0.64, 0.64);
  plant(levels[0], 30, small, landmarksIn(small), 1, 1);
  const found = decodeYuNet(levels, 0.5, 0.3);
  deepStrictEqual(found.map(({ score }) => Math.round(100 * score)), [100, 81]);
});
