import type { Verdicts } from "../decisions/verdicts.ts";
import { Failure } from "../failure.ts";
import { type Decision, type KnownPerson, Matcher, type Sought } from "../matching/decide.ts";
import { Prefilter } from "../matching/prefilter.ts";
import { reconsider } from "../matching/reconsider.ts";
import { isUndecided, SurestMatches } from "../matching/surest.ts";
import type { PhotoCopier } from "../output/copy.ts";
import type { Unsent } from "../output/events.ts";
import type { EventSink } from "../output/ndjson.ts";
import type { FaceDetail } from "../output/photo_event.ts";
import type { SidecarWriter } from "../output/sidecars/sidecar_writer.ts";
import type { Told } from "../output/told.ts";
import { type PackedItems, packItems, unpackItems } from "../photos/packed_walk.ts";
import { walk } from "../photos/walk.ts";
import type { WalkedPhoto, WalkItem, WalkSettings } from "../photos/walk_item.ts";
import type { Effort } from "../faces/effort.ts";
import { withFaces } from "../faces/photo_analysis.ts";
import type { Examined } from "../index/examined.ts";
import { type Examiner, StoppedEarly, worthRetrying } from "./examiner.ts";
import { FirstSeen } from "./first_seen.ts";
import { InFlight } from "./in_flight.ts";
import { OpenPhotos, type PhotoToLookAt, type SeenPhoto, type Sight } from "./open_photos.ts";
import { PoolBroken } from "./pool.ts";
import { readAhead } from "./read_ahead.ts";
import { type FromMemory, rememberedPhotos } from "./remembered_photos.ts";
import type { Meter } from "../meter.ts";
import type { Tally } from "../output/tally.ts";
import type { Targets } from "./targets.ts";
import { namesOf, Teller } from "./teller.ts";

/** What to scan, for whom, and what to tell. */
export interface ScanPlan {
  roots: readonly string[];
  /** How the roots are walked; or they aren't, and what is remembered is searched. */
  walk: WalkSettings | FromMemory;
  people: readonly Sought[];
  /** People who are not wanted: a face that is more like one of them is nobody sought. */
  notWanted: readonly KnownPerson[];
  /** What somebody has said about faces. */
  verdicts: Verdicts;
  /** How much a threshold rises of somebody with so many references, of whom so many matches were found. */
  rise: (photos: { references: number; found: number }) => number;
  /** How likely a decision's nearest person is right, 0 to 1; null when it has none. */
  confidence: (decision: Decision) => number | null;
  detail: FaceDetail;
  /** Tell of photos without a match, and of files that are no photos. */
  all: boolean;
  copier: PhotoCopier | null;
  sidecars: SidecarWriter | null;
  /** Is shown every photo that was examined, also those that are not told of. */
  gather?: (seen: SeenPhoto) => void;
  /** `thorough`: the whole collection is searched first, then photos that may have more to show are looked at again. */
  effort: Effort;
  /** Photos that nearly match wait for the end of the run, and are judged again by what its surest matches show. */
  learning: boolean;
}

/** The parts of the program that a scan works with. */
export interface ScanParts {
  examiner: Examiner;
  targets: Targets;
  sink: EventSink;
  /** Is shown every event, also what was told before, and photos without a match whoever else wants them. */
  witness?: (event: Unsent) => void;
  /** What an earlier, unfinished run of the same scan has told already. */
  told: Told;
  /** Aborted: no new photos are taken, those in hand are finished. */
  signal: AbortSignal;
  /** Told of what is matched. */
  meter: Meter;
}

/** How many paths the walk may be ahead of the search: some 20 MB, and enough for most collections' total. */
const WALK_AHEAD = 200_000;
/** After so many photos that were answered from memory in one go, signals and timers get their turn. */
const RECALLED_AT_ONCE = 500;
/**
 * Once so many photos were answered from memory, and one in so many of all, it is worth finding out which of the others
 * can't matter. Looking through the faces of the whole index takes about as long as answering those.
 */
const FEWEST_RECALLED = 2000, RECALLED_OF_ALL = 16;
/** With so many references of people a face is compared as fast as it is ruled out. */
const MOST_VECTORS = 150;

/**
 * Walks, examines, decides, remembers, copies and tells, photo by photo as each is finished; what ended a worker is
 * tried again at the end, and what was not yet certain is decided then. Counts into `tally`.
 */
export async function scan(plan: ScanPlan, parts: ScanParts, tally: Tally): Promise<void> {
  const inFlight = new InFlight(parts.examiner.capacity), teller = new Teller(plan, parts, tally);
  const run = new ScanRun({ plan, parts, tally, teller, inFlight });
  const isFromMemory = "without" in plan.walk, filter = new Prefilter(plan.people, plan.notWanted);
  const photos = "without" in plan.walk
    ? rememberedPhotos(parts.examiner, filter, plan.walk)
    : walk(plan.roots, plan.walk);
  const met = readAhead<WalkItem, PackedItems>(photos, {
    limit: WALK_AHEAD,
    packing: { pack: packItems, unpack: unpackItems },
    onItem: (item) => tally.found += item.kind === "photo" ? 1 : 0,
    onEnd: () => tally.complete = true,
  });
  const enough = isFromMemory || !isWorthRulingOut(plan, teller, filter)
    ? Infinity
    : Math.max(FEWEST_RECALLED, Math.ceil(parts.examiner.contents / RECALLED_OF_ALL));
  let recalled = 0;
  try {
    for await (const item of met) {
      if (parts.signal.aborted) break;
      if (item.kind !== "photo") {
        await teller.leftOut(item);
        continue;
      }
      if (parts.targets.isLost(item.root)) continue;
      const finishing = run.recall(item);
      if (finishing === null) run.begin(item);
      else {
        if (finishing) inFlight.telling(finishing);
        if (++recalled % RECALLED_AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve));
        if (recalled === enough) await parts.examiner.ruleOut(filter);
      }
      if (finishing !== undefined) await inFlight.room();
    }
    await inFlight.done();
    await run.tryAgain();
    await run.lookAgain();
    await run.tryAgain();
    await run.conclude();
  } finally {
    await inFlight.settled();
  }
}

/** Whether photos without anybody on them are of no use to a run, and finding that out takes less than reading them. */
function isWorthRulingOut(
  { people, effort }: ScanPlan,
  { isForAll }: Teller,
  { vectors }: Prefilter,
): boolean {
  return people.length > 0 && !isForAll && effort !== "thorough" && vectors <= MOST_VECTORS;
}

/** What a run of a scan works with. */
interface Scanning {
  plan: ScanPlan;
  parts: ScanParts;
  tally: Tally;
  teller: Teller;
  inFlight: InFlight;
}

class ScanRun {
  readonly #again: { photo: WalkedPhoto; before?: PhotoToLookAt }[] = [];
  readonly #firstSeen = new FirstSeen();
  readonly #surest = new SurestMatches();
  readonly #matcher: Matcher;
  readonly #open: OpenPhotos;

  constructor(private readonly scan: Scanning) {
    const { plan } = scan;
    this.#matcher = new Matcher(plan.people, plan.notWanted);
    this.#open = new OpenPhotos({
      thorough: plan.effort === "thorough" && plan.people.length > 0,
      learning: plan.learning,
    });
  }

  /**
   * A photo from memory: null when it must be examined. Otherwise it is done with, but for what the promise, if any, is
   * still writing. Most photos of a collection that is searched again go this way: without waiting for anything.
   */
  recall(photo: WalkedPhoto): Promise<void> | undefined | null {
    const { examiner } = this.scan.parts;
    try {
      if (examiner.isRuledOut(photo)) {
        this.#count();
        return undefined;
      }
      const examined = examiner.recall(photo);
      return examined && this.#finish(photo, examined);
    } catch (error) {
      return this.scan.teller.failed(photo, error);
    }
  }

  /** Begins to examine a photo, and to finish it then; `before`: how it was left by an earlier look in this run. */
  begin(photo: WalkedPhoto, before?: PhotoToLookAt) {
    const examining = this.#examine(photo, { before });
    this.scan.inFlight.examining(examining);
    this.scan.inFlight.telling(this.#finishWhen(photo, examining, before));
  }

  /** Examines a photo; null when that failed and is dealt with, or will be tried again. */
  async #examine(
    photo: WalkedPhoto,
    { before, last = false }: { before?: PhotoToLookAt; last?: boolean },
  ): Promise<Examined | null> {
    try {
      const examined = await this.scan.parts.examiner.examine(photo, { last, effort: before && "thorough" });
      this.scan.parts.targets.worked(photo.root);
      return examined;
    } catch (error) {
      if (error instanceof PoolBroken) throw error;
      if (!last && worthRetrying(error)) {
        this.#again.push({ photo, before });
        return null;
      }
      if (!(error instanceof StoppedEarly)) await this.scan.teller.failed(photo, error, before !== undefined);
      if (before) await this.#leave(before);
      return null;
    }
  }

  async #finishWhen(photo: WalkedPhoto, examining: Promise<Examined | null>, before?: PhotoToLookAt) {
    const examined = await examining;
    if (examined) await this.#finish(photo, examined, before);
  }

  /** Tries the photos again that ended a worker: alone, so that no other photo takes their memory. */
  async tryAgain() {
    for (const { photo, before } of this.#again.splice(0)) {
      if (this.#mayGoOn(photo)) {
        await this.#finishWhen(photo, this.#examine(photo, { before, last: true }), before);
      } else if (before) await this.#leave(before);
    }
  }

  #mayGoOn({ root }: WalkedPhoto): boolean {
    return !this.scan.parts.signal.aborted && !this.scan.parts.targets.isLost(root);
  }

  /** Looks thoroughly at the photos that may have more to show, as long as the run may go on. */
  async lookAgain() {
    const photos = this.#open.takeToLookAt();
    this.scan.tally.toLookAt = photos.length;
    for (const before of photos) {
      if (this.#mayGoOn(before.photo)) this.begin(before.photo, before);
      else this.scan.inFlight.telling(this.#leave(before));
      await this.scan.inFlight.room();
    }
    await this.scan.inFlight.done();
  }

  /** Decides about the photos that waited for the end of the run. */
  async conclude() {
    const { people, notWanted, rise } = this.scan.plan;
    const matcher = new Matcher(this.#surest.learnt(people, rise), this.#surest.learnt(notWanted, rise));
    for (const seen of this.#open.waiting) {
      const { examined } = seen;
      const decisions = reconsider(
        embeddingsOf(examined),
        seen.decisions,
        matcher,
        this.#verdictsOf(examined),
      );
      // When the same scan goes on, it may know more.
      const undecided = this.scan.parts.signal.aborted && isUndecided(decisions);
      this.scan.inFlight.telling(this.scan.teller.settle({ ...seen, decisions }, { undecided }));
      await this.scan.inFlight.room();
    }
    await this.scan.inFlight.done();
  }

  /**
   * Decides who is in a photo; then remembers and tells it, if there is anything to remember or tell now. `before`: how
   * it was left by an earlier look in this run.
   */
  #finish(photo: WalkedPhoto, found: Examined, before?: PhotoToLookAt): Promise<void> | undefined {
    const { examined, decisions } = before ? this.#decideAgain(found, before) : this.#decide(found);
    const { analysis, file, source } = examined;
    if (before) this.scan.tally.lookedAt++;
    else this.#count();
    const duplicate = before ? before.duplicate : this.#firstSeen.meet(file.hash, photo.path);
    this.#surest.add(file.hash, embeddingsOf(examined), decisions);
    const names = namesOf(decisions), told = before?.told ?? [];
    const people = names.map(([, name]) => name);
    const open = this.#open.keep({ photo, examined, decisions, duplicate, told: union(told, people) });
    const settled: SeenPhoto = { photo, examined, decisions, duplicate, told };
    this.scan.plan.gather?.(settled);
    if (source === "place" && !names.length && (open || !this.scan.teller.isForAll) && !analysis.damage) {
      return;
    }
    const undecided = open && isUndecided(decisions);
    return this.scan.teller.settle(settled, { look: before ? "second" : "first", open, undecided });
  }

  #count() {
    this.scan.tally.done++;
    this.scan.tally.photos++;
  }

  #decide(examined: Examined): Sight {
    const began = performance.now(), embeddings = embeddingsOf(examined);
    const decisions = this.#matcher.decide(embeddings, { verdicts: this.#verdictsOf(examined) });
    this.scan.parts.meter.add("match", { ms: performance.now() - began, runs: 1, amount: embeddings.length });
    return { examined, decisions };
  }

  #verdictsOf({ file, analysis }: Examined) {
    return analysis.faces.map(({ box }) => this.scan.plan.verdicts.of(file.hash, box));
  }

  /** Those who were found at an earlier look, and aren't now, stay as they were seen then. */
  #decideAgain(examined: Examined, before: PhotoToLookAt): Sight {
    const sight = this.#decide(examined), found = new Set(namesOf(sight.decisions).map(([, name]) => name));
    if (before.told.every((name) => found.has(name))) return sight;
    const earlier = this.#earlier(before);
    // Another program may have written to the file since.
    if (earlier?.examined.file.hash !== examined.file.hash) return sight;
    const lost = earlier.examined.analysis.faces.filter((_, face) => {
      const { person } = earlier.decisions[face];
      return person && !found.has(person.name);
    });
    return this.#decide({ ...examined, analysis: withFaces(examined.analysis, lost) });
  }

  /** How a photo was seen earlier in this run; null where nobody knows any more. */
  #earlier({ photo, seen }: PhotoToLookAt): Sight | null {
    if (seen) return seen;
    try {
      const examined = this.scan.parts.examiner.recall(photo);
      return examined && this.#decide(examined);
    } catch (error) {
      if (error instanceof Failure) return null; // another program knows better by now
      throw error;
    }
  }

  /** A photo that was to be looked at again, and can't be. */
  async #leave(before: PhotoToLookAt) {
    const { photo, seen, duplicate, told } = before;
    this.scan.tally.lookedAt++;
    if (seen && isUndecided(seen.decisions) && this.#open.wait(seen)) return;
    if (told.length || !this.scan.teller.isForAll) return;
    const earlier = this.#earlier(before);
    if (earlier) await this.scan.teller.settle({ photo, ...earlier, duplicate, told }, {});
  }
}

const embeddingsOf = ({ analysis }: Examined) => analysis.faces.map(({ embedding }) => embedding);

const union = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])];
