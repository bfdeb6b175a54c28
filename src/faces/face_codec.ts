import type { Face, Point, Turn } from "./face.ts";

/*
 * Faces as bytes, for the way between processes and for the index: little-endian float32 throughout, so that a face
 * that was remembered is the same to the last bit as one that has just been found. The order of the fields is part of
 * the index's format: a change needs a new PROCESSING version.
 */

/** Box 4, landmarks 10, score, sharpness, yaw, size, turn, and the length of the embedding that follows. */
const FIELDS = 20;

/** Bytes that hold no such faces. */
export class FaceCodecError extends Error {
  override readonly name = "FaceCodecError";
}

/** `faces` as bytes. */
export function encodeFaces(faces: readonly Face[]): Uint8Array<ArrayBuffer> {
  const length = faces.reduce((sum, { embedding }) => sum + FIELDS + embedding.length, 0);
  const values = new Float32Array(length);
  let at = 0;
  for (const { box, landmarks, score, quality, turn = 0, embedding } of faces) {
    const { sharpness, yaw, size } = quality;
    const numbers = [
      box.x,
      box.y,
      box.width,
      box.height,
      ...landmarks.flat(),
      score,
      sharpness,
      yaw,
      size,
      turn,
    ];
    values.set(numbers, at);
    values[at + FIELDS - 1] = embedding.length;
    values.set(embedding, at + FIELDS);
    at += FIELDS + embedding.length;
  }
  return new Uint8Array(values.buffer);
}

/** The faces in `bytes`, which {@link encodeFaces} made. Throws a {@link FaceCodecError} when it can't have. */
export function decodeFaces(bytes: Uint8Array): Face[] {
  if (bytes.length % 4 !== 0) throw new FaceCodecError(`${bytes.length} bytes are no float32 values`);
  // A view needs an aligned start; the bytes may lie anywhere in a larger message.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  const values = new Float32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
  const faces: Face[] = [];
  for (let at = 0; at < values.length;) {
    const dimension = values[at + FIELDS - 1], end = at + FIELDS + dimension;
    if (!Number.isInteger(dimension) || dimension < 0 || end > values.length) {
      throw new FaceCodecError(`face ${faces.length} has an embedding of ${dimension} numbers`);
    }
    faces.push(faceAt(values, at, values.subarray(at + FIELDS, end)));
    at = end;
  }
  return faces;
}

/** By index: a search of a large collection decodes hundreds of thousands, and destructuring costs ten times as much. */
function faceAt(values: Float32Array, at: number, embedding: Float32Array): Face {
  const point = (n: number): Point => [values[at + 4 + 2 * n], values[at + 5 + 2 * n]];
  return {
    box: { x: values[at], y: values[at + 1], width: values[at + 2], height: values[at + 3] },
    landmarks: [point(0), point(1), point(2), point(3), point(4)],
    score: values[at + 14],
    quality: { sharpness: values[at + 15], yaw: values[at + 16], size: values[at + 17] },
    ...turnOf(values[at + 18]),
    embedding,
  };
}

/** Left out for the faces that are upright. */
function turnOf(value: number): { turn?: Turn } {
  return value === 90 || value === 180 || value === 270 ? { turn: value } : {};
}
