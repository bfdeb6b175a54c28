import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { Failure, fileFailure } from "../failure.ts";
import { compareTexts } from "../text_order.ts";
import { hasPhotoExtension } from "./format.ts";
import { longPath } from "./long_path.ts";
import { NameChoice } from "./name_choice.ts";
import { SeenFiles } from "./seen_files.ts";
import { belongsTo, shardKey } from "./shard.ts";
import { UndecodableNames } from "./undecodable.ts";
import type { Met, WalkedPhoto, WalkSettings } from "./walk_item.ts";

/**
 * Walks files and folders. Every real file comes once: first those met in folders, then those named as roots, last
 * those behind symbolic links, so that the real place of a file wins over a link to it. Nothing stops the walk: what can't be read becomes an
 * `error` item. Folder entries come in the order of their names. Of a shard, all is walked and its part is given: which
 * of a file's names counts must not depend on the shard.
 */
export function walk(roots: readonly string[], settings: WalkSettings): AsyncGenerator<Met> {
  const { shard } = settings, met = walkAll(roots, settings);
  return shard ? filtered(met, (item) => belongsTo(shard, shardKey(item))) : met;
}

async function* filtered<T>(items: AsyncIterable<T>, isTaken: (item: T) => boolean): AsyncGenerator<T> {
  for await (const item of items) {
    if (isTaken(item)) yield item;
  }
}

async function* walkAll(roots: readonly string[], settings: WalkSettings): AsyncGenerator<Met> {
  using walker = new Walker(settings);
  for (const root of roots) yield* walker.root(resolve(root));
  yield* walker.files();
  yield* walker.links();
}

/** A folder that is being walked. */
interface Level {
  path: string;
  /** Its path below the root; "" for the root itself. */
  below: string;
  entries: Deno.DirEntry[];
  /** Position of the next entry. */
  next: number;
  /** Why not all of it could be listed. */
  failure: Failure | null;
}

/** Milliseconds that looking a file up takes on a slow medium, such as a network drive or a disk that spins up. */
const SLOW_LOOK_UP = 5;

class Walker {
  readonly #settings: WalkSettings;
  readonly #own: ReadonlySet<string>;
  readonly #choice: NameChoice;
  readonly #seen = new SeenFiles();
  readonly #undecodable = new UndecodableNames();
  readonly #seenFolders = new Set<string>();
  /** The file systems of the roots. */
  readonly #devices = new Map<string, number>();
  readonly #files: { path: string; info: Deno.FileInfo }[] = [];
  readonly #links: { path: string; root: string }[] = [];
  /** The medium is slow: nothing is looked up while everything else waits. */
  #slow = false;

  constructor(settings: WalkSettings) {
    this.#settings = settings;
    this.#own = new Set(settings.own.map(realPlace));
    this.#choice = new NameChoice(settings);
  }

  [Symbol.dispose]() {
    this.#undecodable[Symbol.dispose]();
  }

  async *root(root: string): AsyncGenerator<Met> {
    let info: Deno.FileInfo;
    try {
      info = await Deno.stat(longPath(root));
    } catch (error) {
      yield { kind: "error", ...rootFile(root), failure: fileFailure(error, "walk") };
      return;
    }
    // Folders given by name are entered whatever they are called, and files given by name are looked into.
    if (info.isDirectory) {
      this.#devices.set(root, info.dev);
      yield* this.#folder(root, root);
    } else if (info.isFile) this.#files.push({ path: root, info });
    else yield { kind: "skip", ...rootFile(root), reason: "special_file" };
  }

  async *files(): AsyncGenerator<Met> {
    for (const { path, info } of this.#files) {
      if (await this.#seen.add(path, info)) yield walked(rootFile(path), info);
      else yield { kind: "skip", ...rootFile(path), reason: "same_file" };
    }
  }

  async *links(): AsyncGenerator<Met> {
    // Following one may bring more.
    for (let link = this.#links.shift(); link; link = this.#links.shift()) {
      yield* this.#link(link.path, link.root);
    }
  }

  /**
   * A folder and all below it, each folder's entries in the order of their names. Not recursive: every level of nested
   * generators would cost each item as much as its look-up does.
   */
  async *#folder(folder: string, root: string): AsyncGenerator<Met> {
    const levels: Level[] = [];
    let entering: Level | Met | null = await this.#enter(folder, relative(root, folder), root);
    for (;;) {
      if (entering && "kind" in entering) yield entering;
      else if (entering) levels.push(entering);
      entering = null;
      const level = levels.at(-1);
      if (!level) return;
      const entry = level.entries[level.next++];
      if (!entry) {
        levels.pop();
        yield* this.#undecodableIn(level, root);
        if (level.failure) {
          yield { kind: "error", path: level.path, root, below: level.below, failure: level.failure };
        }
        continue;
      }
      const path = level.path.endsWith(sep) ? level.path + entry.name : level.path + sep + entry.name,
        below = level.below ? level.below + sep + entry.name : entry.name;
      const reason = this.#choice.leftOut(entry.name, below, entry.isDirectory);
      if (reason) yield { kind: "skip", path, root, below, reason };
      else if (entry.isSymlink) this.#links.push({ path, root });
      else if (entry.isDirectory) entering = await this.#enter(path, below, root);
      else yield await this.#entry(path, below, root, entry);
    }
  }

  /** Lists a folder; an item instead when it isn't entered. What can be listed before an error is kept. */
  async #enter(path: string, below: string, root: string): Promise<Level | Met> {
    const level: Level = { path, below, entries: [], next: 0, failure: null };
    try {
      if (this.#settings.oneFileSystem && (await Deno.stat(longPath(path))).dev !== this.#devices.get(root)) {
        return { kind: "skip", path, root, below, reason: "other_file_system" };
      }
      const real = await Deno.realPath(path);
      if (this.#own.has(real)) return { kind: "skip", path, root, below, reason: "excluded" };
      if (this.#seenFolders.has(real)) return { kind: "skip", path, root, below, reason: "same_file" };
      this.#seenFolders.add(real);
      for await (const entry of Deno.readDir(path)) level.entries.push(entry);
    } catch (error) {
      level.failure = fileFailure(error, "walk");
    }
    level.entries.sort((a, b) => compareTexts(a.name, b.name));
    return level;
  }

  async #entry(path: string, below: string, root: string, { isFile }: Deno.DirEntry): Promise<Met> {
    if (!isFile) return { kind: "skip", path, root, below, reason: "special_file" };
    try {
      return await this.#file(path, below, root, await this.#lookUp(path));
    } catch (error) {
      return { kind: "error", path, root, below, failure: fileFailure(error, "walk") };
    }
  }

  /** Without waiting, which is ten times as quick, until a medium turns out to be slow: then others get their turn. */
  #lookUp(path: string): Deno.FileInfo | Promise<Deno.FileInfo> {
    if (this.#slow) return Deno.lstat(longPath(path));
    const began = performance.now(), info = Deno.lstatSync(longPath(path));
    if (performance.now() - began > SLOW_LOOK_UP) this.#slow = true;
    return info;
  }

  *#undecodableIn({ path: folder, below, entries }: Level, root: string): Generator<Met> {
    const names = new Set(entries.map(({ name }) => name));
    for (const { name, isDirectory } of this.#undecodable.in(folder, names)) {
      const place = { path: join(folder, name), root, below: join(below, name) }, { path } = place;
      const reason = this.#choice.leftOut(name, place.below, isDirectory);
      if (reason) yield { kind: "skip", ...place, reason };
      else if (!isDirectory && !this.#choice.mayBePhoto(path)) {
        yield { kind: "skip", ...place, reason: "not_a_photo" };
      } else yield { kind: "error", ...place, failure: undecodable() };
    }
  }

  async *#link(path: string, root: string): AsyncGenerator<Met> {
    const place = { path, root, below: relative(root, path) };
    let info: Deno.FileInfo;
    try {
      info = await Deno.stat(longPath(path));
    } catch (error) {
      const failure = fileFailure(error, "walk");
      if (failure.code === "symlink_loop" || isLoop(error)) {
        yield { kind: "skip", ...place, reason: "symlink_loop" };
      } else if (failure.code !== "not_found") yield { kind: "error", ...place, failure };
      else if (hasPhotoExtension(path)) yield { kind: "error", ...place, failure: dangling() };
      else yield { kind: "skip", ...place, reason: "not_a_photo" };
      return;
    }
    if (info.isFile) yield await this.#file(path, place.below, root, info, true);
    else if (!info.isDirectory) yield { kind: "skip", ...place, reason: "special_file" };
    else if (!this.#settings.follow) yield { kind: "skip", ...place, reason: "symlink_folder" };
    else if (leadsUpwards(await Deno.realPath(path), path)) {
      yield { kind: "skip", ...place, reason: "symlink_loop" };
    } else yield* this.#folder(path, root);
  }

  async #file(
    path: string,
    below: string,
    root: string,
    info: Deno.FileInfo,
    isLink = false,
  ): Promise<Met> {
    const reason = hasPhotoExtension(path) ? null : await this.#choice.notCandidate(path);
    if (reason) return { kind: "skip", path, root, below, reason };
    const isNew = await this.#seen.add(path, info);
    // A file with one name that is met in its folder cannot have come before, whatever its file system's numbers say.
    const hasOtherNames = isLink || (info.nlink ?? 1) > 1;
    if (hasOtherNames && !isNew) return { kind: "skip", path, root, below, reason: "same_file" };
    return walked({ path, root, below }, info);
  }
}

/** Where a folder really is, or will be once it is made. */
export function realPlace(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPlace(parent), basename(path));
  }
}

/** Where an item was met. */
type Where = Pick<Met, "path" | "root" | "below">;

/** A root that is no folder, as far as anybody knows. */
const rootFile = (path: string): Where => ({ path, root: path, below: basename(path) });

function walked({ path, root, below }: Where, { size, mtime }: Deno.FileInfo): WalkedPhoto {
  return { kind: "photo", path, root, below, size, modified: mtime?.getTime() ?? null };
}

const isLoop = (error: unknown) => error instanceof Error && /ELOOP|too many levels/i.test(error.message);

const leadsUpwards = (real: string, path: string) =>
  (path + sep).startsWith(real.endsWith(sep) ? real : real + sep);

function dangling(): Failure {
  return new Failure("walk", "dangling_link", "a symbolic link to a file that isn't there");
}

function undecodable(): Failure {
  return new Failure(
    "walk",
    "undecodable_name",
    "the name is not valid Unicode and cannot be opened: rename it",
  );
}
