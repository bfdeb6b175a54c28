import { type Failure, fileFailure } from "../failure.ts";
import type { Names } from "../index/photo_index.ts";
import { decide, type Decision, type KnownPerson, type Sought } from "../matching/decide.ts";
import { reconsider } from "../matching/reconsider.ts";
import { SurestMatches } from "../matching/surest.ts";
import type { PhotoCopier } from "../output/copy.ts";
import type { Unsent } from "../output/events.ts";
import type { EventSink } from "../output/ndjson.ts";
import { type FaceDetail, photoEvent } from "../output/photo_event.ts";
import type { Told } from "../output/told.ts";
import { walk, type WalkedPhoto, type WalkItem, type WalkSettings } from "../photos/walk.ts";
import type { Effort } from "../faces/effort.ts";
import type { Examined } from "../index/examined.ts";
import { type Examiner, StoppedEarly, type Trial, worthRetrying } from "./examiner.ts";
import { FirstSeen } from "./first_seen.ts";
import { OpenPhotos, type PhotoToLookAt, type SeenPhoto } from "./open_photos.ts";
import { PoolBroken } from "./pool.ts";
import { readAhead } from "./read_ahead.ts";
import type { Tally } from "../output/tally.ts";
import type { Targets } from "./targets.ts";

/** What to scan, for whom, and what to tell. */
export interface ScanPlan {
  roots: readonly string[];
  walk: WalkSettings;
  people: readonly Sought[];
  /** People who are not wanted: a face that is more like one of them is nobody sought. */
  notWanted: readonly KnownPerson[];
  /** How much a threshold rises of somebody with so many references, of whom so many matches were found. */
  rise: (photos: { references: number; found: number }) => number;
  /** How likely a decision's nearest person is right, 0 to 1; null when it has none. */
  confidence: (decision: Decision) => number | null;
  detail: FaceDetail;
  /** Tell of photos without a match, and of files that are no photos. */
  all: boolean;
  copier: PhotoCopier | null;
  /** `thorough`: the whole collection is searched first, then photos that may have more to show are looked at again. */
  effort: Effort;
}

/** The parts of the program that a scan works with. */
export interface ScanParts {
  examiner: Examiner;
  targets: Targets;
  sink: EventSink;
  /** What an earlier, unfinished run of the same scan has told already. */
  told: Told;
  /** Aborted: no new photos are taken, those in hand are finished. */
  signal: AbortSignal;
}

/** How many paths the walk may be ahead of the search: 100 MB at most, and enough for most collections' total. */
const WALK_AHEAD = 200_000;
/** Photos that are examined and wait to be remembered before they are told. */
const MOST_UNTOLD = 256;
/** After so many photos that were answered from memory in one go, signals and timers get their turn. */
const RECALLED_AT_ONCE = 500;

/**
 * Walks, examines, decides, remembers, copies and tells, photo by photo as each is finished; what ended a worker is
 * tried again at the end, and what was not yet certain is decided then. Counts into `tally`.
 */
export async function scan(plan: ScanPlan, parts: ScanParts, tally: Tally): Promise<void> {
  const run = new ScanRun(plan, parts, tally);
  const met = readAhead(
    walk(plan.roots, plan.walk),
    WALK_AHEAD,
    (item) => tally.found += item.kind === "photo" ? 1 : 0,
    () => tally.complete = true,
  );
  const untold = new Set<Promise<void>>(), examining = new Set<Promise<unknown>>();
  const track = <T>(set: Set<Promise<T>>, work: Promise<T>) => {
    const tracked = work.finally(() => set.delete(tracked));
    tracked.catch(() => {}); // it is awaited below, but may fail before
    set.add(tracked);
  };
  let recalled = 0;
  try {
    for await (const item of met) {
      if (parts.signal.aborted) break;
      if (item.kind !== "photo") {
        await run.tell(item);
        continue;
      }
      if (parts.targets.isLost(item.root)) continue;
      const finishing = run.recall(item);
      if (finishing !== null) {
        if (finishing) track(untold, finishing);
        if (++recalled % RECALLED_AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve));
      } else {
        const examined = run.examine(item);
        track(examining, examined);
        track(untold, run.finishWhen(item, examined));
        if (examining.size >= parts.examiner.capacity) await Promise.race(examining);
      }
      if (untold.size >= MOST_UNTOLD) await Promise.race(untold);
    }
    await Promise.all(untold);
    await run.tryAgain();
    await run.lookAgain();
    await run.conclude();
  } finally {
    await Promise.allSettled(untold);
  }
}

class ScanRun {
  readonly #again: WalkedPhoto[] = [];
  readonly #firstSeen = new FirstSeen();
  readonly #surest = new SurestMatches();
  readonly #open: OpenPhotos;
  #copying: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly plan: ScanPlan,
    private readonly parts: ScanParts,
    private readonly tally: Tally,
  ) {
    this.#open = new OpenPhotos(plan.effort === "thorough" && plan.people.length > 0);
  }

  /** Tells of something that is not a photo to analyse. */
  async tell(item: Exclude<WalkItem, { kind: "photo" }>) {
    if (item.kind === "error") {
      if (this.parts.targets.isLost(item.root)) return;
      await this.parts.targets.failed(item.root, item.failure);
      return await this.#error(item.path, item.failure);
    }
    this.tally.skipped++;
    const quiet = item.reason === "not_a_photo" || item.reason === "hidden" || item.reason === "excluded";
    if (this.plan.all || !quiet) await this.#send({ type: "skip", path: item.path, reason: item.reason });
  }

  /**
   * A photo from memory: null when it must be examined. Otherwise it is done with, but for what the promise, if any, is
   * still writing. Most photos of a collection that is searched again go this way: without waiting for anything.
   */
  recall(photo: WalkedPhoto): Promise<void> | undefined | null {
    try {
      const examined = this.parts.examiner.recall(photo);
      return examined && this.#finish(photo, examined);
    } catch (error) {
      return this.#failed(photo, error);
    }
  }

  /** Examines a photo; null when that failed and is dealt with, or will be tried again. */
  async examine(photo: WalkedPhoto, trial: Trial = {}): Promise<Examined | null> {
    try {
      const examined = await this.parts.examiner.examine(photo, trial);
      this.parts.targets.worked(photo.root);
      return examined;
    } catch (error) {
      if (error instanceof PoolBroken) throw error;
      if (error instanceof StoppedEarly) return null;
      if (!trial.last && worthRetrying(error)) this.#again.push(photo);
      else await this.#failed(photo, error, trial);
      return null;
    }
  }

  async finishWhen(photo: WalkedPhoto, examining: Promise<Examined | null>): Promise<void> {
    const examined = await examining;
    if (examined) await this.#finish(photo, examined);
  }

  /** Tries the photos again that ended a worker: alone, so that no other photo takes their memory. */
  async tryAgain() {
    for (const photo of this.#again) {
      if (this.parts.signal.aborted) return;
      if (!this.parts.targets.isLost(photo.root)) {
        await this.finishWhen(photo, this.examine(photo, { last: true }));
      }
    }
  }

  /** Looks thoroughly at the photos that may have more to show, as long as the run may go on. */
  async lookAgain() {
    const photos = this.#open.takeToLookAt(), { signal, targets, examiner } = this.parts;
    if (photos.length === 0) return;
    this.tally.toLookAt = photos.length;
    let next = 0;
    const lookOn = async () => {
      while (next < photos.length) {
        const open = photos[next++], { photo } = open;
        const stopped = signal.aborted || targets.isLost(photo.root);
        const examined = stopped ? null : await this.examine(photo, { last: true, effort: "thorough" });
        if (examined) await this.#finish(photo, examined, open);
        else await this.#leave(open);
        this.tally.lookedAt++;
      }
    };
    await Promise.all(Array.from({ length: examiner.capacity }, lookOn));
  }

  /** Decides about the photos that waited for the end of the run. */
  async conclude() {
    const { rise } = this.plan, people = this.#surest.learnt(this.plan.people, rise);
    const notWanted = this.#surest.learnt(this.plan.notWanted, rise);
    for (const seen of this.#open.waiting) {
      const decisions = reconsider(embeddingsOf(seen.examined), seen.decisions, people, notWanted);
      // When the same scan goes on, it may know more: what is nothing yet isn't told.
      if (!this.parts.signal.aborted || namesOf(decisions).length) await this.#settle({ ...seen, decisions });
    }
  }

  /**
   * Decides who is in a photo; then remembers and tells it, if there is anything to remember or tell now. `before`: how
   * it was left by an earlier look in this run.
   */
  #finish(photo: WalkedPhoto, examined: Examined, before?: PhotoToLookAt): Promise<void> | undefined {
    const { analysis, file, source } = examined;
    const embeddings = embeddingsOf(examined), decisions = this.#decide(embeddings);
    if (!before) {
      this.tally.done++;
      this.tally.photos++;
    }
    const duplicate = before ? before.duplicate : this.#firstSeen.meet(file.hash, photo.path);
    // Copies of one photo teach nothing more than that.
    if (duplicate === null) this.#surest.add(embeddings, decisions);
    const names = namesOf(decisions), told = before?.told ?? [];
    const people = names.map(([, name]) => name);
    const open = this.#open.keep({ photo, examined, decisions, duplicate, told: union(told, people) });
    const settled: SeenPhoto = { photo, examined, decisions, duplicate, told };
    if (source === "place" && !names.length && (open || !this.plan.all) && !analysis.damage) return;
    return this.#settle(settled, { look: before ? "second" : "first", open });
  }

  #decide(embeddings: Float32Array[]): Decision[] {
    return decide(embeddings, this.plan.people, this.plan.notWanted);
  }

  /** A photo that was to be looked at again, and can't be. */
  async #leave({ photo, seen, duplicate, told }: PhotoToLookAt) {
    if (seen && this.#open.wait(seen)) return;
    if (told.length || !this.plan.all) return;
    const examined = seen?.examined ?? this.parts.examiner.recall(photo);
    if (!examined) return;
    const decisions = seen?.decisions ?? this.#decide(embeddingsOf(examined));
    await this.#settle({ photo, examined, decisions, duplicate, told });
  }

  /** Remembers and tells a photo, after a `look` or none. While it is `open`, only what is certain already. */
  async #settle(seen: SeenPhoto, { look, open = false }: { look?: "first" | "second"; open?: boolean } = {}) {
    const { photo: { path, below }, photo, examined, decisions, duplicate, told } = seen,
      { damage } = examined.analysis;
    const names = namesOf(decisions), isNews = names.some(([, name]) => !told.includes(name));
    if (look || isNews) {
      await this.parts.examiner.remember(photo, examined, names);
    }
    if (look === "first" && damage) await this.#error(path, { stage: "decode", retryable: false, ...damage });
    if (names.length ? !isNews : told.length || open || !this.plan.all) return;
    if (names.length && !told.length) this.tally.matches++;
    const event = {
      ...photoEvent(path, examined, decisions, this.plan.confidence, this.plan.detail),
      ...(duplicate !== null && { duplicate_of: duplicate }),
      ...(told.length > 0 && { revised: true as const }),
    };
    if (event.type === "photo" || this.parts.told.has(event)) return await this.#send(event);
    const copies = await this.#copy(path, below, event.people);
    await this.#send(copies ? { ...event, copied_to: copies } : event);
  }

  async #failed(photo: WalkedPhoto, error: unknown, { effort }: Trial = {}) {
    const { path, root } = photo, failure = fileFailure(error, "read");
    // What failed at a second look has been counted at the first.
    if (effort === undefined) this.tally.done++;
    const { code } = failure;
    if (code === "too_large" || code === "video") {
      return await this.tell({ kind: "skip", path, reason: code });
    }
    await this.parts.targets.failed(root, failure);
    await this.#error(path, failure);
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

  async #send(event: Unsent): Promise<void> {
    if (!this.parts.told.has(event)) await this.parts.sink.send(event);
  }
}

function namesOf(decisions: readonly Decision[]): Names {
  return decisions.flatMap(({ person }, face) => person ? [[face, person.name] as const] : []);
}

const embeddingsOf = ({ analysis }: Examined) => analysis.faces.map(({ embedding }) => embedding);

const union = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])];
