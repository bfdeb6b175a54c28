import { deepStrictEqual, strictEqual } from "node:assert";
import fc from "fast-check";
import type { Box, Landmarks } from "../../../src/faces/face.ts";
import { decodeScrfd, type ScrfdLevel } from "../../../src/faces/scrfd.ts";
import { faceIn, landmarksIn, near } from "./planted_face.ts";

const WIDTH = 96, HEIGHT = 64, ANCHORS = 2;

/** The levels of a photo in which there is nothing. */
function empty(): ScrfdLevel[] {
  return [8, 16, 32].map((stride) => {
    const columns = WIDTH / stride, rows = HEIGHT / stride, count = columns * rows * ANCHORS;
    const numbers = (each: number) => new Float32Array(each * count);
    return {
      stride,
      columns,
      rows,
      anchors: ANCHORS,
      scores: numbers(1),
      boxes: numbers(4),
      landmarks: numbers(10),
    };
  });
}

/** Writes what the network would give for a face at one anchor of a level. */
function plant(level: ScrfdLevel, anchor: number, box: Box, landmarks: Landmarks, score: number) {
  const { stride, columns } = level, cell = Math.floor(anchor / ANCHORS);
  const x = cell % columns * stride, y = Math.floor(cell / columns) * stride;
  const reach = [x - box.x, y - box.y, box.x + box.width - x, box.y + box.height - y];
  level.scores[anchor] = score;
  level.boxes.set(reach.map((pixels) => pixels / stride), 4 * anchor);
  level.landmarks.set(landmarks.flatMap(([px, py]) => [(px - x) / stride, (py - y) / stride]), 10 * anchor);
}

Deno.test("decodeScrfd reads box and landmarks, whatever level, cell and anchor hold the face", () => {
  fc.assert(
    fc.property(faceIn(WIDTH, HEIGHT), fc.nat(2), fc.nat(1000), (face, n, place) => {
      const levels = empty(), level = levels[n];
      plant(level, place % level.scores.length, face.box, face.landmarks, 0.75);
      const [found, ...others] = decodeScrfd(levels, 0.5, 0.4);
      strictEqual(others.length, 0);
      near(found, face);
      strictEqual(found.score, 0.75);
    }),
  );
});

Deno.test("decodeScrfd takes only scores above the threshold", () => {
  const box = { x: 10, y: 10, width: 20, height: 24 };
  for (const [score, count] of [[0.5, 0], [0.5625, 1], [NaN, 0]]) {
    const levels = empty();
    plant(levels[0], 7, box, landmarksIn(box), score);
    strictEqual(decodeScrfd(levels, 0.5, 0.4).length, count, String(score));
  }
});

Deno.test("decodeScrfd keeps the best of the anchors and levels that see a face, best first", () => {
  const levels = empty(),
    face = { x: 8, y: 8, width: 40, height: 44 },
    other = { x: 70, y: 20, width: 12, height: 14 };
  plant(levels[1], 8, face, landmarksIn(face), 0.8125);
  plant(levels[1], 9, { ...face, x: 9 }, landmarksIn(face), 0.875);
  plant(levels[2], 0, { ...face, y: 10 }, landmarksIn(face), 0.625);
  plant(levels[0], 31, other, landmarksIn(other), 0.9375);
  deepStrictEqual(decodeScrfd(levels, 0.5, 0.4).map(({ score }) => score), [0.9375, 0.875]);
});
