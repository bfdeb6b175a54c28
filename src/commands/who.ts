import { UsageError } from "../failure.ts";
import type { Manifest } from "../faces/manifest.ts";
import type { DecidedFace } from "../scan/decided_faces.ts";
import { type ConfirmedFace, withConfirmed } from "../matching/references/confirmed.ts";
import type { Person } from "../matching/person.ts";
import type { Decision } from "../matching/decision/decide.ts";
import type { KnownPerson, Likeness, RejectedFaces } from "../matching/decision/known_person.ts";
import { lookAlikes, lookAlikeWarning } from "../matching/look_alikes.ts";
import {
  certainAbove,
  confidence,
  learntAbove,
  lowestAgreement,
  type ScoredPerson,
  thresholdFor,
} from "../matching/threshold.ts";
import { boxFields } from "../output/photo_event.ts";
import { findReferenceFolders, type ReferenceFolder } from "../scan/reference_folders.ts";
import {
  type LoadedPerson,
  loadPeople,
  type ReferenceExaminer,
  type UnusablePerson,
} from "../scan/references.ts";
import { strictnessOf, type WhoOptions } from "./who_options.ts";
import type { WhoIsSought } from "../output/start_event.ts";

/** The folders of those who are sought, and of those who are not wanted. */
export interface WhoFolders {
  known: ReferenceFolder[];
  not: ReferenceFolder[];
}

/** Finds the folders of `--known` and `--not`. Throws a {@link UsageError}. */
export async function findWho({ known, not, name }: WhoOptions): Promise<WhoFolders> {
  if (known.length === 0) {
    throw new UsageError(
      "whom to look for? Give --known FOLDER with photos of the person, or with a folder of photos for each person.",
    );
  }
  const folders = {
    known: await findReferenceFolders(known, name),
    not: await findReferenceFolders(not, [], "--not"),
  };
  for (const { name, path } of folders.not) {
    const sought = folders.known.find((folder) => folder.name === name || folder.path === path);
    if (sought) {
      throw new UsageError(
        `--not: ${name} (${path}) is sought too, by --known: ${sought.name} (${sought.path}). ` +
          `Expected other people than those of --known.`,
      );
    }
  }
  return folders;
}

/** People with their thresholds, and what `start` says about them. */
export interface Who {
  people: KnownPerson[];
  notWanted: KnownPerson[];
  /** How much a threshold rises of somebody with so many references, of whom so many matches were found. */
  rise: (photos: { references: number; found: number }) => number;
  /** How likely a decision's nearest person is right; null when it has none. */
  confidence: (decision: Decision) => number | null;
  start: WhoIsSought;
}

/**
 * Loads the people and sets their thresholds. `decided`: what somebody has said about faces: confirmed ones may become
 * references, rejected ones tell who is taken for a person. Throws a {@link UsageError} when nobody is left of either
 * kind.
 */
export async function loadWho(
  folders: WhoFolders,
  options: WhoOptions,
  examiner: ReferenceExaminer,
  manifest: Manifest,
  decided: readonly DecidedFace[] = [],
): Promise<Who> {
  const agreement = lowestAgreement(manifest.thresholds);
  const loaded = await loadPeople(folders.known, examiner, agreement);
  const known = {
    ...loaded,
    people: loaded.people.map((person) => withConfirmed(person, confirmed(person, decided))),
  };
  const not = await loadPeople(folders.not, examiner, agreement);
  if (known.people.length === 0) {
    throw new UsageError(noFaces("reference photo", "there is nobody to look for", known.unusable));
  }
  if (folders.not.length > 0 && not.people.length === 0) {
    throw new UsageError(noFaces("--not photo", "nobody can be told apart by them", not.unusable));
  }
  const strictness = strictnessOf(options), sought = known.people.length;
  // Those who are not wanted bring no false matches: they have no part in the promise.
  const withThreshold = (person: LoadedPerson) => {
    const own = thresholdFor(manifest.thresholds, strictness, person.references.length, sought);
    const above = certainAbove(manifest.thresholds, strictness, person.references.length, sought);
    const threshold = options.threshold ?? own;
    // Who wants to see faces that are hardly alike doesn't say that they are certain.
    const certain = Math.max(own, threshold) + above;
    const rejected = rejectedFaces(person, decided, thresholdFor(manifest.thresholds, strictness, 1, sought));
    const shown = confirmed(person, decided).map(({ embedding }) => embedding);
    return { ...person, threshold: Math.round(threshold * 1e4) / 1e4, certain, rejected, confirmed: shown };
  };
  const people = warnedOfLookAlikes(known.people, manifest).map(withThreshold),
    notWanted = not.people.map(withThreshold);
  return {
    people,
    notWanted,
    rise: (photos) => learntAbove(manifest.thresholds, strictness, photos, sought),
    confidence: (decision) => confidenceOf(decision, sought, manifest),
    start: {
      people: [...people.map(told), ...known.unusable.map((person) => toldUnusable(person, "sought"))],
      not_people: [
        ...notWanted.map(told),
        ...not.unusable.map((person) => toldUnusable(person, "told apart")),
      ],
      strictness: options.threshold === undefined ? strictness : null,
      threshold: Math.min(...people.map(({ threshold }) => threshold)),
    },
  };
}

function confirmed({ name }: Person, decided: readonly DecidedFace[]): ConfirmedFace[] {
  return decided.filter(({ decision }) => decision.person === name && decision.verdict === "yes").map(
    ({ decision: { hash, path = "" }, face: { embedding, quality: { sharpness }, box } }) => ({
      embedding,
      sharpness,
      source: { path, hash, box },
    }),
  );
}

/** `threshold`: that of somebody with one reference. */
function rejectedFaces(
  { name }: Person,
  decided: readonly DecidedFace[],
  threshold: number,
): RejectedFaces | undefined {
  const faces = decided.filter(({ decision }) => decision.person === name && decision.verdict === "no")
    .map(({ face }) => face.embedding);
  return faces.length > 0 ? { faces, threshold } : undefined;
}

/** `people`, each warned of the others who may be taken for them. */
function warnedOfLookAlikes(people: readonly LoadedPerson[], { thresholds }: Manifest): LoadedPerson[] {
  const alike = lookAlikes(
    people,
    ({ references }) => thresholdFor(thresholds, "loose", references.length, people.length),
  );
  return people.map((person) => ({
    ...person,
    warnings: [
      ...person.warnings,
      ...alike.filter(({ taken }) => taken === person.name).map(lookAlikeWarning),
    ],
  }));
}

function confidenceOf(
  { nearest, similarity, runnerUp, rival }: Decision,
  people: number,
  manifest: Manifest,
): number | null {
  if (nearest === null || similarity === null) return null;
  const rivals = [runnerUp, rival].flatMap((likeness) => likeness ? [scored(likeness)] : []);
  return confidence(manifest, people, scored({ person: nearest, similarity }), rivals);
}

function scored({ person, similarity }: Likeness): ScoredPerson {
  return { references: person.references.length, similarity };
}

type ToldPerson = WhoIsSought["people"][number];

function told({ name, references, threshold, warnings, sources }: KnownPerson & LoadedPerson): ToldPerson {
  const photos = sources?.map(({ path, hash, box }) => ({ path, hash, box: boxFields(box) }));
  return { name, references: references.length, threshold, warnings, ...(photos && { photos }) };
}

function toldUnusable({ name, reasons }: UnusablePerson, aim: string): ToldPerson {
  const warnings = [`${name} cannot be ${aim}: no usable face`, ...reasons];
  return { name, references: 0, threshold: 1, warnings };
}

function noFaces(photo: string, consequence: string, unusable: readonly UnusablePerson[]): string {
  const lines = unusable.flatMap(({ name, reasons }) => reasons.map((reason) => `  ${name}: ${reason}`));
  const help = 'Add photos that show the face well; "facefinder known FOLDER" checks them.';
  return [`no ${photo} shows a usable face, so ${consequence}:`, ...lines, help].join("\n");
}
