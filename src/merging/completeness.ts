import { exitCode } from "../output/exit_code.ts";
import { counted } from "../output/counted.ts";
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
  /** What may be missing: shards of one of several collections. */
  doubts: string[];
}

/** From bad to worse. A run that ended without a word has failed, and so has one that isn't there. */
const REASONS: readonly Reason[] = ["done", "deadline", "interrupted", "target_lost", "failed"];

/** Gaps among shards that are told one by one. */
const MOST_GAPS = 20;

/** What `runs` have done: of those that did the same again, the best one counts. */
export function completenessOf(runs: readonly LeafRun[]): Completeness {
  const best = [...Map.groupBy(runs, slotOf).values()].map((tries) => tries.reduce(better));
  const unfinished = best.filter(({ reason }) => reason !== "done");
  const { missing, doubts } = missingShards(best);
  const reasons = [
    ...unfinished.map(({ reason }) => reason ?? "failed"),
    ...(missing.length > 0 ? ["failed" as const] : []),
  ];
  return {
    reason: reasons.reduce<Reason>((worst, reason) => worseOf(worst, reason), "done"),
    photos: best.reduce((sum, { photos }) => sum + photos, 0),
    skipped: best.reduce((sum, { skipped }) => sum + skipped, 0),
    doubts,
    lacks: [...missing, ...unfinished.map(unfinishedText)],
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

/** The shards that no run was for, and those that fewer searches were for than for others of as many. */
function missingShards(runs: readonly LeafRun[]): { missing: string[]; doubts: string[] } {
  const missing: string[] = [], doubts: string[] = [];
  const sharded = runs.flatMap(({ shard }) => shard ?? []);
  for (const [of, those] of [...Map.groupBy(sharded, ({ of }) => of)].sort(([a], [b]) => a - b)) {
    const searches = [...Map.groupBy(those, ({ index }) => index)].sort(([a], [b]) => a - b)
      .map(([index, { length }]) => ({ index, length }));
    const gaps = gapsBetween(searches.map(({ index }) => index), of);
    if (gaps.length > 0) missing.push(gapsText(gaps, of));
    const most = searches.reduce((most, { length }) => Math.max(most, length), 0);
    for (const { index, length } of searches) {
      // Two collections in as many shards look like one of which a part was searched twice.
      if (length < most) {
        doubts.push(`shard ${index}/${of} was searched ${times(length)}, another ${times(most)}`);
      }
    }
  }
  return { missing, doubts };
}

/** First and last of what is not among the sorted `indexes`, of 0 to `of` - 1. */
function gapsBetween(indexes: readonly number[], of: number): [first: number, last: number][] {
  return [...indexes, of].flatMap((index, i) => {
    const first = i === 0 ? 0 : indexes[i - 1] + 1;
    return first < index ? [[first, index - 1]] : [];
  });
}

function gapsText(gaps: readonly (readonly [first: number, last: number])[], of: number): string {
  const [[first, last]] = gaps;
  if (gaps.length === 1 && first === last) return `shard ${first}/${of} is missing`;
  const texts = gaps.slice(0, MOST_GAPS).map(([first, last]) => first === last ? first : `${first}-${last}`);
  const more = gaps.length > MOST_GAPS ? " …" : "";
  return `shards ${texts.join(", ")}${more} of ${of} are missing`;
}

const times = (count: number) => count === 1 ? "once" : counted(count, "time");

function unfinishedText({ run, started, shard, reason }: LeafRun): string {
  const which = shard
    ? `shard ${shard.index}/${shard.of}`
    : `the search that began at ${started} (run ${run})`;
  return `${which} did not get to its end (${reason ?? "its results end without saying why"})`;
}
