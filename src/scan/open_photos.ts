import type { PhotoAnalysis } from "../faces/photo_analysis.ts";
import type { Examined } from "../index/examined.ts";
import type { Decision } from "../matching/decision/decide.ts";
import { isUndecided } from "../matching/decision/surest.ts";
import type { WalkedPhoto } from "../photos/walk_item.ts";

/** What a look at a photo saw, and who its faces are, in their order. */
export interface DecidedPhoto {
  examined: Examined;
  decisions: Decision[];
}

/** A photo that has been examined and decided about once. */
export interface SeenPhoto extends DecidedPhoto {
  photo: WalkedPhoto;
  /** Where the same content was met before. */
  duplicate: string | null;
  /** Who was told to be in it. */
  told: readonly string[];
}

/** A photo that a thorough look is worth. */
export interface PhotoToLookAt extends Pick<SeenPhoto, "photo" | "duplicate" | "told"> {
  /** What was seen of it; null where there are too many: then the index must know. */
  seen: SeenPhoto | null;
}

/** Photos that wait are held in memory, a few kilobytes each; more are told as they are. */
const MOST_WAITING = 10_000;
/** Of the photos to look at, as many are held too: so many undecided ones, and so many others. */
const MOST_SEEN = 10_000;
/** The first look sees as much of photos up to this long side, in pixels, as there is. */
const SEEN_WHOLE = 1280;

/** The photos whose answer may change before the end of the run. */
export class OpenPhotos {
  readonly #waiting: SeenPhoto[] = [];
  #toLookAt: PhotoToLookAt[] = [];
  readonly #seen = { undecided: 0, others: 0 };

  /**
   * `thorough`: the run has a second, thorough look at photos that the first may have missed something in; `learning`: at
   * its end it judges what is undecided again.
   */
  constructor(private readonly run: { thorough: boolean; learning: boolean }) {}

  /** Whether anything stays open about this photo; if so, it is kept. */
  keep(seen: SeenPhoto): boolean {
    const undecided = isUndecided(seen.decisions);
    if (this.run.thorough && mayShowMore(seen.examined.analysis, undecided)) {
      const { photo, duplicate, told } = seen;
      const isHeld = this.#seen[undecided ? "undecided" : "others"]++ < MOST_SEEN;
      this.#toLookAt.push({ photo, duplicate, told, seen: isHeld ? seen : null });
      return true;
    }
    return undecided && this.wait(seen);
  }

  /** Keeps a photo to the end of the run; false when there are too many already, or nothing is learnt till then. */
  wait(seen: SeenPhoto): boolean {
    if (!this.run.learning || this.#waiting.length >= MOST_WAITING) return false;
    this.#waiting.push(seen);
    return true;
  }

  /** The photos to look at thoroughly, which are no longer kept here. */
  takeToLookAt(): PhotoToLookAt[] {
    const taken = this.#toLookAt;
    this.#toLookAt = [];
    return taken;
  }

  /** The photos that wait for the end of the run. */
  get waiting(): readonly SeenPhoto[] {
    return this.#waiting;
  }
}

/** True when a thorough look may find other faces, or see those better about whom nothing is decided. */
function mayShowMore({ effort, faces, width, height }: PhotoAnalysis, undecided: boolean): boolean {
  if (effort === "thorough") return false;
  return undecided || faces.length === 0 || Math.max(width, height) > SEEN_WHOLE;
}
