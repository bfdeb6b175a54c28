import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import type { Landmarks, Point } from "../../../src/faces/face.ts";
import { estimateYaw, sharpness, shorterSide } from "../../../src/faces/quality.ts";

const SIZE = 16;

/** A face with the nose `aside` eye distances off the middle, tilted by `tilt` (radians). */
function landmarks(aside: number, tilt = 0): Landmarks {
  const turned = ([x, y]: Point): Point => [
    50 + x * Math.cos(tilt) - y * Math.sin(tilt),
    50 + x * Math.sin(tilt) + y * Math.cos(tilt),
  ];
  const points: Point[] = [[-10, 0], [10, 0], [20 * aside, 12], [-8, 24], [8, 24]];
  return points.map(turned) as unknown as Landmarks;
}

/** A chip with this brightness at (x, y). */
function chip(brightness: (x: number, y: number) => number): Float32Array {
  return Float32Array.from({ length: 3 * SIZE * SIZE }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return brightness(pixel % SIZE, Math.floor(pixel / SIZE));
  });
}

Deno.test("estimateYaw has the sign of the side that the nose points to", () => {
  ok(Math.abs(estimateYaw(landmarks(0))) < 1e-9);
  ok(estimateYaw(landmarks(0.3)) > 20);
  ok(estimateYaw(landmarks(-0.3)) < -20);
  strictEqual(Math.round(estimateYaw(landmarks(0.6))), 45);
});

Deno.test("estimateYaw is the same however the head is tilted, rises with the turn and stays below 90", () => {
  const side = fc.double({ min: -2, max: 2, noNaN: true }),
    tilt = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(fc.property(side, tilt, (aside, angle) => {
    const yaw = estimateYaw(landmarks(aside, angle));
    ok(Math.abs(yaw - estimateYaw(landmarks(aside))) < 1e-6);
    ok(Math.abs(yaw) < 90 && yaw < estimateYaw(landmarks(aside + 0.1, angle)));
  }));
});

Deno.test("estimateYaw of eyes in one place is 0", () => {
  strictEqual(estimateYaw([[5, 5], [5, 5], [7, 8], [4, 9], [6, 9]]), 0);
});

Deno.test("sharpness of a flat chip and of an even slope is 0", () => {
  ok(Math.abs(sharpness(chip(() => 130), SIZE)) < 1e-6);
  ok(Math.abs(sharpness(chip((x, y) => 3 * x + 2 * y), SIZE)) < 1e-6);
  strictEqual(sharpness(new Float32Array(12), 2), 0);
});

Deno.test("sharpness is the variance of the Laplacian of brightness", () => {
  // On a chessboard of 0 and 10 the Laplacian is 40 and -40 by turns.
  const board = chip((x, y) => (x + y) % 2 ? 10 : 0);
  ok(Math.abs(sharpness(board, SIZE) - 1600) < 1e-3);
  const soft = chip((x, y) => 5 + ((x + y) % 2 ? 1 : -1));
  ok(sharpness(soft, SIZE) < sharpness(board, SIZE));
  // Green weighs .587 of brightness, squared in a variance.
  const green = board.map((value, i) => i % 3 === 1 ? value : 0);
  ok(Math.abs(sharpness(green, SIZE) / 1600 - 0.587 ** 2) < 1e-4);
});

Deno.test("shorterSide is the shorter side", () => {
  const sides = [[30, 40], [40, 30]].map(([width, height]) => shorterSide({ x: 1, y: 2, width, height }));
  deepStrictEqual(sides, [30, 30]);
});
