import { resolve } from "node:path";
import { reasonOf, UsageError } from "../failure.ts";
import { realPlace } from "../photos/walk.ts";
import { isInside } from "../system/inside.ts";
import type { Context } from "./context.ts";
import type { PhotoOptions } from "./photo_options.ts";
import { type PathOptions, takenPaths } from "./taken_paths.ts";

/** What is to be walked. Throws a {@link UsageError}. */
export async function findRoots(
  paths: readonly string[],
  options: PhotoOptions & PathOptions,
  context: Context,
): Promise<string[]> {
  const fromStdin = paths.includes("-");
  const roots = await checkRoots(paths.filter((path) => path !== "-"));
  const list = fromStdin ? "-" : options.filesFrom;
  if (list !== undefined) roots.push(...await readPathList(list, options.null, context.stdin));
  if (roots.length === 0) {
    throw new UsageError(
      list === undefined
        ? `no photos to search: give at least one file or folder.${takenPaths(options)}`
        : `${
          list === "-" ? "standard input" : `--files-from ${list}`
        } holds no paths. Expected one on each line.`,
    );
  }
  return roots;
}

/** What is written to isn't searched: nothing would be found there, and nobody told why. Throws a {@link UsageError}. */
export function checkNotOwn(roots: readonly string[], own: readonly string[]) {
  // A list may name a million roots, and a network drive answers slowly.
  if (own.length === 0) return;
  const places = new Set(own.map(realPlace)), root = roots.find((root) => places.has(realPlace(root)));
  if (root === undefined) return;
  throw new UsageError(
    `${root}: this is where the photos found are copied to, which is not searched. Expected another folder.`,
  );
}

/**
 * Which of the folders with reference photos are searched too, if only in part. They are photos as any other where
 * somebody asks to search them: one left out would be one not found.
 */
export function searchedToo(folders: readonly string[], roots: readonly string[]): string[] {
  if (folders.length === 0) return [];
  const places = roots.map(realPlace);
  return folders.map((folder) => resolve(folder)).filter((folder) => {
    const real = realPlace(folder);
    return places.some((root) => isInside(real, root) || isInside(root, real));
  });
}

/** Resolves the paths given on the command line. Throws a {@link UsageError} when one isn't there. */
export async function checkRoots(paths: readonly string[]): Promise<string[]> {
  for (const path of paths) {
    try {
      await Deno.lstat(path);
    } catch (error) {
      throw new UsageError(
        `${path}: ${reasonOf(error)}. Expected files and folders to search; a name with spaces needs quotes.`,
      );
    }
  }
  return paths.map((path) => resolve(path));
}

/** Reads the paths of `--files-from`: one a line, or NUL-separated. Throws a {@link UsageError} when it can't be read. */
async function readPathList(
  file: string,
  nul: boolean,
  stdin: ReadableStream<Uint8Array>,
): Promise<string[]> {
  let text: string;
  try {
    text = file === "-" ? await new Response(stdin).text() : await Deno.readTextFile(file);
  } catch (error) {
    throw new UsageError(
      `--files-from ${file}: ${
        reasonOf(error)
      }. Expected a text with a path on each line, or - for standard input.`,
    );
  }
  return text.split(nul ? "\0" : /\r?\n/).filter((path) => path !== "").map((path) => resolve(path));
}
