import { Verdicts } from "../decisions/verdicts.ts";
import type { Effort } from "../faces/effort.ts";
import type { Failure } from "../failure.ts";
import type { Decision } from "../matching/decision/decide.ts";
import type { KnownPerson } from "../matching/decision/known_person.ts";
import type { Meter } from "../meter.ts";
import type { PhotoCopier } from "../output/copy.ts";
import type { Unsent } from "../output/events.ts";
import type { EventSink } from "../output/event_sink.ts";
import type { FaceDetail } from "../output/photo_event.ts";
import type { SidecarWriter } from "../output/sidecars/sidecar_writer.ts";
import type { Told } from "../output/told.ts";
import type { WalkedPhoto, WalkItem, WalkSettings } from "../photos/walk_item.ts";
import type { Examiner } from "./examiner.ts";
import type { SeenPhoto } from "./open_photos.ts";
import type { FromMemory } from "./remembered_photos.ts";
import type { Targets } from "./targets.ts";

/** What to scan, for whom, and what to tell. */
export interface ScanPlan {
  roots: readonly string[];
  /** How the roots are walked; or they aren't, and what is remembered is searched, or what comes as a stream. */
  walk: WalkSettings | FromMemory | PhotoStream;
  people: readonly KnownPerson[];
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

/** The part of a plan for a run that seeks nobody. */
export const SEEKS_NOBODY = {
  people: [],
  notWanted: [],
  verdicts: new Verdicts(),
  rise: () => 0,
  confidence: () => null,
  learning: false,
} satisfies Partial<ScanPlan>;

/** The part of a plan for a run that tells of matches, and writes nothing but events. */
export const TELLS_MATCHES = {
  detail: { landmarks: false, embeddings: false },
  all: false,
  copier: null,
  sidecars: null,
} satisfies Partial<ScanPlan>;

/** Photos that come one after the other, and lie in files of their own only as long as they are needed. */
export interface PhotoStream {
  items(): AsyncGenerator<WalkItem>;
  /** Tells that nobody needs a photo's file any more. */
  release(photo: WalkedPhoto): void;
  /** Why not all of it came. */
  readonly damage: Failure | null;
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
