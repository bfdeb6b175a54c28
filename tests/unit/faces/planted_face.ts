import { ok } from "node:assert";
import fc from "fast-check";
import type { Box, Detection, Landmarks, Point } from "../../../src/faces/face.ts";

/** Where the eyes, the nose tip and the corners of the mouth lie in a box: left and right as seen in the picture. */
const IN_BOX: readonly Point[] = [[0.3, 0.4], [0.7, 0.4], [0.5, 0.6], [0.35, 0.8], [0.65, 0.8]];

/** The landmarks of a face that fills this box. */
export const landmarksIn = ({ x, y, width, height }: Box): Landmarks => {
  const [a, b, c, d, e] = IN_BOX.map(([px, py]): Point => [x + px * width, y + py * height]);
  return [a, b, c, d, e];
};

/** Any face that lies at least partly in a picture of this size. */
export function faceIn(width: number, height: number): fc.Arbitrary<Pick<Detection, "box" | "landmarks">> {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  return fc.record({
    x: number(-8, width - 4),
    y: number(-8, height - 4),
    width: number(8, width),
    height: number(8, height),
  }).map((box) => ({ box, landmarks: landmarksIn(box) }));
}
/** That a detection is that face, to a hundredth of a pixel. */
export function near(found: Detection, { box, landmarks }: Pick<Detection, "box" | "landmarks">) {
  const numbers = (face: Pick<Detection, "box" | "landmarks">) => [
    face.box.x,
    face.box.y,
    face.box.width,
    face.box.height,
    ...face.landmarks.flat(),
  ];
  const expected = numbers({ box, landmarks });
  numbers(found).forEach((value, i) =>
    ok(Math.abs(value - expected[i]) < 0.01, `${value} for ${expected[i]}`)
  );
}
