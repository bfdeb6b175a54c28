import { createHash } from "node:crypto";
import type { Face } from "../../../src/faces/face.ts";
import type { Finding, Place } from "../../../src/index/remembered.ts";
import { retained } from "../../../src/index/retention.ts";
import type { FailureFields } from "../../../src/failure.ts";

/** The SHA-256 of a content of this name. */
export const hashOf = (name: string | number): string => createHash("sha256").update(`${name}`).digest("hex");

/** A face with numbers that depend on `seed`, of the size that real ones have. */
export function faceOf(seed: number, dimension = 512): Face {
  const f = Math.fround;
  return {
    box: { x: f(seed + 0.1), y: 2, width: 30, height: 40 },
    landmarks: [[1, 2], [3, 4], [5, 6], [7, 8], [9, seed]],
    score: f(0.9),
    quality: { sharpness: 80, yaw: -3.5, size: 30 },
    embedding: Float32Array.from({ length: dimension }, (_, i) => Math.sin(seed * 1000 + i)),
  };
}

/** A finding with that many faces, which depends on `seed`. */
export function done(seed: number, faces = 1, search: string | null = null): Finding & { kind: "done" } {
  return {
    kind: "done",
    search,
    analysis: {
      effort: "normal",
      width: 640 + seed,
      height: 480,
      faces: Array.from({ length: faces }, (_, i) => faceOf(seed + i / 16)),
      damage: seed % 3 === 2 ? { code: "truncated", message: `damage ${seed}` } : null,
    },
  };
}

/** What is kept of a finding for a search that has named those faces. */
export function keptFor(search: string, named: readonly number[], finding: Finding): Finding {
  return retained(finding, named.map((face) => [face, "Ann"]), "known", search);
}

/** A failed finding. */
export function failed(fields: Partial<FailureFields> = {}, attempts = 1): Finding {
  const failure: FailureFields = {
    stage: "decode",
    code: "broken",
    message: "no photo",
    retryable: false,
    ...fields,
  };
  return { kind: "failed", failure, attempts };
}

/** A place below `/photos`. */
export function placeOf(below: string, fields: Partial<Place> = {}): Place {
  return { root: "/photos", below, size: 1000, modified: 1_000_000_000_123, ...fields };
}
