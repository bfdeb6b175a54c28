import { basename, join, resolve } from "node:path";
import { reasonOf, UsageError } from "../failure.ts";
import { hasPhotoExtension } from "../photos/format.ts";

/** A folder with reference photos of one person. */
export interface ReferenceFolder {
  name: string;
  path: string;
}

/**
 * The people in folders: one that holds photos is one person, one that holds folders is a person a folder. `names` are
 * for the folders that are one person, in their order. `option` gave the folders; null: they are arguments. Throws a
 * {@link UsageError} that says what is wrong.
 */
export async function findReferenceFolders(
  given: readonly string[],
  names: readonly string[],
  option: string | null = "--known",
): Promise<ReferenceFolder[]> {
  const folders: ReferenceFolder[] = [];
  const unused = [...names];
  for (const folder of given) {
    const path = resolve(folder), told = option === null ? folder : `${option} ${folder}`;
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
      `--name ${unused[0]}: names a${
        option === null ? "" : ` ${option}`
      } folder that holds photos of one person, and there is none left to name.`,
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
      ? "it is a file"
      : reasonOf(error);
    throw new UsageError(
      `${told}: ${reason}. Expected a folder with photos of one person, or with a folder for each.`,
    );
  }
  return { photos: photos.sort(), subfolders: subfolders.sort() };
}
