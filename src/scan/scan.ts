import { type Failure, fileFailure } from "../failure.ts";
import { decide, type Decision, type Sought } from "../matching/decide.ts";
import type { PhotoCopier } from "../output/copy.ts";
import type { Unsent } from "../output/events.ts";
import type { EventSink } from "../output/ndjson.ts";
import { type FaceDetail, photoEvent } from "../output/photo_event.ts";
import { walk, type WalkItem, type WalkSettings } from "../photos/walk.ts";
import type { PhotoAnalysis } from "./messages.ts";
import { readAhead } from "./read_ahead.ts";

/** What to scan, for whom, and what to tell. */
export interface ScanPlan {
  roots: readonly string[];
  walk: WalkSettings;
  people: readonly Sought[];
  /** How likely a decision's nearest person is right, 0 to 1; null when it has none. */
  confidence: (decision: Decision) => number | null;
  detail: FaceDetail;
  /** Tell of photos without a match, and of files that are no photos. */
  all: boolean;
  copier: PhotoCopier | null;
}

/** The parts of the program that a scan works with. */
export interface ScanParts {
  analyze: (path: string) => Promise<PhotoAnalysis>;
  /** Photos that may be in hand at once. */
  capacity: number;
  sink: EventSink;
  /** Aborted: no new photos are taken, those in hand are finished. */
  signal: AbortSignal;
}

/** Counts of a scan, kept up to date while it runs. */
export interface Tally {
  /** Photos finished, failed ones among them. */
  done: number;
  /** Photos met by the walk. */
  found: number;
  /** True once the walk has ended, so that `found` is the total. */
  complete: boolean;
  photos: number;
  matches: number;
  errors: number;
  skipped: number;
}

/** A tally at the beginning. */
export const newTally = (): Tally => ({
  done: 0,
  found: 0,
  complete: false,
  photos: 0,
  matches: 0,
  errors: 0,
  skipped: 0,
});

/** How many paths the walk may be ahead of the search: 100 MB at most, and enough for most collections' total. */
const WALK_AHEAD = 200_000;

/** Walks, analyses, decides, copies and tells, photo by photo as each is finished. Counts into `tally`. */
export async function scan(plan: ScanPlan, parts: ScanParts, tally: Tally): Promise<void> {
  const run = new ScanRun(plan, parts, tally);
  const met = readAhead(
    walk(plan.roots, plan.walk),
    WALK_AHEAD,
    (item) => tally.found += item.kind === "photo" ? 1 : 0,
    () => tally.complete = true,
  );
  const inHand = new Set<Promise<void>>();
  try {
    for await (const item of met) {
      if (parts.signal.aborted) break;
      if (item.kind !== "photo") {
        await run.tell(item);
        continue;
      }
      const work = run.photo(item.path, item.below).finally(() => inHand.delete(work));
      work.catch(() => {}); // it is awaited below, but may fail before
      inHand.add(work);
      if (inHand.size >= parts.capacity) await Promise.race(inHand);
    }
  } finally {
    await Promise.all(inHand);
  }
}

class ScanRun {
  #copying: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly plan: ScanPlan,
    private readonly parts: ScanParts,
    private readonly tally: Tally,
  ) {}

  /** Tells of something that is not a photo to analyse. */
  async tell(item: Exclude<WalkItem, { kind: "photo" }>) {
    if (item.kind === "error") return await this.#error(item.path, item.failure);
    this.tally.skipped++;
    const quiet = item.reason === "not_a_photo" || item.reason === "hidden" || item.reason === "excluded";
    if (this.plan.all || !quiet) await this.#send({ type: "skip", path: item.path, reason: item.reason });
  }

  /** One photo, from its path to its event. */
  async photo(path: string, below: string) {
    let analysis: PhotoAnalysis;
    try {
      analysis = await this.parts.analyze(path);
    } catch (error) {
      const failure = fileFailure(error, "read");
      this.tally.done++;
      const { code } = failure;
      if (code === "too_large" || code === "video") {
        return await this.tell({ kind: "skip", path, reason: code });
      }
      return await this.#error(path, failure);
    }
    const { damage } = analysis;
    if (damage) await this.#error(path, { stage: "decode", retryable: false, ...damage });

    const decisions = decide(analysis.faces.map(({ embedding }) => embedding), this.plan.people);
    const event = photoEvent(path, analysis, decisions, this.plan.confidence, this.plan.detail);
    this.tally.photos++;
    this.tally.done++;
    if (event.type === "photo") {
      if (this.plan.all) await this.#send(event);
      return;
    }
    this.tally.matches++;
    const copies = await this.#copy(path, below, event.people);
    await this.#send(copies ? { ...event, copied_to: copies } : event);
  }

  /** One at a time, so that two photos never compete for a name. */
  async #copy(path: string, below: string, people: string[]): Promise<string[] | null> {
    const { copier } = this.plan;
    if (!copier) return null;
    const copying = this.#copying.then(() => copier.copy(path, below, people));
    this.#copying = copying.catch(() => {});
    try {
      return await copying;
    } catch (error) {
      await this.#error(path, fileFailure(error, "copy"));
      return null;
    }
  }

  async #error(
    path: string,
    { stage, code, message, retryable }: Pick<Failure, "stage" | "code" | "message" | "retryable">,
  ) {
    this.tally.errors++;
    await this.#send({ type: "error", path, stage, code, message, retryable });
  }

  #send(event: Unsent): Promise<void> {
    return this.parts.sink.send(event);
  }
}
