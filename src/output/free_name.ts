import { dirname, join } from "node:path";
import { Failure } from "../failure.ts";
import { numbered } from "./file_names.ts";
import { exists, hasContent } from "./same_content.ts";

/** Milliseconds after which nothing that was begun is under way any more, if its time-out isn't longer still. */
const MOST_AGE = 3_600_000;

/** How old, in milliseconds, an unfinished file must be that nobody writes any more; each write may take `timeout`. */
export const mostAge = (timeout: number) => Math.max(MOST_AGE, 2 * timeout);

/** How many numbered names are tried before giving up. */
const MOST_NAMES = 10_000;

/** A photo that is to lie at another place too. */
export interface Placing {
  bytes: Uint8Array;
  /** The time that the copy gets. */
  mtime: Date | null;
  /** The photo's own file, to which a hard link is tried; null: it is copied. */
  original: string | null;
  /** Told why a hard link can't be made. */
  unlinkable: (error: unknown) => void;
  /** Aborted: nothing more gets a name. */
  stop: AbortSignal;
}

/** Name of an unfinished copy; it says when that was begun, in milliseconds since 1970. */
export const partialName = () => `.facefinder-${Date.now()}-${crypto.randomUUID()}.part`;
const PARTIAL = /^\.facefinder-(\d{1,15})-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.part$/;

/** When an unfinished copy of this name was begun, in milliseconds since 1970; null when it is no such name. */
function begunAt(name: string): number | null {
  const [, begun] = PARTIAL.exec(name) ?? [];
  return begun === undefined ? null : Number(begun);
}

/**
 * Removes the unfinished files of {@link partialName} in `folder` that a killed run left `most` milliseconds ago or
 * earlier. Their age is told by their names: a copy's times are the photo's.
 */
export async function removeUnfinished(folder: string, most: number) {
  for await (const { name, isFile } of Deno.readDir(folder)) {
    const begun = begunAt(name);
    // One from the future was made by a clock that was wrong.
    if (isFile && begun !== null && Math.abs(Date.now() - begun) > most) {
      await Deno.remove(join(folder, name)).catch(() => {});
    }
  }
}

/**
 * Puts a photo at `wanted`, whose folder is there, or under a numbered name where that is taken by other content; gives
 * the path, old or new. A copy is written under a temporary name, read back and compared, then named.
 */
export async function place(photo: Placing, wanted: string): Promise<string> {
  const { bytes, mtime, stop } = photo;
  stop.throwIfAborted();
  const partial = join(dirname(wanted), partialName());
  try {
    for (let number = 1; number <= MOST_NAMES; number++) {
      const name = wanted.slice(dirname(wanted).length + 1);
      const target = number === 1 ? wanted : join(dirname(wanted), numbered(name, number));
      if (!await exists(target)) {
        const linked = await link(photo, target);
        if (linked === "linked") return target;
        if (linked === "unlinkable") {
          await writeVerified(partial, bytes, mtime);
          stop.throwIfAborted();
          if (await nameIfFree(partial, target)) return target;
          await Deno.remove(partial);
        }
      }
      // Perhaps it has just been put there, by a copy of the same photo.
      if (await hasContent(target, bytes)) return target;
    }
    throw new Failure(
      "copy",
      "no_free_name",
      `${MOST_NAMES} files of this name are there already: give another --copy folder`,
    );
  } finally {
    await Deno.remove(partial).catch(() => {});
  }
}

/** A link leads to the file's content itself: not to another link, which may not stay where it is. */
async function link(
  { original, unlinkable }: Placing,
  target: string,
): Promise<"linked" | "taken" | "unlinkable"> {
  if (original === null) return "unlinkable";
  try {
    await Deno.link(await Deno.realPath(original), target);
    return "linked";
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return "taken";
    unlinkable(error);
    return "unlinkable";
  }
}

async function writeVerified(path: string, bytes: Uint8Array, mtime: Date | null) {
  {
    using file = await Deno.open(path, { write: true, createNew: true });
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    await file.syncData();
  }
  if (mtime) await Deno.utime(path, mtime, mtime);
  if (!await hasContent(path, bytes)) {
    throw new Failure(
      "copy",
      "verify_failed",
      "the copy reads back differently, and was not kept: the target may be broken, try another",
      true,
    );
  }
}

/** Gives the finished copy its name unless somebody has just taken it. Only a hard link does that in one step. */
export async function nameIfFree(partial: string, target: string): Promise<boolean> {
  try {
    await Deno.link(partial, target);
    await Deno.remove(partial);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
  }
  // FAT and exFAT know no links: take the name with an empty file of our own, then replace that.
  try {
    (await Deno.open(target, { write: true, createNew: true })).close();
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
  try {
    await Deno.rename(partial, target);
  } catch (error) {
    await Deno.remove(target).catch(() => {});
    throw error;
  }
  return true;
}
