import { exitCode } from "../exit_code.ts";
import type { EventOf } from "../output/events.ts";
import { compareRuns, type LeafRun, slotOf } from "./leaf_run.ts";

type Reason = EventOf<"end">["reason"];

/** What runs have done together. */
export interface Completeness {
  /** `done` only where nothing is missing. */
  reason: Reason;
  photos: number;
  skipped: number;
  /** What is missing, for people. */
  lacks: string[];
}

/** From bad to worse. A run that ended without a word has failed, and so has one that isn't there. */
const REASONS: readonly Reason[] = ["done", "deadline", "interrupted", "target_lost", "failed"];

/** What `runs` have done: of those that did the same again, the best one counts. */
export function completenessOf(runs: readonly LeafRun[]): Completeness {
  const best = [...Map.groupBy(runs, slotOf).values()].map((tries) => tries.reduce(better));
  const unfinished = best.filter(({ reason }) => reason !== "done");
  const missing = missingShards(best);
  const reasons = [
    ...unfinished.map(({ reason }) => reason ?? "failed"),
    ...(missing.length > 0 ? ["failed" as const] : []),
  ];
  return {
    reason: reasons.reduce<Reason>((worst, reason) => worseOf(worst, reason), "done"),
    photos: best.reduce((sum, { photos }) => sum + photos, 0),
    skipped: best.reduce((sum, { skipped }) => sum + skipped, 0),
    lacks: [...missing.map((shard) => `${shard} is missing`), ...unfinished.map(unfinishedText)],
  };
}

/**
 * The exit code for merged results: as a search's where nothing is missing; 4 where a search was stopped before its end
 * and 3 where one failed, or a shard isn't there: the merge itself wasn't interrupted, and did start.
 */
export function mergedExit(
  { reason, matches, errors, seeks }: Parameters<typeof exitCode>[0],
): number {
  if (reason === "failed") return 3;
  return exitCode({ reason: reason === "interrupted" ? "deadline" : reason, matches, errors, seeks });
}

function better(a: LeafRun, b: LeafRun): LeafRun {
  const difference = Number(a.reason === "done") - Number(b.reason === "done") || a.photos - b.photos ||
    compareRuns(a, b);
  return difference < 0 ? b : a;
}

function worseOf(a: Reason, b: Reason): Reason {
  return REASONS.indexOf(a) < REASONS.indexOf(b) ? b : a;
}

/**
 * The shards that no run was for. A search may have the same id for all of its shards, or one for each, where the shards'
 * machines have the photos elsewhere: those that have all shards stand for themselves, what is left belongs together.
 */
function missingShards(runs: readonly LeafRun[]): string[] {
  const sharded = runs.filter(({ shard }) => shard !== undefined);
  return [...Map.groupBy(sharded, ({ shard }) => shard!.of)].sort(([a], [b]) => a - b)
    .flatMap(([of, runs]) => {
      const left = [...Map.groupBy(runs, ({ search }) => search).values()]
        .filter((runs) => missingOf(of, runs).length > 0).flat();
      return left.length === 0 ? [] : missingOf(of, left).map((index) => shardText(index, of));
    });
}

function missingOf(of: number, runs: readonly LeafRun[]): number[] {
  const there = new Set(runs.map(({ shard }) => shard!.index));
  return Array.from({ length: of }, (_, index) => index).filter((index) => !there.has(index));
}

const shardText = (index: number, of: number) => `shard ${index + 1} of ${of}`;

function unfinishedText({ run, started, shard, reason }: LeafRun): string {
  const which = shard ? shardText(shard.index, shard.of) : `the search that began at ${started} (run ${run})`;
  return `${which} did not get to its end (${reason ?? "its results end without saying why"})`;
}
