import { Buffer } from "node:buffer";
import { deepStrictEqual, strictEqual, throws } from "node:assert";
import fc from "fast-check";
import { decodeFaces, encodeFaces, FaceCodecError } from "../../../src/faces/face_codec.ts";
import { anyFace } from "./any_face.ts";

Deno.test("faces come back the same to the last bit", () => {
  fc.assert(fc.property(fc.array(anyFace), (faces) => {
    // Object.is tells -0 from 0.
    deepStrictEqual(decodeFaces(encodeFaces(faces)), faces);
  }));
});

Deno.test("faces come back from any place in a larger message", () => {
  fc.assert(fc.property(fc.array(anyFace), fc.integer({ min: 0, max: 9 }), (faces, offset) => {
    const bytes = encodeFaces(faces), message = new Uint8Array(bytes.length + 2 * offset);
    message.set(bytes, offset);
    const part = message.subarray(offset, offset + bytes.length);
    deepStrictEqual(decodeFaces(part), faces);
    // Node's own kind of Uint8Array, whose slice() is no copy.
    deepStrictEqual(decodeFaces(Buffer.from(message.buffer, offset, bytes.length)), faces);
  }));
});

Deno.test("any bytes are faces or refused with a FaceCodecError", () => {
  const bytes = fc.uint8Array({ maxLength: 400 });
  // Small whole numbers where the length of an embedding stands are likelier to be taken for one.
  const numbers = fc.array(fc.oneof(fc.integer({ min: -2, max: 40 }), fc.float()), { maxLength: 100 })
    .map((values) => new Uint8Array(Float32Array.from(values).buffer));
  fc.assert(
    fc.property(fc.oneof(bytes, numbers), (bytes) => {
      try {
        for (const { landmarks, embedding } of decodeFaces(bytes)) {
          strictEqual(landmarks.length, 5);
          strictEqual(embedding instanceof Float32Array, true);
        }
      } catch (error) {
        if (!(error instanceof FaceCodecError)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("faces of which the end is missing are refused", () => {
  fc.assert(fc.property(anyFace, fc.integer({ min: 1, max: 70 }), (face, missing) => {
    const bytes = encodeFaces([face]);
    if (missing < bytes.length) throws(() => decodeFaces(bytes.subarray(0, -missing)), FaceCodecError);
  }));
});

Deno.test("no faces are no bytes", () => {
  deepStrictEqual(decodeFaces(encodeFaces([])), []);
});
