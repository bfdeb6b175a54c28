import { type Failure, fileFailure } from "../failure.ts";
import type { Names } from "../index/remembered.ts";
import type { Decision } from "../matching/decision/decide.ts";
import type { EventOf, Unsent } from "../output/events.ts";
import { photoEvent } from "../output/photo_event.ts";
import type { Tally } from "../output/tally.ts";
import type { WalkedPhoto, WalkItem } from "../photos/walk_item.ts";
import type { SeenPhoto } from "./open_photos.ts";
import type { ScanParts, ScanPlan } from "./plan.ts";

/** When a photo is settled. */
export interface Occasion {
  /** After which look; undefined when it was none. */
  look?: "first" | "second";
  /** More is to come: only what is certain already is told. */
  open?: boolean;
  /** More may be found out about its faces: no later search may rely on what is remembered. */
  undecided?: boolean;
}

type MatchFields = Unsent<EventOf<"match">>;
type Written = Pick<MatchFields, "copied_to" | "sidecars">;

/** Remembers, copies and tells what a scan has found, and counts it. */
export class Teller {
  #writing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly plan: Pick<ScanPlan, "all" | "confidence" | "detail" | "copier" | "sidecars" | "gather">,
    private readonly parts: Pick<ScanParts, "examiner" | "targets" | "sink" | "told" | "witness">,
    private readonly tally: Tally,
  ) {}

  /** Whether photos without a match matter too: not to a witness where photos are gathered, who is told of what that gives. */
  get isForAll(): boolean {
    return this.plan.all || this.parts.witness !== undefined && this.plan.gather === undefined;
  }

  /** Tells of something that is not a photo to analyse. */
  async leftOut(item: Exclude<WalkItem, { kind: "photo" }>) {
    if (item.kind === "error") {
      if (this.parts.targets.isLost(item.root)) return;
      await this.parts.targets.failed(item.root, item.failure);
      return await this.#error(item.path, item.failure);
    }
    this.tally.skipped++;
    const quiet = item.isQuiet || item.reason === "not_a_photo" || item.reason === "hidden" ||
      item.reason === "excluded";
    if (this.plan.all || !quiet) await this.#send({ type: "skip", path: item.path, reason: item.reason });
  }

  /** Remembers and tells a photo, if there is anything to remember or tell on this occasion. */
  async settle(seen: SeenPhoto, { look, open = false, undecided = false }: Occasion) {
    const { photo: { path }, photo, examined, decisions, duplicate, told } = seen,
      { damage } = examined.analysis,
      { examiner } = this.parts;
    const names = namesOf(decisions), isNews = names.some(([, name]) => !told.includes(name));
    if (look || isNews || examiner.leavesOut && !undecided) {
      await examiner.remember(photo, examined, names, { undecided });
    }
    if (look === "first" && damage) await this.#error(path, { stage: "decode", retryable: false, ...damage });
    if (names.length ? !isNews : told.length || open || !this.isForAll) return;
    if (names.length && !told.length) this.tally.matches++;
    if (names.length) this.tally.latest = names.map(([, name]) => name);
    const event = photoEvent(path, examined, decisions, this.plan.confidence, this.plan.detail);
    if (duplicate !== null) event.duplicate_of = duplicate;
    if (told.length > 0 || this.parts.told.hasPhoto(event)) event.revised = true;
    if (event.type === "photo" && !this.plan.all) return this.parts.witness?.(event);
    if (event.type === "photo") return await this.#send(event);
    if (this.parts.told.has(event)) return this.parts.witness?.(this.#asTold(event));
    await this.#send({ ...event, ...await this.#alone(() => this.#write(photo, event)) });
  }

  /** A photo could not be examined. `again`: at a second look; it was counted at the first. */
  async failed(photo: WalkedPhoto, error: unknown, again = false) {
    const { path, root } = photo, failure = fileFailure(error, "read");
    if (!again) this.tally.done++;
    const { code } = failure;
    if (code === "too_large" || code === "video") {
      return await this.leftOut({ kind: "skip", path, reason: code });
    }
    await this.parts.targets.failed(root, failure);
    await this.#error(path, failure);
  }

  /** A match that was told before, with the copies that were made then. */
  #asTold(event: MatchFields): MatchFields {
    const copies = this.parts.told.copiesOf(event);
    return copies.length > 0 ? { ...event, copied_to: copies } : event;
  }

  /** One at a time, so that two photos never compete for a name. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const working = this.#writing.then(work);
    this.#writing = working.catch(() => {});
    return working;
  }

  /** Copies a photo and writes its sidecars, where these are wanted; gives the fields that tell of them. */
  async #write({ path, at = path, below }: WalkedPhoto, event: MatchFields): Promise<Written> {
    const { copier, sidecars } = this.plan, written: Written = {};
    if (copier) {
      try {
        written.copied_to = await copier.copy(at, below, event.people);
      } catch (error) {
        await this.#error(path, fileFailure(error, "copy"));
      }
    }
    if (sidecars) {
      const { paths, failures } = await sidecars.write(at, event, written.copied_to ?? []);
      for (const failure of failures) await this.#error(path, failure);
      if (paths.length > 0) written.sidecars = paths;
    }
    return written;
  }

  async #error(
    path: string | undefined,
    { stage, code, message, retryable }: Pick<Failure, "stage" | "code" | "message" | "retryable">,
  ) {
    this.tally.errors++;
    await this.#send({ type: "error", ...(path !== undefined && { path }), stage, code, message, retryable });
  }

  async #send(event: Unsent): Promise<void> {
    this.parts.witness?.(event);
    if (!this.parts.told.has(event)) await this.parts.sink.send(event);
  }
}

/** Who the faces are, by their position. */
export function namesOf(decisions: readonly Decision[]): Names {
  return decisions.flatMap(({ person }, face) => person ? [[face, person.name] as const] : []);
}
