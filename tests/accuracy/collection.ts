import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { UsageError } from "../../src/failure.ts";
import { hasPhotoExtension } from "../../src/photos/format.ts";
import { isFolder } from "../../src/system/path_kind.ts";
import { Random } from "../random.ts";

/** People are split for good: what is tuned may only see one half, what is promised is of the other. */
export type Half = "tune" | "report";
/** Both halves. */
export const HALVES: readonly Half[] = ["tune", "report"];

/** References a sought person has: the first photos by name. */
export const REFERENCES = 5;

/** A person of the collection. */
export interface Owner {
  name: string;
  half: Half;
  /** Whether the suite looks for this person. */
  sought: boolean;
  /** Absolute paths of the photos that are searched, in the order of their names. */
  photos: readonly string[];
  /** Absolute paths of the reference photos; none for a person who isn't sought. */
  references: readonly string[];
}

/**
 * Half of the people, by a bit of the SHA-256 of the name: the same in every collection and version. The text before it
 * keeps this split independent of others by hash: all people of lfw-dev have the same first bit without it.
 */
export function halfOf(name: string): Half {
  return createHash("sha256").update(`half of ${name}`).digest()[0] < 128 ? "tune" : "report";
}

/**
 * Reads a folder with a folder of photos for each person; who has at least `least` photos is sought. Throws a
 * {@link UsageError} where there is none: no clone has the collections that lie beside the project here.
 */
export function readCollection(folder: string, least: number): Owner[] {
  if (!isFolder(folder)) {
    throw new UsageError(
      `there is no folder ${folder}. Give --data FOLDER, which holds a folder of photos for each person.`,
    );
  }
  const sorted = (path: string) => [...Deno.readDirSync(path)].sort((a, b) => a.name < b.name ? -1 : 1);
  return sorted(folder).filter(({ isDirectory }) => isDirectory).map(({ name }) => {
    const files = sorted(join(folder, name)).filter((entry) => entry.isFile && hasPhotoExtension(entry.name))
      .map((entry) => resolve(folder, name, entry.name));
    const sought = files.length >= least;
    const references = sought ? files.slice(0, REFERENCES) : [];
    return { name, half: halfOf(name), sought, references, photos: files.slice(references.length) };
  }).filter(({ photos }) => photos.length > 0);
}

/** Chooses `count` photos by chance, half of them of each half of the people, and from as many people as there are. */
export function choosePhotos(
  owners: readonly Owner[],
  count: number,
  random: Random,
): { owner: Owner; path: string }[] {
  return HALVES.flatMap((half, i) => {
    const rounds: { owner: Owner; path: string; round: number }[] = [];
    for (const owner of shuffled(owners.filter((owner) => owner.half === half), random)) {
      shuffled(owner.photos, random).forEach((path, round) => rounds.push({ owner, path, round }));
    }
    // Everybody's first photo before anybody's second.
    return rounds.toSorted((a, b) => a.round - b.round).slice(0, Math.ceil((count - i) / 2));
  });
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}
