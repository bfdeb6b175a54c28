import type { FaceDecision } from "../decisions/decisions_file.ts";
import type { CoarseBlock } from "./coarse_block.ts";
import type { Finding, Names, Place, Remembered } from "./remembered.ts";

/** What is remembered of photos, and for how long: in a file, or only while the program runs. */
export interface PhotoIndex {
  /** How many photos below these roots are remembered. */
  count(roots: readonly string[]): number;
  /** The roots that photos were found under. */
  roots(): string[];
  /** How many contents are remembered, at most. */
  readonly contents: number;
  /** True once something of it could not be read, or nothing: it may have known more than it says. */
  readonly isIncomplete: boolean;
  /** How many photos were last analysed by other models: nobody is found in them. */
  readonly outdated: number;
  /** What is remembered of the unchanged file at a place, without opening it. */
  at(place: Place): Remembered | null;
  /** What is remembered of a content, wherever it lies. */
  of(hash: string): Finding | null;
  /**
   * Looks through the faces of all contents, coarsely, and rules those out that a search needs nothing more of: `matters`
   * says so of each content of a block. Gives the ids of the others.
   */
  ruleOut(matters: (block: CoarseBlock) => readonly boolean[]): Promise<number[]>;
  /** Where the photos with these contents were seen last, by the contents' ids. */
  placesOf(contents: readonly number[]): Iterable<Place>;
  /** True when what is remembered of the unchanged file at a place is ruled out. */
  isRuledOut(place: Place): boolean;
  /** Remembers. Resolves once it is safe on the medium, or won't be remembered; never rejects. */
  record(place: Place, hash: string, finding: Finding, names: Names): Promise<void>;
  /** Remembers only where a content that is remembered lies, and who is in it. As {@link record}. */
  recordPlace(place: Place, hash: string, names: Names): Promise<void>;
  /** What somebody has said about faces. */
  decisions(): FaceDecision[];
  /** Remembers more of that; of what contradicts itself, the last counts. False where nothing can be remembered. */
  decide(decisions: readonly FaceDecision[]): boolean;
  /** Writes what is not yet written, and closes the file. */
  close(): Promise<void>;
}

/** Remembers nothing: `--remember none`. */
export const FORGETFUL: PhotoIndex = {
  count: () => 0,
  roots: () => [],
  contents: 0,
  isIncomplete: false,
  outdated: 0,
  at: () => null,
  of: () => null,
  ruleOut: () => Promise.resolve([]),
  placesOf: () => [],
  isRuledOut: () => false,
  record: () => Promise.resolve(),
  recordPlace: () => Promise.resolve(),
  decisions: () => [],
  decide: (decisions) => decisions.length === 0,
  close: () => Promise.resolve(),
};
