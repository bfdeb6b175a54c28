import { Failure } from "../failure.ts";
import { withFaces } from "../faces/photo_analysis.ts";
import type { Examined } from "../index/examined.ts";
import { Matcher } from "../matching/decision/decide.ts";
import { reconsider } from "../matching/decision/reconsider.ts";
import { isUndecided, SurestMatches } from "../matching/decision/surest.ts";
import type { Tally } from "../output/tally.ts";
import type { WalkedPhoto } from "../photos/walk_item.ts";
import { StoppedEarly, worthRetrying } from "./examiner.ts";
import { FirstSeen } from "./first_seen.ts";
import type { InFlight } from "./in_flight.ts";
import { type DecidedPhoto, OpenPhotos, type PhotoToLookAt, type SeenPhoto } from "./open_photos.ts";
import type { ScanParts, ScanPlan } from "./plan.ts";
import { PoolBroken } from "../workers/pool.ts";
import { namesOf, type Teller } from "./teller.ts";

/** What a run of a scan works with. */
interface Scanning {
  plan: ScanPlan;
  parts: ScanParts;
  tally: Tally;
  teller: Teller;
  inFlight: InFlight;
}

/** The ways of the photos of one scan: from memory or from their files, to who is on them. */
export class ScanRun {
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
    const examined = await examining, { walk } = this.scan.plan;
    if (examined) await this.#finish(photo, examined, before);
    if ("release" in walk && !this.#again.some((again) => again.photo === photo)) walk.release(photo);
  }

  /** Photos that ended a worker, so far. */
  get toTryAgain(): number {
    return this.#again.length;
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

  #decide(examined: Examined): DecidedPhoto {
    const began = performance.now(), embeddings = embeddingsOf(examined);
    const decisions = this.#matcher.decide(embeddings, { verdicts: this.#verdictsOf(examined) });
    this.scan.parts.meter.add("match", { ms: performance.now() - began, runs: 1, amount: embeddings.length });
    return { examined, decisions };
  }

  #verdictsOf({ file, analysis }: Examined) {
    return analysis.faces.map(({ box }) => this.scan.plan.verdicts.of(file.hash, box));
  }

  /** Those who were found at an earlier look, and aren't now, stay as they were seen then. */
  #decideAgain(examined: Examined, before: PhotoToLookAt): DecidedPhoto {
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
  #earlier({ photo, seen }: PhotoToLookAt): DecidedPhoto | null {
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
