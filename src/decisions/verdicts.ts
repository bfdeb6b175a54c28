import { overlap } from "../faces/boxes.ts";
import type { Box } from "../faces/face.ts";
import { compareTexts } from "../text_order.ts";
import type { FaceDecision } from "./decisions_file.ts";

/** What somebody has said about one face. */
export interface FaceVerdict {
  /** Who it is; null where that was not said. */
  is: string | null;
  /** Who it isn't. */
  not: ReadonlySet<string>;
}

/** See {@link isSameFace}. Chosen: more than half of what the two boxes cover together is in both. */
const SAME_FACE = 0.5;

/** Whether two boxes, in pixels of the same content, show the same face: most of both is in both. */
export const isSameFace = (a: Box, b: Box): boolean => overlap(a, b).union > SAME_FACE;

/** All that was decided about faces: of what contradicts itself, the last counts. */
export class Verdicts {
  readonly #byContent = new Map<string, FaceDecision[]>();

  /** `decisions`: earlier ones first. */
  constructor(decisions: Iterable<FaceDecision> = []) {
    for (const decision of decisions) {
      const others = (this.#byContent.get(decision.hash) ?? []).filter((other) => !gives(decision, other));
      this.#byContent.set(decision.hash, [...others, decision]);
    }
  }

  /** What was said about a face of a content; null when that is nothing. */
  of(hash: string, box: Box): FaceVerdict | null {
    const own = this.#byContent.get(hash)?.filter((decision) => isSameFace(decision.box, box));
    if (!own?.length) return null;
    return {
      is: own.findLast(({ verdict }) => verdict === "yes")?.person ?? null,
      not: new Set(own.flatMap(({ person, verdict }) => verdict === "no" ? [person] : [])),
    };
  }

  /** What counts of the decisions, in an order that depends on nothing but them. */
  get all(): FaceDecision[] {
    return [...this.#byContent.values()].flat().sort((a, b) => compareTexts(keyOf(a), keyOf(b)));
  }
}

/** Whether one decision takes the place of an earlier one: nobody is two people. */
function gives(later: FaceDecision, earlier: FaceDecision): boolean {
  if (!isSameFace(later.box, earlier.box)) return false;
  return later.person === earlier.person || later.verdict === "yes" && earlier.verdict === "yes";
}

/** Tells a decision from others; only where the photo lay is no part of it. */
export function keyOf({ hash, person, verdict, box }: FaceDecision): string {
  return JSON.stringify([hash, person, verdict, box.x, box.y, box.width, box.height]);
}
