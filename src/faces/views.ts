import type { Effort } from "./effort.ts";

/** The long sides, in pixels, of the pictures of a photo that its looks are given, each at least as long as the next. */
export interface ViewSides {
  /** Of the whole pass. */
  large: number;
  /** Of what small faces are proposed in; null where the passes alone cost less, or see enough. */
  proposed: number | null;
  /** Of the overview. */
  overview: number;
}

/** Smaller photos are enlarged to this side: below it the network has too few cells. */
const SMALLEST_SIDE = 256;
/** Up to this long side the passes cost less than proposals do. */
const PASSES_ONLY_SIDE = 512;
/**
 * Small faces are proposed at this part of the photo's size: no face is lost that has the pixels to be recognised (of 384
 * faces of 12 to 110 pixels none, of 49 of 9 to 11 pixels one), in half the time.
 */
const PROPOSED_SCALE = 0.75;

/**
 * The pictures for a look at a photo whose longer side is `side`; `passes`: the detector's sides for the whole pass and
 * the overview. A thorough look has small faces proposed at the whole pass's size.
 */
export function planViews(side: number, passes: readonly [number, number], effort: Effort): ViewSides {
  const limit = Math.max(SMALLEST_SIDE, side);
  const [large, overview] = passes.map((most) => Math.min(most, limit));
  if (limit <= PASSES_ONLY_SIDE || effort === "quick") return { large, proposed: null, overview };
  const scale = effort === "thorough" ? 1 : PROPOSED_SCALE;
  return { large, proposed: Math.min(large, Math.max(overview, Math.round(scale * limit))), overview };
}
