import { type Failure, fileFailure } from "../failure.ts";
import type { Effort } from "../faces/effort.ts";
import type { Examined } from "../index/examined.ts";
import type { Question } from "../index/retention.ts";
import { makePerson, type Person } from "../matching/person.ts";
import {
  type JudgedReference,
  judgeReferences,
  type ReferencePhoto,
} from "../matching/references/reference.ts";
import { walk } from "../photos/walk.ts";
import { PLAIN_WALK, type WalkSettings } from "../photos/walk_item.ts";
import { type Examiner, type PhotoToExamine, StoppedEarly, worthRetrying } from "./examiner.ts";
import { PoolBroken } from "../workers/pool.ts";
import type { ReferenceFolder } from "./reference_folders.ts";

/** A person's reference photos, loaded and judged. */
export interface JudgedPerson {
  name: string;
  references: JudgedReference[];
  /** Files and folders that could not be read. */
  failures: { path: string; failure: Failure }[];
  /** As whom they are sought; null without a usable reference. */
  person: SharpPerson | null;
}

/** A person, and how sharp the references are, in their order: see `Quality`. */
export interface SharpPerson extends Person {
  sharpness: readonly number[];
}

/** A person, and what was odd about their reference photos. */
export interface LoadedPerson extends SharpPerson {
  warnings: string[];
}

/** A person without a usable reference, and why. */
export interface UnusablePerson {
  name: string;
  reasons: string[];
}

/** Examines reference photos, and remembers whom they show. */
export type ReferenceExaminer = Pick<Examiner, "recall" | "examine" | "remember">;

/**
 * What is asked of reference photos: the same by every command, so that what one has found out serves the others.
 * There are few of them, and all depends on them: they are looked at closely also where the photos are not. Every
 * face on them may turn out to be the person's.
 */
export function questionOfReferences(effort: Effort): Question {
  return { search: "references", embeddings: true, effort: effort === "quick" ? "normal" : effort };
}

/** References are looked for in every file of a person's folder. */
const EVERYTHING: WalkSettings = { ...PLAIN_WALK, follow: true };

/**
 * Loads and judges the people in `folders`, in the order of their first folders, and remembers whom the photos show.
 * `agreement`: the cosine from which on references agree.
 */
export async function judgePeople(
  folders: readonly ReferenceFolder[],
  examiner: ReferenceExaminer,
  agreement: number,
): Promise<JudgedPerson[]> {
  // The same name in two folders is the same person.
  const names = [...new Set(folders.map(({ name }) => name))];
  return await Promise.all(names.map(async (name) => {
    const own = folders.filter((folder) => folder.name === name);
    const loaded = await Promise.all(own.map(({ path }) => loadReferencePhotos(path, examiner)));
    const photos = loaded.flatMap(({ photos }) => photos),
      failures = loaded.flatMap(({ failures }) => failures);
    const references = judgeReferences(name, photos.map(toReferencePhoto), agreement);
    await Promise.all(photos.map(({ photo, examined }, i) => {
      const { photo: { faces }, face } = references[i];
      return examiner.remember(photo, examined, face ? [[faces.indexOf(face), name]] : []);
    }));
    return { name, references, failures, person: personBy(name, references) };
  }));
}

function toReferencePhoto(
  { photo: { path }, examined: { file, analysis } }: ExaminedReference,
): ReferencePhoto {
  const { faces, damage } = analysis;
  return { path, hash: file.hash, faces, damage: damage?.message ?? null };
}

function personBy(name: string, references: readonly JudgedReference[]): SharpPerson | null {
  const used = references.flatMap(({ photo, face, used }) => face && used ? [{ photo, face }] : []);
  if (used.length === 0) return null;
  const embeddings = used.map(({ face }) => face.embedding);
  const sources = used.map(({ photo: { path, hash }, face: { box } }) => ({ path, hash, box }));
  const sharpness = used.map(({ face }) => face.quality.sharpness);
  return { ...makePerson(name, embeddings, sharpness), sharpness, sources };
}

/** The people of {@link judgePeople}; those without a usable face are left out, with the reasons in `unusable`. */
export async function loadPeople(
  folders: readonly ReferenceFolder[],
  examiner: ReferenceExaminer,
  agreement: number,
): Promise<{ people: LoadedPerson[]; unusable: UnusablePerson[] }> {
  const judged = await judgePeople(folders, examiner, agreement);
  return {
    people: judged.flatMap((one) => one.person ? [{ ...one.person, warnings: warningsOf(one) }] : []),
    unusable: judged.filter(({ person }) => !person).map((one) => {
      const reasons = warningsOf(one);
      return { name: one.name, reasons: reasons.length ? reasons : ["the folder holds no photos"] };
    }),
  };
}

/** What is odd, in a few words. */
function warningsOf({ references, failures }: JudgedPerson): string[] {
  return [
    ...failures.map(({ path, failure }) => `${path}: ${failure.message}`),
    ...references.flatMap(({ photo, face, used, findings }) =>
      findings.map(({ message }) => `${photo.path}: ${message}${face && !used ? ", not used" : ""}`)
    ),
  ];
}

/** A reference photo that has been examined. */
export interface ExaminedReference {
  photo: PhotoToExamine;
  examined: Examined;
}

/** Examines all photos in a folder, in their order; `failures` are of what could not be read. */
export async function loadReferencePhotos(
  folder: string,
  examiner: ReferenceExaminer,
): Promise<{ photos: ExaminedReference[]; failures: JudgedPerson["failures"] }> {
  const photos: ExaminedReference[] = [], failures: JudgedPerson["failures"] = [];
  const examining: { photo: PhotoToExamine; examined: Promise<Examined> }[] = [];
  for await (const item of walk([folder], EVERYTHING)) {
    if (item.kind === "error") failures.push({ path: item.path, failure: item.failure });
    if (item.kind !== "photo") continue;
    const examined = examine(item, examiner);
    examined.catch(() => {});
    examining.push({ photo: item, examined });
  }
  for (const { photo, examined } of examining) {
    try {
      photos.push({ photo, examined: await examined });
    } catch (error) {
      if (error instanceof PoolBroken || error instanceof StoppedEarly) throw error;
      failures.push({ path: photo.path, failure: fileFailure(error, "read") });
    }
  }
  return { photos, failures };
}

/** What ended a worker is tried once more. */
async function examine(photo: PhotoToExamine, examiner: ReferenceExaminer): Promise<Examined> {
  try {
    return examiner.recall(photo) ?? await examiner.examine(photo);
  } catch (error) {
    if (!worthRetrying(error)) throw error;
    return await examiner.examine(photo, { last: true });
  }
}
