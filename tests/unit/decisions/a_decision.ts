import type { FaceDecision } from "../../../src/decisions/decisions_file.ts";

/** A face that isn't Ann, or with other fields. */
export function aDecision(fields: Partial<FaceDecision> = {}): FaceDecision {
  return {
    hash: "ab".repeat(32),
    box: { x: 10, y: 20, width: 30, height: 40 },
    person: "Ann",
    verdict: "no",
    path: "/photos/a.jpg",
    ...fields,
  };
}
