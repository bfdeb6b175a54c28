import { basename, join, resolve } from "node:path";
import { UsageError } from "../failure.ts";
import type { Face } from "../faces/face.ts";
import { hasPhotoExtension } from "../photos/format.ts";
import { walk, type WalkSettings } from "../photos/walk.ts";
import { agreeing, makePerson, type Person } from "../matching/person.ts";
import type { PhotoAnalysis } from "../faces/photo_analysis.ts";
import type { Names } from "../index/photo_index.ts";
import { type Examiner, type PhotoToExamine, StoppedEarly, worthRetrying } from "./examiner.ts";
import { PoolBroken } from "./pool.ts";

/** A folder with reference photos of one person. */
export interface ReferenceFolder {
  name: string;
  path: string;
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
export type AnalyzeReference = (photo: PhotoToExamine, name: string | null) => Promise<PhotoAnalysis>;

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
    return examined.analysis;
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
 * The people in the folders of an option, or of a command: one that holds photos is one person, one that holds folders is a person a
 * folder. `names` are for the folders that are one person, in their order. Throws a {@link UsageError} that says what
 * is wrong.
 */
export async function findReferenceFolders(
  given: readonly string[],
  names: readonly string[],
  option: "--known" | "--not" | "calibrate" = "--known",
): Promise<ReferenceFolder[]> {
  const folders: ReferenceFolder[] = [];
  const unused = [...names];
  for (const folder of given) {
    const path = resolve(folder), told = `${option} ${folder}`;
    const { photos, subfolders } = await look(path, told);
    if (photos.length && subfolders.length) {
      throw new UsageError(
        `${told}: holds both photos (${photos[0]}) and folders (${
          subfolders[0]
        }), so it is not clear who is on ` +
          `the photos. Expected only photos (of one person), or only folders (one a person).`,
      );
    }
    if (photos.length) folders.push({ name: unused.shift() ?? basename(path), path });
    else for (const name of subfolders) folders.push({ name, path: join(path, name) });
    if (!photos.length && !subfolders.length) {
      throw new UsageError(
        `${told}: holds no photos. Expected photos of one person, or a folder of photos for each person.`,
      );
    }
  }
  if (unused.length) {
    throw new UsageError(
      `--name ${
        unused[0]
      }: names a --known folder that holds photos of one person, and there is none left to name.`,
    );
  }
  return folders;
}

async function look(path: string, told: string): Promise<{ photos: string[]; subfolders: string[] }> {
  const photos: string[] = [], subfolders: string[] = [];
  try {
    for await (const { name, isDirectory, isSymlink } of Deno.readDir(path)) {
      if (name.startsWith(".")) continue;
      const isFolder = isDirectory ||
        isSymlink && (await Deno.stat(join(path, name)).catch(() => null))?.isDirectory;
      if (isFolder) subfolders.push(name);
      else if (hasPhotoExtension(name)) photos.push(name);
    }
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound
      ? "there is no such folder"
      : error instanceof Deno.errors.NotADirectory
      ? "is a file, expected a folder with reference photos"
      : error instanceof Error
      ? error.message
      : String(error);
    throw new UsageError(`${told}: ${reason}`);
  }
  return { photos: photos.sort(), subfolders: subfolders.sort() };
}

/**
 * Loads the people. A photo counts by its largest face; references that disagree with the rest are dropped. People
 * without a usable face are left out, with the reasons in `unusable`. `agreement`: the cosine that makes references agree.
 */
export async function loadPeople(
  folders: readonly ReferenceFolder[],
  analyze: AnalyzeReference,
  agreement: number,
): Promise<{ people: LoadedPerson[]; unusable: UnusablePerson[] }> {
  const gathered = new Map<string, { usable: { path: string; face: Face }[]; warnings: string[] }>();
  const loaded = await Promise.all(
    folders.map(({ name, path }) => loadFaces(path, (photo) => analyze(photo, name))),
  );
  // In the order of the folders, whichever was done first.
  for (const [i, { usable, warnings }] of loaded.entries()) {
    // The same name in two --known folders is the same person.
    const { name } = folders[i], person = gathered.get(name);
    if (!person) gathered.set(name, { usable, warnings });
    else person.usable.push(...usable), person.warnings.push(...warnings);
  }
  const people: LoadedPerson[] = [], unusable: UnusablePerson[] = [];
  for (const name of new Set(folders.map((folder) => folder.name))) {
    const { usable, warnings } = gathered.get(name)!;
    if (usable.length === 0) {
      unusable.push({ name, reasons: warnings.length ? warnings : ["the folder holds no photos"] });
      continue;
    }
    const kept = agreeing(usable.map(({ face }) => face.embedding), agreement);
    usable.forEach(({ path }, i) => {
      if (!kept[i]) warnings.push(`${path}: unlike the other photos of ${name}, not used`);
    });
    const faces = usable.filter((_, i) => kept[i]).map(({ face }) => face);
    people.push({
      ...makePerson(
        name,
        faces.map(({ embedding }) => embedding),
        faces.map(({ quality }) => quality.sharpness),
      ),
      warnings,
    });
  }
  return { people, unusable };
}

/** The largest face of each photo in a folder, and what was odd about the others. */
export async function loadFaces(folder: string, analyze: (photo: PhotoToExamine) => Promise<PhotoAnalysis>) {
  const usable: { path: string; face: Face }[] = [], warnings: string[] = [];
  const photos: { path: string; analysis: Promise<PhotoAnalysis> }[] = [];
  for await (const item of walk([folder], EVERYTHING)) {
    if (item.kind === "error") warnings.push(`${item.path}: ${item.failure.message}`);
    if (item.kind !== "photo") continue;
    const analysis = analyze(item);
    analysis.catch(() => {});
    photos.push({ path: item.path, analysis });
  }
  for (const { path, analysis } of photos) {
    try {
      const { faces } = await analysis;
      if (faces.length === 0) warnings.push(`${path}: no face found`);
      if (faces.length > 1) warnings.push(`${path}: ${faces.length} faces, the largest is used`);
      if (faces.length) usable.push({ path, face: faces[0] });
    } catch (error) {
      if (error instanceof PoolBroken || error instanceof StoppedEarly) throw error;
      warnings.push(`${path}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return { usable, warnings, photos: photos.length };
}
