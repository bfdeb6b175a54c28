import { Failure } from "../failure.ts";
import { type Effort, harder } from "../faces/effort.ts";
import type { PhotoAnalysis } from "../faces/photo_analysis.ts";
import type { Examined } from "../index/examined.ts";
import type { PhotoIndex } from "../index/photo_index.ts";
import type { Finding, Names, Place } from "../index/remembered.ts";
import { answers, type Question, retained, type Retention } from "../index/retention.ts";
import type { Prefilter } from "../matching/decision/prefilter.ts";
import type { Meter } from "../meter.ts";
import { type PhotoFile, readPhoto } from "../photos/read.ts";
import type { Analysts } from "../workers/analysts.ts";
import { mattering } from "./mattering.ts";
import { Seats } from "../workers/seats.ts";

/** A photo to examine: where it lies, as the walk met it. */
export interface PhotoToExamine extends Place {
  /** Absolute path as walked. */
  path: string;
  /** Where its bytes lie, if not there. */
  at?: string;
}

/** How a photo is examined. */
export interface Trial {
  /** There will be no other: a failure that is {@link worthRetrying} is remembered too. */
  last?: boolean;
  /** Instead of what the question asks for. */
  effort?: Effort;
}

/** What an examiner works with. */
export interface ExaminerParts {
  index: PhotoIndex;
  pool: Analysts;
  retention: Retention;
  question: Question;
  /** Milliseconds that reading one file may take. */
  readTimeout: number;
  /** Larger files are not read. */
  mostBytes: number;
  /** Aborted: nothing more is begun. */
  signal: AbortSignal;
  /** Told of what is read. */
  meter: Meter;
}

/** Photos of each worker that are read, or wait for it, while it works. */
const READ_AHEAD = 2;
/** A failure that may go by is taken for final after so many runs of the program. */
const MOST_ATTEMPTS = 3;
/** No search is named like this: what is remembered for it answers none. */
const NO_SEARCH = "";
/** How large is too large depends on settings and on the computer: not remembered. */
const TOO_LARGE = "too_large";
/** What ended a worker, and not only an analysis: the photo is worth another try alone. */
const OF_WORKERS = new Set(["worker_died", "photo_timeout", "out_of_memory"]);

/** The run was asked to stop before the photo's turn came. */
export class StoppedEarly extends Error {
  override readonly name = "StoppedEarly";
}

/** True for failures after which the photo should be tried once more, with nothing else going on. */
export function worthRetrying(error: unknown): boolean {
  return error instanceof Failure && OF_WORKERS.has(error.code);
}

/**
 * Finds out what is in photos: from memory where their place or content is known, otherwise by reading and analysing
 * them. No content is analysed twice at the same time.
 */
export class Examiner {
  readonly #parts: ExaminerParts;
  readonly #seats: Seats;
  readonly #inHand = new Map<string, Promise<PhotoAnalysis>>();

  constructor(parts: ExaminerParts) {
    this.#parts = parts;
    this.#seats = new Seats(this.capacity);
  }

  /** Photos that can be read and analysed at once. */
  get capacity(): number {
    return this.#parts.pool.size * READ_AHEAD;
  }

  /** What is remembered of the unchanged file at this place. Throws its {@link Failure} when that is what it is. */
  recall({ root, below, size, modified }: Place): Examined | null {
    const known = this.#parts.index.at({ root, below, size, modified });
    if (!known) return null;
    const analysis = this.#recalled(known.finding, this.#parts.question.effort);
    return analysis && { file: { hash: known.hash, size, modified }, analysis, source: "place" };
  }

  /** See {@link PhotoIndex.contents}. */
  get contents(): number {
    return this.#parts.index.contents;
  }

  /**
   * Rules out what is remembered of photos in which `filter` says that nobody can be, and gives the contents that are left:
   * see {@link PhotoIndex.ruleOut}.
   */
  ruleOut(filter: Prefilter): Promise<number[]> {
    return this.#parts.index.ruleOut(mattering(filter, this.#parts.question.effort));
  }

  /** Where the photos with these contents were seen last: see {@link PhotoIndex.placesOf}. */
  placesOf(contents: readonly number[]): Iterable<Place> {
    return this.#parts.index.placesOf(contents);
  }

  /** True for an unchanged photo in which nobody is who is sought, and that there is nothing else to say of. */
  isRuledOut({ root, below, size, modified }: Place): boolean {
    return this.#parts.index.isRuledOut({ root, below, size, modified });
  }

  /**
   * Reads the photo, and analyses it unless its content is known. Throws a {@link Failure}, or
   * {@link StoppedEarly}.
   */
  examine(
    photo: PhotoToExamine,
    { last = false, effort: asked = this.#parts.question.effort }: Trial = {},
  ): Promise<Examined> {
    return this.#seats.use(async () => {
      if (this.#parts.signal.aborted) throw new StoppedEarly();
      const { bytes, ...file } = await this.#read(photo);
      const finding = this.#parts.index.of(file.hash);
      const remembered = finding && this.#recalled(finding, asked);
      if (remembered) return { file, analysis: remembered, source: "content" };
      // What was found takes the place of what was known: it must not be less.
      const effort = finding?.kind === "done" ? harder(asked, finding.analysis.effort) : asked;
      const earlier = this.#inHand.get(key(file.hash, effort));
      if (earlier) return { file, analysis: await earlier, source: "content" };
      const analysis = await this.#analyze(photo, { bytes, ...file }, finding, { last, effort });
      return { file, analysis, source: "analysis" };
    });
  }

  /** True when faces without a name are left out of what is remembered. */
  get leavesOut(): boolean {
    return this.#parts.retention === "known";
  }

  /**
   * Remembers an examined photo and who is in it. Resolves when that is safe. `undecided`: more may be found out about
   * faces without a name, so where these are left out, the photo must be examined again until it is remembered anew.
   */
  remember(
    place: Place,
    { file, analysis, source }: Examined,
    names: Names,
    { undecided = false } = {},
  ): Promise<void> {
    if (source === "place" && names.length === 0) return Promise.resolve();
    const { index, retention, question } = this.#parts;
    const { root, below } = place, { hash, size, modified } = file;
    const here = { root, below, size, modified };
    if (source !== "analysis") return index.recordPlace(here, hash, names);
    const finding: Finding = { kind: "done", analysis, search: null };
    return index.record(
      here,
      hash,
      retained(finding, names, retention, undecided ? NO_SEARCH : question.search ?? NO_SEARCH),
      names,
    )
      .finally(() => this.#inHand.delete(key(hash, analysis.effort)));
  }

  /** A network drive that hangs must not hold up the end of the run. */
  async #read({ path, at, modified }: PhotoToExamine): Promise<PhotoFile> {
    const { readTimeout, mostBytes, meter } = this.#parts, began = performance.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      const message = `the file could not be read within ${readTimeout / 1000} s`;
      timer = setTimeout(() => reject(new Failure("read", "read_timeout", message, true)), readTimeout);
    });
    try {
      const photo = await Promise.race([readPhoto(at ?? path, mostBytes), late]);
      meter.add("read", { ms: performance.now() - began, runs: 1, amount: photo.size });
      // Not every file system keeps another's time to the millisecond.
      return at === undefined ? photo : { ...photo, modified };
    } finally {
      clearTimeout(timer);
    }
  }

  #recalled(finding: Finding, effort: Effort): PhotoAnalysis | null {
    if (!answers(finding, { ...this.#parts.question, effort })) return null;
    if (finding.kind === "done") return finding.analysis;
    if (finding.failure.retryable && finding.attempts < MOST_ATTEMPTS) return null;
    throw Failure.of(finding.failure);
  }

  async #analyze(
    photo: PhotoToExamine,
    { bytes, hash, size, modified }: PhotoFile,
    before: Finding | null,
    { last, effort }: Required<Trial>,
  ): Promise<PhotoAnalysis> {
    const analysis = this.#parts.pool.analyze(bytes, effort);
    this.#inHand.set(key(hash, effort), analysis);
    try {
      return await analysis; // stays in hand until it is remembered
    } catch (error) {
      const final = last || !worthRetrying(error);
      // A harder look that fails leaves what the first one found.
      if (error instanceof Failure && error.code !== TOO_LARGE && final && before?.kind !== "done") {
        const attempts = (before?.kind === "failed" ? before.attempts : 0) + 1;
        const { root, below } = photo;
        const finding: Finding = { kind: "failed", failure: error.fields, attempts, effort };
        await this.#parts.index.record({ root, below, size, modified }, hash, finding, []);
      }
      this.#inHand.delete(key(hash, effort));
      throw error;
    }
  }
}

const key = (hash: string, effort: Effort) => `${hash} ${effort}`;
