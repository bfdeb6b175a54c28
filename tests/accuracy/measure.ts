import type { Half } from "./collection.ts";
import { clustered, type Count, total } from "./statistics.ts";

/** Whose faces: the program's, or the reference pipeline's. */
export type By = "program" | "reference";

/** What counts the photos of sought people in which no face is seen where it is. */
export const NO_FACE = "no face";

/** One figure with its interval. */
export interface Measure {
  part: string;
  /** What was tried: a rung of a ladder, an option, a size of faces. */
  item: string;
  /** What was counted. */
  what: string;
  /** Of which people: those whose photos may be used for tuning, the others, or all. */
  half: Half | "all";
  by: By;
  /** Hits of the trials, times `per`. */
  value: number;
  /** 95 % interval of `value`. */
  low: number;
  high: number;
  /** `value` is told per this many: 100 or 1,000. */
  per: number;
  hits: number;
  of: number;
}

/** Makes a figure of counts of which each is of one person. */
export function measure(
  name: Pick<Measure, "part" | "item" | "what"> & Partial<Pick<Measure, "half" | "by" | "per">>,
  groups: Iterable<Count>,
): Measure {
  const counts = [...groups], { hits, of } = total(counts), { low, high } = clustered(counts);
  const { part, item, what, half = "all", by = "program", per = 100 } = name;
  const value = of === 0 ? 0 : hits / of;
  return { part, item, what, half, by, value: per * value, low: per * low, high: per * high, per, hits, of };
}
