import { rounded } from "./amounts.ts";
import type { EventOf, Unsent } from "./events.ts";
import type { Progress } from "./progress.ts";

/** The `progress` event that tells how far a run is. */
export function progressEvent(
  { left, rate, latest: _, seeks: __, grouping, ...counts }: Progress,
): Unsent<EventOf<"progress">> {
  return {
    type: "progress",
    ...counts,
    ...(grouping !== null && { grouping: rounded(grouping, 3) }),
    rate: rounded(rate, 2),
    eta_s: left === null ? null : Math.round(left),
  };
}
