import { createHash } from "node:crypto";
import type { Networks } from "./manifest.ts";

/** Raised with every change to decoding, detection, alignment or the codec that changes what is found in a photo. */
const PROCESSING = 3;

/**
 * Names the models and the processing that lead from a photo to its faces, as SHA-256 in hexadecimal: what was found
 * by others is not comparable. Thresholds and calibration are no part of it: they judge faces, and find none.
 */
export function processingId({ detector, proposals, recognizers, template }: Networks): string {
  const parts = [PROCESSING, detector, proposals, recognizers, template];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
