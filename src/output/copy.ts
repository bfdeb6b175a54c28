import { createHash } from "node:crypto";
import { dirname, join, sep } from "node:path";
import { Failure } from "../failure.ts";
import { folderNames, numbered, portableName, portablePath } from "./file_names.ts";

/** How many numbered names are tried before giving up. */
const MOST_NAMES = 10_000;

/**
 * Copies photos to `folder/<person>/<path below the root>`. Nothing that is there is ever overwritten: the same
 * content is left as it is, other content gets a number.
 */
export class PhotoCopier {
  readonly #folders: ReadonlyMap<string, string>;

  /** `folder`: absolute; `people`: all who may be copied for, so that no two of them share a folder. */
  constructor(readonly folder: string, people: Iterable<string> = []) {
    this.#folders = folderNames(people);
  }

  /**
   * Copies the photo at `path`, `below` its root, for each of `people`; gives the copies' paths (old or new). Each
   * copy is written under a temporary name, read back and compared, then named; it keeps the photo's time. Throws a
   * {@link Failure} of stage `copy`.
   */
  async copy(path: string, below: string, people: readonly string[]): Promise<string[]> {
    const copies: string[] = [];
    try {
      const bytes = await Deno.readFile(path);
      const { mtime } = await Deno.stat(path);
      for (const person of people) {
        const wanted = join(
          this.folder,
          this.#folders.get(person) ?? portableName(person),
          ...portablePath(below, sep).split("/"),
        );
        copies.push(await place(bytes, mtime, wanted));
      }
    } catch (error) {
      throw copyFailure(error);
    }
    return copies;
  }
}

async function place(bytes: Uint8Array, mtime: Date | null, wanted: string): Promise<string> {
  await Deno.mkdir(dirname(wanted), { recursive: true });
  const partial = join(dirname(wanted), `.facefinder-${crypto.randomUUID()}.part`);
  try {
    for (let number = 1; number <= MOST_NAMES; number++) {
      const name = wanted.slice(dirname(wanted).length + 1);
      const target = number === 1 ? wanted : join(dirname(wanted), numbered(name, number));
      if (!await exists(target)) {
        await writeVerified(partial, bytes, mtime);
        if (await nameIfFree(partial, target)) return target;
        await Deno.remove(partial);
      }
      // Perhaps it has just been put there, by a copy of the same photo.
      if (await hasContent(target, bytes)) return target;
    }
    throw new Failure("copy", "no_free_name", `${MOST_NAMES} files of this name are there already`);
  } finally {
    await Deno.remove(partial).catch(() => {});
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
      "the copy reads back differently: the target may be broken",
      true,
    );
  }
}

/** Gives the finished copy its name unless somebody has just taken it. Only a hard link does that in one step. */
async function nameIfFree(partial: string, target: string): Promise<boolean> {
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

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function hasContent(path: string, bytes: Uint8Array): Promise<boolean> {
  const { isFile, size } = await Deno.stat(path).catch(() => ({ isFile: false, size: -1 }));
  if (!isFile || size !== bytes.length) return false;
  return digest(await Deno.readFile(path)) === digest(bytes);
}

const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function copyFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const message = error instanceof Error ? error.message : String(error);
  const full = /ENOSPC|no space/i.test(message);
  return new Failure("copy", full ? "target_full" : "copy_failed", message, true);
}
