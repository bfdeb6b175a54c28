import { createHash } from "node:crypto";
import { dirname, join, sep } from "node:path";
import { Failure, messageOf } from "../failure.ts";
import { longPath } from "../photos/long_path.ts";
import { openPhoto, readToEnd } from "../photos/photo_handle.ts";
import { folderNames, numbered, portableName, portablePath } from "./file_names.ts";

/** How many numbered names are tried before giving up. */
const MOST_NAMES = 10_000;

/** Milliseconds that one copy may take, unless it is said otherwise. */
const TIMEOUT = 120_000;
/** Milliseconds after which no copy is under way any more, if the time-out isn't longer still. */
const MOST_AGE = 3_600_000;

/**
 * Copies photos to `folder/<person>/<path below the root>`. Nothing that is there is ever overwritten: the same
 * content is left as it is, other content gets a number.
 */
export class PhotoCopier {
  readonly #folders: ReadonlyMap<string, string>;
  /** Folders that have been looked through for what earlier runs left. */
  readonly #tidied = new Set<string>();
  /** Writes that were given up, and still have not come back. */
  #hanging = 0;

  /**
   * `folder`: absolute; `people`: all who may be copied for, so that no two of them share a folder; `timeout`:
   * milliseconds that reading the photo, and each of its copies, may take.
   */
  constructor(
    readonly folder: string,
    people: Iterable<string> = [],
    private readonly timeout: number = TIMEOUT,
  ) {
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
      const reading = read(path);
      const { bytes, mtime } = await this.#inTime(reading, "the photo could not be read");
      for (const person of people) {
        const wanted = join(
          this.folder,
          this.#folders.get(person) ?? portableName(person),
          ...portablePath(below, sep).split("/"),
        );
        copies.push(await this.#place(bytes, mtime, wanted));
      }
    } catch (error) {
      throw copyFailure(error);
    }
    return copies;
  }

  /** A medium that hangs must not hold up the end of the run: nothing more is written to it until it answers. */
  async #place(bytes: Uint8Array, mtime: Date | null, wanted: string): Promise<string> {
    if (this.#hanging > 0) throw tooLate("an earlier copy still hangs there");
    const stop = new AbortController();
    const placing = this.#tidy(dirname(wanted)).then(() => place(bytes, mtime, wanted, stop.signal));
    try {
      return await this.#inTime(placing, "the copy could not be written");
    } catch (error) {
      if (isTooLate(error)) {
        this.#hanging++;
        stop.abort(error);
        placing.catch(() => {}).finally(() => this.#hanging--);
      }
      throw error;
    }
  }

  async #inTime<T>(work: Promise<T>, what: string): Promise<T> {
    work.catch(() => {}); // when it is late, nobody waits for it any more
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(tooLate(`${what} within ${this.timeout / 1000} s`)), this.timeout);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Makes the folder, and removes the unfinished copies there that a run left which was killed. Their age is told by
   * their names: the file's times are the photo's.
   */
  async #tidy(folder: string) {
    await Deno.mkdir(folder, { recursive: true });
    if (this.#tidied.has(folder)) return;
    this.#tidied.add(folder);
    const most = Math.max(MOST_AGE, 2 * this.timeout);
    for await (const { name, isFile } of Deno.readDir(folder)) {
      const [, begun] = PARTIAL.exec(name) ?? [];
      // One from the future was made by a clock that was wrong.
      if (isFile && begun !== undefined && Math.abs(Date.now() - Number(begun)) > most) {
        await Deno.remove(join(folder, name)).catch(() => {});
      }
    }
  }
}

async function read(path: string): Promise<{ bytes: Uint8Array; mtime: Date | null }> {
  await using file = await openPhoto(path);
  const { size, mtime } = await file.stat();
  return { bytes: await readToEnd(file, size), mtime };
}

/** Name of an unfinished copy; it says when that was begun, in milliseconds since 1970. */
const partialName = () => `.facefinder-${Date.now()}-${crypto.randomUUID()}.part`;
const PARTIAL = /^\.facefinder-(\d{1,15})-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.part$/;

/** In the folder of `wanted`. With `stop`, nothing more gets a name. */
async function place(
  bytes: Uint8Array,
  mtime: Date | null,
  wanted: string,
  stop: AbortSignal,
): Promise<string> {
  stop.throwIfAborted();
  const partial = join(dirname(wanted), partialName());
  try {
    for (let number = 1; number <= MOST_NAMES; number++) {
      const name = wanted.slice(dirname(wanted).length + 1);
      const target = number === 1 ? wanted : join(dirname(wanted), numbered(name, number));
      if (!await exists(target)) {
        await writeVerified(partial, bytes, mtime);
        stop.throwIfAborted();
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
    await Deno.lstat(longPath(path));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function hasContent(path: string, bytes: Uint8Array): Promise<boolean> {
  const { isFile, size } = await Deno.stat(longPath(path)).catch(() => ({ isFile: false, size: -1 }));
  if (!isFile || size !== bytes.length) return false;
  return digest(await Deno.readFile(path)) === digest(bytes);
}

const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const tooLate = (message: string) => new Failure("copy", "copy_timeout", message, true);
const isTooLate = (error: unknown) => error instanceof Failure && error.code === "copy_timeout";

function copyFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const message = messageOf(error);
  const full = /ENOSPC|no space/i.test(message);
  return new Failure("copy", full ? "target_full" : "copy_failed", message, true);
}
