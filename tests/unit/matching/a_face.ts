import type { Face, Quality } from "../../../src/faces/face.ts";

/** A sharp, large face from the front with this embedding, or with another quality. */
export function faceOf(embedding: Float32Array, quality: Partial<Quality> = {}): Face {
  return {
    box: { x: 10, y: 20, width: 90, height: 120 },
    landmarks: [[30, 60], [70, 60], [50, 80], [35, 100], [65, 100]],
    score: 0.9,
    embedding,
    quality: { sharpness: 120, yaw: 0, size: 90, ...quality },
  };
}
