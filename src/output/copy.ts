import { dirname, join } from "node:path";
import { Failure, isFull, reasonOf } from "../failure.ts";
import { yearTaken } from "../photos/exif.ts";
import { openPhoto, readToEnd } from "../photos/photo_handle.ts";
import { folderNames, portableName } from "./file_names.ts";
import { FolderContents } from "./folder_contents.ts";
import { inTime } from "./in_time.ts";
import { copyPaths, DEFAULT_LAYOUT, type Layout } from "./layout.ts";
import { mostAge, place, removeUnfinished } from "./free_name.ts";

/** Milliseconds that one copy may take, unless it is said otherwise. */
const TIMEOUT = 120_000;

/** How photos are copied. */
export interface CopySettings {
  /** All who may be copied for, so that no two of them share a folder. */
  people: Iterable<string>;
  layout: Layout;
  /** Hard links instead of copies, where they can be made. */
  link: boolean;
  /** Milliseconds that reading the photo, and each of its copies, may take. */
  timeout: number;
  /** Told once when hard links can't be made. */
  warn: (message: string) => void;
}

const DEFAULTS: CopySettings = {
  people: [],
  layout: DEFAULT_LAYOUT,
  link: false,
  timeout: TIMEOUT,
  warn: () => {},
};

/**
 * Copies photos into a folder. Nothing that is there is ever overwritten: the same content is left as it is, other
 * content gets a number. Where a layout puts photos of several folders together, a content that is there under another
 * name is not copied again.
 */
export class PhotoCopier {
  readonly #folders: ReadonlyMap<string, string>;
  /** Folders that have been looked through for what earlier runs left. */
  readonly #tidied = new Set<string>();
  readonly #contents = new FolderContents();
  readonly #settings: CopySettings;
  /** Writes that were given up, and still have not come back. */
  #hanging = 0;
  #saidUnlinkable = false;

  /** `folder`: absolute. */
  constructor(readonly folder: string, settings: Partial<CopySettings> = {}) {
    this.#settings = { ...DEFAULTS, ...settings };
    this.#folders = folderNames(this.#settings.people);
  }

  /**
   * Copies the photo at `path`, `below` its root, for each of `people`; gives the copies' paths (old or new), each once.
   * A copy keeps the photo's time. One call at a time, where contents are looked for. Throws a {@link Failure} of stage
   * `copy`.
   */
  async copy(path: string, below: string, people: readonly string[]): Promise<string[]> {
    const copies = new Set<string>(), { layout } = this.#settings;
    try {
      const photo = await this.#inTime(read(path), "the photo could not be read");
      const folders = people.map((person) => this.#folders.get(person) ?? portableName(person));
      const year = layout === "person-year"
        ? yearTaken(photo.bytes) ?? photo.mtime?.getFullYear() ?? null
        : null;
      for (const wanted of copyPaths(layout, { below, year, folders })) {
        copies.add(await this.#place({ ...photo, path }, join(this.folder, ...wanted.split("/"))));
      }
    } catch (error) {
      throw copyFailure(error, this.folder);
    }
    return [...copies];
  }

  /** A medium that hangs must not hold up the end of the run: nothing more is written to it until it answers. */
  async #place(photo: ReadPhoto, wanted: string): Promise<string> {
    if (this.#hanging > 0) throw tooLate("an earlier copy still hangs there");
    const stop = new AbortController(), placing = this.#placeIn(photo, wanted, stop.signal);
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

  async #placeIn({ bytes, mtime, path }: ReadPhoto, wanted: string, stop: AbortSignal): Promise<string> {
    const folder = dirname(wanted), { layout, link } = this.#settings;
    await this.#tidy(folder);
    // By person, copies lie as the photos do: what is twice there is so here.
    const there = layout === "person" ? null : await this.#contents.find(folder, bytes);
    if (there !== null) return there;
    const original = link ? path : null, unlinkable = (error: unknown) => this.#sayUnlinkable(error);
    const copy = await place({ bytes, mtime, original, unlinkable, stop }, wanted);
    if (layout !== "person") await this.#contents.add(folder, copy, bytes.length);
    return copy;
  }

  #sayUnlinkable(error: unknown) {
    if (this.#saidUnlinkable) return;
    this.#saidUnlinkable = true;
    this.#settings.warn(
      `--link: no hard link can be made from ${this.folder} to the photos (${
        reasonOf(error)
      }): they are copied`,
    );
  }

  #inTime<T>(work: Promise<T>, what: string): Promise<T> {
    const { timeout } = this.#settings;
    return inTime(work, timeout, () => tooLate(`${what} within ${timeout / 1000} s`));
  }

  /** Makes the folder, and removes the unfinished copies there that a run left which was killed. */
  async #tidy(folder: string) {
    await Deno.mkdir(folder, { recursive: true });
    if (this.#tidied.has(folder)) return;
    this.#tidied.add(folder);
    await removeUnfinished(folder, mostAge(this.#settings.timeout));
  }
}

/** A photo as it was read, and from where. */
interface ReadPhoto {
  bytes: Uint8Array;
  mtime: Date | null;
  path: string;
}

async function read(path: string): Promise<Pick<ReadPhoto, "bytes" | "mtime">> {
  try {
    await using file = await openPhoto(path);
    const { size, mtime } = await file.stat();
    return { bytes: await readToEnd(file, size), mtime };
  } catch (error) {
    throw new Failure("copy", "copy_failed", `the photo could not be read again: ${reasonOf(error)}`, true);
  }
}

const tooLate = (message: string) => new Failure("copy", "copy_timeout", message, true);
const isTooLate = (error: unknown) => error instanceof Failure && error.code === "copy_timeout";

/** What a photo fails with that could not be written to `folder`. */
function copyFailure(error: unknown, folder: string): Failure {
  if (error instanceof Failure) return error;
  const full = isFull(error), reason = `${folder}: ${reasonOf(error)}`;
  const message = full ? `${reason}: free some; the same command goes on` : reason;
  return new Failure("copy", full ? "target_full" : "copy_failed", message, true);
}
