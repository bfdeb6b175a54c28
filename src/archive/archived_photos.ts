import { dirname, join, sep } from "node:path";
import { Failure, isFull, reasonOf } from "../failure.ts";
import { NameChoice } from "../photos/name_choice.ts";
import { belongsTo } from "../photos/shard.ts";
import type { SkipReason, WalkedPhoto, WalkItem, WalkSettings } from "../photos/walk_item.ts";
import { removeTree } from "../system/remove_tree.ts";
import { type Member, tarMembers } from "./tar_members.ts";

/** Which of an archive's members are taken, and where they are put. */
export interface ArchiveSettings
  extends Pick<WalkSettings, "include" | "exclude" | "hidden" | "anyName" | "shard"> {
  /** A private folder. */
  folder: string;
  /** Larger photos are left out. */
  mostBytes: number;
  /** Aborted: no more is read. */
  signal: AbortSignal;
}

/** After so many photos in a row for which there was no room, none will have any: those in hand had gone by then. Chosen. */
const MOST_LOST = 50;

/** Stands for standard input, as a root. */
export const STANDARD_INPUT = "-";

/**
 * The photos in a tar archive that comes as a stream. Each lies in a file of its own from when it is given until it is
 * released: what wants no more than a few at a time bounds the room that they take.
 */
export class ArchivedPhotos {
  readonly #stream: ReadableStream<Uint8Array>;
  readonly #settings: ArchiveSettings;
  readonly #choice: NameChoice;
  #count = 0;
  #damage: Failure | null = null;
  #full: Error | null = null;
  /** Photos for which there was no room, without one for which there was. */
  #lostInARow = 0;

  constructor(stream: ReadableStream<Uint8Array>, settings: ArchiveSettings) {
    this.#stream = stream;
    this.#settings = settings;
    this.#choice = new NameChoice(settings);
  }

  /** Why not all of the archive could be read. */
  get damage(): Failure | null {
    return this.#damage;
  }

  /** Says of the last photo for which there was no room that it is lost; null where there was room for all. */
  get full(): Error | null {
    return this.#full;
  }

  /**
   * What is met in the archive, to be gone through once. What damages it is the last. It ends early once it is plain that
   * there is no room for any photo any more.
   */
  async *items(): AsyncGenerator<WalkItem> {
    const { signal, shard } = this.#settings, stream = stoppable(this.#stream, signal);
    try {
      for await (const member of tarMembers(stream)) {
        if (shard && !belongsTo(shard, member.name)) continue;
        yield await this.#item(member);
        if (this.#lostInARow >= MOST_LOST) return;
      }
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== "archive_damaged") throw error;
      if (signal.aborted) return;
      this.#damage = error;
      yield { kind: "error", root: STANDARD_INPUT, failure: error };
    }
  }

  /** Removes the file of a photo that nobody needs any more. */
  release({ at }: WalkedPhoto) {
    if (at !== undefined) removeTree(at);
  }

  async #item(member: Member): Promise<WalkItem> {
    const { name: path, isFile, isSparse, size, modified } = member, parts = partsOf(path);
    const skip = (reason: SkipReason): WalkItem => ({ kind: "skip", path, reason });
    if (!isFile || parts.length === 0) return { kind: "skip", path, reason: "special_file", isQuiet: true };
    const left = this.#leftOut(parts), named = left ?? this.#choice.notByName(path);
    if (named && named !== "unsaid") return skip(named);
    if (isSparse) return { kind: "error", path, root: STANDARD_INPUT, failure: WITHOUT_HOLES };
    if (size > this.#settings.mostBytes) return skip("too_large");
    const at = join(this.#settings.folder, `${this.#count++}`);
    try {
      await write(member, at);
      this.#lostInARow = 0;
      const reason = await this.#choice.notCandidate(path, at);
      if (reason) {
        removeTree(at);
        return skip(reason);
      }
    } catch (error) {
      removeTree(at);
      if (error instanceof Failure) throw error;
      const failure = unkept(error, this.#settings.folder);
      if (isFull(error)) {
        this.#full = new Error(`${path}: ${failure.message}`);
        this.#lostInARow++;
      }
      return { kind: "error", path, root: STANDARD_INPUT, failure };
    }
    return { kind: "photo", path, root: STANDARD_INPUT, below: parts.join(sep), size, modified, at };
  }

  /** As a walk would, which asks at every folder. */
  #leftOut(parts: readonly string[]): SkipReason | null {
    for (const [i, name] of parts.entries()) {
      const below = parts.slice(0, i + 1).join("/"), isFolder = i < parts.length - 1;
      const reason = name === ".." ? null : this.#choice.leftOut(name, below, isFolder, "/");
      if (reason) return reason;
    }
    return null;
  }
}

const WITHOUT_HOLES = new Failure(
  "read",
  "sparse_member",
  "it was stored without its holes, which can't be put back here: make the archive without --sparse",
);

/** The names that a path in an archive is made of, without those that lead nowhere. */
const partsOf = (path: string) => path.split("/").filter((part) => part !== "" && part !== ".");

/** Writes a member to a new file; all of it is read even where that can't be written. */
async function write(member: Member, at: string) {
  let problem: unknown = null, file: Deno.FsFile | null = null;
  try {
    file = await Deno.open(at, { write: true, createNew: true, mode: 0o600 });
  } catch (error) {
    problem = error;
  }
  try {
    for await (const bytes of member.bytes()) {
      if (problem !== null || !file) continue;
      try {
        for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
      } catch (error) {
        problem = error; // the medium is full, perhaps
      }
    }
    // Copies keep the photo's time, where a file system can keep it.
    const seconds = member.modified === null ? null : member.modified / 1000;
    if (seconds !== null) await file?.utime(seconds, seconds).catch(() => {});
  } finally {
    file?.close();
  }
  if (problem !== null) throw problem;
}

/** The photo is lost: a stream gives it once. */
function unkept(error: unknown, folder: string): Failure {
  const message = `it could not be kept in ${dirname(folder)} while it is searched (${reasonOf(error)}): ` +
    "--data chooses a folder with more room";
  return new Failure("read", "io_error", message, true);
}

/** A stream that ends when `signal` is aborted, also while it is waited for. */
function stoppable(stream: ReadableStream<Uint8Array>, signal: AbortSignal): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  const stop = () => reader.cancel().catch(() => {});
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: () => reader.cancel(),
  }, { highWaterMark: 0 });
}
