import { dirname, join } from "node:path";
import { Failure, reasonOf } from "../../failure.ts";
import { storedOrientation } from "../../photos/exif.ts";
import { openPhoto, readToEnd } from "../../photos/photo_handle.ts";
import { inTime } from "../in_time.ts";
import { mostAge, nameIfFree, partialName, removeUnfinished } from "../free_name.ts";
import { exists } from "../same_content.ts";
import { type FaceRegion, type Regions, regionsOf, type TaggedPhoto } from "./regions.ts";
import { readXmp, writeXmp } from "./xmp.ts";

/** How sidecars are written. */
export interface SidecarSettings {
  /** Who is sought: what an earlier run has said of others stays. */
  people: Iterable<string>;
  /** Beside the photos themselves too, not only beside their copies. */
  besideOriginals: boolean;
  /** Milliseconds that reading the photo, and writing each sidecar, may take. */
  timeout: number;
}

/** What became of a photo's sidecars. */
export interface Sidecars {
  /** Those that tell its faces now. */
  paths: string[];
  /** Why others don't; of stage `sidecar`. */
  failures: Failure[];
}

/** More is no sidecar of ours. */
const MOST_BYTES = 2 ** 20;

/**
 * Writes XMP sidecars, `photo.jpg.xmp` beside `photo.jpg`: as digiKam and darktable name them, and so that `photo.raw`
 * and `photo.jpg` don't share one. One of our own is renewed; one of another program, or one that was changed since, is
 * left as it is.
 */
export class SidecarWriter {
  readonly #sought: ReadonlySet<string>;
  /** Folders that have been looked through for what earlier runs left. */
  readonly #tidied = new Set<string>();

  constructor(private readonly settings: SidecarSettings) {
    this.#sought = new Set(settings.people);
  }

  /** Writes those of the photo at `path` and of its copies. Never throws. */
  async write(path: string, photo: TaggedPhoto, copies: readonly string[]): Promise<Sidecars> {
    const sidecars: Sidecars = { paths: [], failures: [] };
    if (copies.length === 0 && !this.settings.besideOriginals) return sidecars;
    try {
      const beside = await this.#inTime(this.#beside(path, copies), `${path} could not be looked at`);
      if (beside.length === 0) return sidecars;
      const orientation = storedOrientation(await this.#inTime(read(path), `${path} could not be read`));
      const regions = regionsOf(photo, orientation);
      for (const file of beside) {
        const sidecar = `${file}.xmp`;
        try {
          await this.#inTime(this.#renew(sidecar, regions), `${sidecar} could not be written`);
          sidecars.paths.push(sidecar);
        } catch (error) {
          sidecars.failures.push(sidecarFailure(sidecar, error));
        }
      }
    } catch (error) {
      sidecars.failures.push(sidecarFailure(path, error));
    }
    return sidecars;
  }

  /** Where the photo lies in the folder of copies itself, it is no copy. */
  async #beside(path: string, copies: readonly string[]): Promise<string[]> {
    const own = await Deno.realPath(path), others: string[] = [];
    for (const copy of copies) if (await Deno.realPath(copy).catch(() => copy) !== own) others.push(copy);
    return this.settings.besideOriginals ? [path, ...others] : others;
  }

  #inTime<T>(work: Promise<T>, what: string): Promise<T> {
    const { timeout } = this.settings;
    return inTime(
      work,
      timeout,
      () => new Failure("sidecar", "sidecar_timeout", `${what} within ${timeout / 1000} s`, true),
    );
  }

  async #renew(path: string, regions: Regions) {
    const before = await earlier(path);
    const text = writeXmp(before ? this.#withOthers(regions, before.regions) : regions);
    if (before?.text === text) return;
    await this.#tidy(dirname(path));
    const partial = join(dirname(path), partialName());
    try {
      await Deno.writeTextFile(partial, text, { createNew: true });
      if (before) await Deno.rename(partial, path);
      else if (!await nameIfFree(partial, path)) throw notOurs(path);
    } finally {
      await Deno.remove(partial).catch(() => {});
    }
  }

  /** Removes what a run left that was killed: nothing of it may stay among somebody's photos. */
  async #tidy(folder: string) {
    if (this.#tidied.has(folder)) return;
    this.#tidied.add(folder);
    await removeUnfinished(folder, mostAge(this.settings.timeout));
  }

  /** The faces of people who were sought earlier, and aren't now, stay. */
  #withOthers(regions: Regions, before: Regions): Regions {
    if (before.width !== regions.width || before.height !== regions.height) return regions;
    const kept = before.list.filter(({ name }: FaceRegion) => !this.#sought.has(name));
    return { ...regions, list: [...regions.list, ...kept] };
  }
}

async function read(path: string): Promise<Uint8Array> {
  await using file = await openPhoto(path);
  return await readToEnd(file, (await file.stat()).size);
}

/** The sidecar of ours that is there already; null when there is nothing. Throws a {@link Failure} when it isn't ours. */
async function earlier(path: string): Promise<{ text: string; regions: Regions } | null> {
  if (!await exists(path)) return null;
  const { isFile, size } = await Deno.lstat(path);
  if (!isFile || size > MOST_BYTES) throw notOurs(path);
  const text = await Deno.readTextFile(path), regions = readXmp(text);
  if (!regions) throw notOurs(path);
  return { text, regions };
}

const notOurs = (path: string) =>
  new Failure(
    "sidecar",
    "sidecar_not_ours",
    `${path} is another program's, or was changed by one: it is left as it is, without the faces found`,
  );

function sidecarFailure(path: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure("sidecar", "sidecar_failed", `${path}: ${reasonOf(error)}`, true);
}
