import type { FaceVerdict } from "../../decisions/verdicts.ts";
import type { Decision, Matcher } from "./decide.ts";

/**
 * Decides anew about the faces that are nobody yet, among the people who are not in the photo yet; the others stay as
 * they were decided. `matcher`: knows people with what has been learnt of them since;
 * `verdicts`: what somebody has said about each face.
 */
export function reconsider(
  embeddings: readonly Float32Array[],
  decisions: readonly Decision[],
  matcher: Matcher,
  verdicts: readonly (FaceVerdict | null)[] = [],
): Decision[] {
  const named = new Set(decisions.flatMap(({ person }) => person ? [person.name] : []));
  const open = decisions.flatMap(({ person }, face) => person ? [] : [face]);
  const anew = matcher.decide(open.map((face) => embeddings[face]), {
    taken: named,
    verdicts: open.map((face) => verdicts[face] ?? null),
  });
  return decisions.map((decision, face) => decision.person ? decision : anew[open.indexOf(face)]);
}
