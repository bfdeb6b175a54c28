import fc from "fast-check";
import type { Face, Landmarks, Point, Turn } from "../../../src/faces/face.ts";

/** Objects as the program makes them, with their usual prototype. */
const PLAIN = { noNullPrototype: true } as const;
const number = fc.float({ noNaN: true });
const point: fc.Arbitrary<Point> = fc.tuple(number, number);
const landmarks: fc.Arbitrary<Landmarks> = fc.tuple(point, point, point, point, point);

/** Any face of float32 numbers. */
export const anyFace: fc.Arbitrary<Face> = fc.record({
  box: fc.record({ x: number, y: number, width: number, height: number }, PLAIN),
  landmarks,
  score: number,
  quality: fc.record({ sharpness: number, yaw: number, size: number }, PLAIN),
  turn: fc.constantFrom<Turn>(90, 180, 270),
  embedding: fc.float32Array({ noNaN: true, maxLength: 20 }),
}, { ...PLAIN, requiredKeys: ["box", "landmarks", "score", "quality", "embedding"] });
