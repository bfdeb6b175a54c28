import { compareTexts } from "../text_order.ts";
import type { FaceDecision } from "./decisions_file.ts";
import { isSameFace, keyOf } from "./verdicts.ts";

/**
 * What several have said about faces, together: every answer counts, but for a yes where somebody has said no to the same
 * face and person. The same whatever the order: answers that only another kind of answer rules out stay as they are.
 */
export function unionOf(decisions: Iterable<FaceDecision>): FaceDecision[] {
  const byKey = new Map<string, FaceDecision>(), refused = new Map<string, FaceDecision[]>();
  for (const decision of decisions) {
    const key = keyOf(decision), before = byKey.get(key);
    if (before && (before.path ?? "") >= (decision.path ?? "")) continue;
    byKey.set(key, decision);
    if (decision.verdict === "no" && !before) {
      refused.set(aboutOf(decision), [...refused.get(aboutOf(decision)) ?? [], decision]);
    }
  }
  return [...byKey].sort(([a], [b]) => compareTexts(a, b)).map(([, decision]) => decision).filter((
    decision,
  ) =>
    decision.verdict === "no" ||
    !refused.get(aboutOf(decision))?.some(({ box }) => isSameFace(box, decision.box))
  );
}

const aboutOf = ({ hash, person }: FaceDecision) => JSON.stringify([hash, person]);
