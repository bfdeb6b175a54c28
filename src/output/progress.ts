import { counted } from "./counted.ts";
import type { Tally } from "./tally.ts";

/** How far a run is. */
export interface Progress {
  done: number;
  /** Photos in all; null while the walk goes on, `found` of them so far. */
  total: number | null;
  found: number;
  matches: number;
  /** People are sought: matches are worth a word. */
  seeks: boolean;
  errors: number;
  /** The second, thorough look: photos done and in all; null before it begins. */
  again: { done: number; total: number } | null;
  /** The part of the grouping of faces that is done, 0 to 1; null before it begins. */
  grouping: number | null;
  /** Photos a second of late. */
  rate: number;
  /** Who is on the photo that matched last; nobody at first. */
  latest: readonly string[];
  /** Seconds left; null while the total, or the pace of the second look, is unknown. */
  left: number | null;
}

/**
 * How far `tally` is, at `rate` photos a second of late; `seeks`: people are sought.
 *
 * @example Once the walk has ended, the time left is known
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { newTally } from "./tally.ts";
 *
 * const walking = { ...newTally(), done: 10, found: 40 };
 * strictEqual(progressOf(walking, 2, false).left, null);
 * strictEqual(progressText(progressOf({ ...walking, complete: true }, 2, false)), "10 of 40 photos, 2.0 a second, 15 s left");
 * ```
 */
export function progressOf(tally: Tally, rate: number, seeks: boolean): Progress {
  const { done, found, complete, matches, errors, toLookAt, lookedAt, latest, grouping } = tally;
  const again = toLookAt > 0 ? { done: lookedAt, total: toLookAt } : null;
  const left = complete && rate > 0 && !again ? (found - done) / rate : null;
  return {
    done,
    found,
    total: complete ? found : null,
    matches,
    seeks,
    errors,
    again,
    grouping,
    rate,
    latest,
    left,
  };
}

/** How far a run is, in a line for people; names in it are as they were given. */
export function progressText(
  { done, total, found, matches, seeks, errors, again, grouping, rate, latest, left }: Progress,
): string {
  if (grouping !== null) return `grouping faces, ${Math.floor(100 * grouping)} %`;
  const withMatch = seeks ? [`${matches} with a match`] : [];
  if (again) return [`${again.done} of ${again.total} photos looked at thoroughly`, ...withMatch].join(", ");
  if (found === 0 && total === null) return "looking for photos";
  const of = `${done} of ${counted(total ?? found, "photo")}${total === null ? " so far" : ""}`;
  const parts = [of, ...withMatch];
  if (errors > 0) parts.push(counted(errors, "error"));
  if (done > 0) parts.push(`${rate.toFixed(rate < 10 ? 1 : 0)} a second`);
  if (left !== null) parts.push(`${span(left)} left`);
  if (latest.length > 0) parts.push(`found ${latest.join(" and ")}`);
  return parts.join(", ");
}

/** Seconds in words that need no more than two units. */
export function span(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor(whole % 3600 / 60)} min`;
}
