import { type Failure, fileFailure } from "../failure.ts";
import type { Examined } from "../index/examined.ts";
import type { Names } from "../index/photo_index.ts";
import { makePerson, type Person } from "../matching/person.ts";
import { type JudgedReference, judgeReferences, type ReferencePhoto } from "../matching/reference.ts";
import { walk, type WalkSettings } from "../photos/walk.ts";
import { type Examiner, type PhotoToExamine, StoppedEarly, worthRetrying } from "./examiner.ts";
import { PoolBroken } from "./pool.ts";
import type { ReferenceFolder } from "./reference_folders.ts";

/** A person's reference photos, loaded and judged. */
export interface JudgedPerson {
  name: string;
  references: JudgedReference[];
  /** Files and folders that could not be read. */
  failures: { path: string; failure: Failure }[];
  /** As whom they are sought; null without a usable reference. */
  person: Person | null;
}

/** A person, and what was odd about their reference photos. */
export interface LoadedPerson extends Person {
  warnings: string[];
}

/** A person without a usable reference, and why. */
export interface UnusablePerson {
  name: string;
  reasons: string[];
}

/** Finds the faces of a reference photo of the person of this name (null: nobody's), largest first. */
export type AnalyzeReference = (photo: PhotoToExamine, name: string | null) => Promise<Examined>;

/** Finds them with `examiner`, and remembers who they show; what ended a worker is tried once more. */
export function referenceAnalyzer(examiner: Examiner): AnalyzeReference {
  const examine = async (photo: PhotoToExamine) => {
    try {
      return examiner.recall(photo) ?? await examiner.examine(photo);
    } catch (error) {
      if (!worthRetrying(error)) throw error;
      return await examiner.examine(photo, { last: true });
    }
  };
  return async (photo, name) => {
    const examined = await examine(photo);
    // The largest face is the one that counts.
    const names: Names = name !== null && examined.analysis.faces.length ? [[0, name]] : [];
    await examiner.remember(photo, examined, names);
    return examined;
  };
}

/** References are looked for in every file of a person's folder. */
const EVERYTHING: WalkSettings = {
  include: [],
  exclude: [],
  follow: true,
  hidden: false,
  anyName: false,
  oneFileSystem: false,
  own: [],
};

/**
 * Loads and judges the people in `folders`, in the order of their first folders. `agreement`: the cosine from which on
 * references agree.
 */
export async function judgePeople(
  folders: readonly ReferenceFolder[],
  analyze: AnalyzeReference,
  agreement: number,
): Promise<JudgedPerson[]> {
  const loaded = await Promise.all(
    folders.map(({ name, path }) => loadReferencePhotos(path, (photo) => analyze(photo, name))),
  );
  // The same name in two folders is the same person.
  return [...new Set(folders.map(({ name }) => name))].map((name) => {
    const own = loaded.filter((_, i) => folders[i].name === name);
    const references = judgeReferences(name, own.flatMap(({ photos }) => photos), agreement);
    return {
      name,
      references,
      failures: own.flatMap(({ failures }) => failures),
      person: personBy(name, references),
    };
  });
}

function personBy(name: string, references: readonly JudgedReference[]): Person | null {
  const faces = references.flatMap(({ face, used }) => face && used ? [face] : []);
  if (faces.length === 0) return null;
  const embeddings = faces.map(({ embedding }) => embedding);
  return makePerson(name, embeddings, faces.map(({ quality }) => quality.sharpness));
}

/** The people of {@link judgePeople}; those without a usable face are left out, with the reasons in `unusable`. */
export async function loadPeople(
  folders: readonly ReferenceFolder[],
  analyze: AnalyzeReference,
  agreement: number,
): Promise<{ people: LoadedPerson[]; unusable: UnusablePerson[] }> {
  const judged = await judgePeople(folders, analyze, agreement);
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

/** Examines all photos in a folder, in their order; `failures` are of what could not be read. */
export async function loadReferencePhotos(
  folder: string,
  analyze: (photo: PhotoToExamine) => Promise<Examined>,
): Promise<{ photos: ReferencePhoto[]; failures: JudgedPerson["failures"] }> {
  const photos: ReferencePhoto[] = [], failures: JudgedPerson["failures"] = [];
  const examining: { path: string; examined: Promise<Examined> }[] = [];
  for await (const item of walk([folder], EVERYTHING)) {
    if (item.kind === "error") failures.push({ path: item.path, failure: item.failure });
    if (item.kind !== "photo") continue;
    const examined = analyze(item);
    examined.catch(() => {});
    examining.push({ path: item.path, examined });
  }
  for (const { path, examined } of examining) {
    try {
      const { file, analysis } = await examined;
      const { faces, damage } = analysis;
      photos.push({ path, hash: file.hash, faces, damage: damage?.message ?? null });
    } catch (error) {
      if (error instanceof PoolBroken || error instanceof StoppedEarly) throw error;
      failures.push({ path, failure: fileFailure(error, "read") });
    }
  }
  return { photos, failures };
}
