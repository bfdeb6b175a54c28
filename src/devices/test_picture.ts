import { testPicture } from "../assets.ts";
import type { Detection } from "../faces/face.ts";
import type { Raster } from "../photos/raster.ts";
import type { SelfTestResult } from "./self_test.ts";

/** Sides of the picture in pixels. */
export const TEST_PICTURE_SIDE = 128;

/** The picture of the self-test, upright, RGB: a face, made by make_test_picture.ts. */
export function readTestPicture(): Raster {
  return testRaster(testPicture().pixels);
}

/** Pixels as such a picture. */
export function testRaster(data: Uint8Array): Raster {
  const size = { width: TEST_PICTURE_SIDE, height: TEST_PICTURE_SIDE };
  if (data.length !== 3 * size.width * size.height) {
    throw new Error("the picture of the self-test is damaged");
  }
  return { ...size, data, orientation: 1, scale: 1, full: size, damage: null, toSrgb: null };
}

/** A result as JSON can hold it. */
interface StoredResult {
  /** SHA-256 of the models that gave it, in the manifest's order. */
  models: string[];
  detections: Detection[];
  proposals: SelfTestResult["proposals"];
  /** Base64 of little-endian float32. */
  embeddings: string[];
}

/** What the CPU said of the picture when the program was made; null of other models than `models`. */
export function readStoredResult(models: readonly string[]): SelfTestResult | null {
  const stored: StoredResult = JSON.parse(testPicture().result);
  if (stored.models.join() !== models.join()) return null;
  const embeddings = stored.embeddings.map((text) =>
    new Float32Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer)
  );
  return { detections: stored.detections, proposals: stored.proposals, embeddings };
}

/** The text that {@link readStoredResult} reads. */
export function storedResult({ embeddings, ...rest }: SelfTestResult, models: readonly string[]): string {
  const base64 = (values: Float32Array) => btoa(String.fromCharCode(...new Uint8Array(values.buffer)));
  return JSON.stringify({ models, ...rest, embeddings: embeddings.map(base64) }, null, 2) + "\n";
}
