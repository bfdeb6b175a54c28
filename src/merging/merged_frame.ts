import { createHash } from "node:crypto";
import { rounded } from "../output/amounts.ts";
import type { EventOf } from "../output/events.ts";
import { compareTexts } from "../text_order.ts";
import { type Completeness, mergedExit } from "./completeness.ts";
import type { LeafRun } from "./leaf_run.ts";
import type { MetStarts } from "./met_starts.ts";

type Start = EventOf<"start">;

/** The id of the run that tells the merged results of `runs`: the same for the same runs. */
export function mergedId(runs: readonly LeafRun[]): string {
  return digest("merge", runs.map(({ run }) => run));
}

/** `start` of the merged results of `runs`, which are sorted. */
export function mergedStart(starts: MetStarts, runs: readonly LeafRun[]): Start {
  if (!starts.top) throw new Error("there is nothing to merge");
  const { schema, version, models, provider, workers, strictness, threshold, ...rest } = starts.top;
  const { type, run: _, seq, time: _1, people, not_people, roots: _2, resumed: _3, ...others } = rest;
  const { search: _4, shard: _5, merged: _6, ...unknown } = others;
  return {
    type,
    run: mergedId(runs),
    seq,
    time: latest(runs.map(({ started }) => started)),
    schema,
    version,
    models,
    provider,
    workers,
    people: people.map((one) => ({ ...one, warnings: sorted(starts.warnings("people", one.name)) })),
    not_people: not_people.map((one) => ({
      ...one,
      warnings: sorted(starts.warnings("not_people", one.name)),
    })),
    strictness,
    roots: sorted(starts.roots),
    threshold,
    resumed: 0,
    search: digest("merged searches", sorted(runs.map(({ search }) => search))),
    merged: [...runs],
    ...unknown,
  };
}

/** What the events between `start` and `end` add up to. */
export interface Told {
  matches: number;
  errors: number;
}

/** `end` of the merged results of `runs`. `seeks`: somebody is sought. `seq` is yet to be set. */
export function mergedEnd(
  runs: readonly LeafRun[],
  { reason, photos, skipped }: Completeness,
  { matches, errors }: Told,
  { time, seeks }: { time: string; seeks: boolean },
): EventOf<"end"> {
  const seconds = rounded(runs.reduce((sum, { seconds }) => sum + seconds, 0), 3);
  const exit = mergedExit({ reason, matches, errors, seeks });
  return {
    type: "end",
    run: mergedId(runs),
    seq: 0,
    time,
    reason,
    exit,
    photos,
    matches,
    errors,
    skipped,
    seconds,
  };
}

/** Each once, in the order of code units. */
const sorted = (texts: readonly string[]) => [...new Set(texts)].sort(compareTexts);

const latest = (times: readonly string[]) => times.reduce((a, b) => a < b ? b : a);

/** Half of the SHA-256 of some texts, in hexadecimal digits: enough for an id. */
function digest(of: string, texts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify([of, ...texts])).digest("hex").slice(0, 32);
}
