import type { EventOf } from "../output/events.ts";
import { compareTexts } from "../text_order.ts";
import { compareVersions } from "./version_order.ts";

/** A run that a program told itself, as `start.merged` lists it. */
export type LeafRun = NonNullable<EventOf<"start">["merged"]>[number];

/** What is known of a run when it begins. */
export type BegunRun = Pick<LeafRun, "run" | "search" | "version" | "started" | "shard">;

/**
 * The rank of two runs: positive where `a` counts for more. The later version of the program does, then the later start,
 * then the id, so that no two runs rank the same.
 */
export function compareRuns(a: BegunRun, b: BegunRun): number {
  return compareVersions(a.version, b.version) || compareTexts(a.version, b.version) ||
    compareTexts(a.started, b.started) || compareTexts(a.run, b.run);
}

/**
 * Runs that search the same photos for the same have the same slot: a later one goes on from an earlier one, or does it
 * again. What no search has told (`index export`) is a slot of its own.
 */
export function slotOf({ run, search, shard }: BegunRun): string {
  if (search === "") return `run ${run}`;
  return shard ? `${search} ${shard.index}/${shard.of}` : search;
}

/** Of what two copies of a run's events say of it, that of the more complete one. */
export function moreComplete(a: LeafRun, b: LeafRun): LeafRun {
  const difference = Number(a.reason !== null) - Number(b.reason !== null) || a.photos - b.photos ||
    a.errors - b.errors || a.skipped - b.skipped || a.seconds - b.seconds ||
    compareTexts(JSON.stringify(a), JSON.stringify(b));
  return difference < 0 ? b : a;
}

/** The run with its fields in the order in which every merge tells them; what isn't known here comes last. */
export function ordered(leaf: LeafRun): LeafRun {
  const { run, search, version, started, shard, reason, photos, errors, skipped, seconds, ...unknown } = leaf;
  return {
    run,
    search,
    version,
    started,
    ...(shard && { shard }),
    reason,
    photos,
    errors,
    skipped,
    seconds,
    ...unknown,
  };
}
