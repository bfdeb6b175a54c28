import { basename, dirname, join, relative, resolve, sep } from "node:path";
import picomatch from "picomatch";
import { Failure, fileFailure } from "../failure.ts";
import { content, extension, hasPhotoExtension, hasVideoExtension, SIGNATURE_BYTES } from "./format.ts";
import { longPath } from "./long_path.ts";
import { SeenFiles } from "./seen_files.ts";
import { UndecodableNames } from "./undecodable.ts";

/** Which files a walk takes. */
export interface WalkSettings {
  /** Globs, matched with the path below the root and with the bare name; when there are any, one must match a file. */
  include: readonly string[];
  /** Globs of files and folders to leave out. */
  exclude: readonly string[];
  /** Follow symbolic links to folders; those to files are always followed. */
  follow: boolean;
  /** Take hidden files and folders and those that systems keep for themselves. */
  hidden: boolean;
  /** Look into files of every name, not only those named like photos or without an extension. */
  anyName: boolean;
  /** Enter no folder that lies on another file system than its root does. */
  oneFileSystem: boolean;
  /** Absolute paths of folders that are never entered: the program's own output. */
  own: readonly string[];
}

/** The settings of a walk of which nobody asked for anything. */
export const PLAIN_WALK: WalkSettings = {
  include: [],
  exclude: [],
  follow: false,
  hidden: false,
  anyName: false,
  oneFileSystem: false,
  own: [],
};

/** What a walk comes upon, in the order in which it does. */
export type WalkItem =
  | WalkedPhoto
  | { kind: "skip"; path: string; reason: SkipReason }
  | { kind: "error"; path: string; root: string; failure: Failure };

/** A file to analyse. */
export interface WalkedPhoto {
  kind: "photo";
  /** Absolute path as walked. */
  path: string;
  /** The root it was found under, absolute, and its path below that. */
  root: string;
  below: string;
  /** Bytes. */
  size: number;
  /** Last change in milliseconds since 1970, or null where the file system keeps none. */
  modified: number | null;
}

/** Why a file or folder is left out. */
export type SkipReason =
  | "not_a_photo"
  | "excluded"
  | "hidden"
  | "symlink_folder"
  | "symlink_loop"
  | "same_file"
  | "special_file"
  | "video"
  | "other_file_system"
  | "too_large";

/** Folders that operating systems, network drives and photo programs keep for themselves. */
const SYSTEM_FOLDERS = new Set([
  "$recycle.bin",
  "system volume information",
  "lost+found",
  "@eadir",
  "#recycle",
  "@recycle",
  "recycler",
  "@__thumb",
  "__macosx",
  "thumbs",
  ".thumbnails",
]);
/** How the name of a folder ends that holds the pictures of a gallery. */
export const GALLERY_PICTURES = ".facefinder-pictures";

/** Folders that programs keep for themselves. */
function isKept(folder: string): boolean {
  const name = folder.toLowerCase();
  return SYSTEM_FOLDERS.has(name) || name.endsWith(GALLERY_PICTURES);
}

/**
 * Walks files and folders. Every real file comes once: first those met in folders, then those named as roots, last
 * those behind symbolic links, so that the real place of a file wins over a link to it. Nothing stops the walk: what can't be read becomes an
 * `error` item. Folder entries come in the order of their names.
 */
export async function* walk(roots: readonly string[], settings: WalkSettings): AsyncGenerator<WalkItem> {
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
  readonly #included: (path: string) => boolean;
  readonly #excluded: (path: string) => boolean;
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
    const options = { nocase: true, dot: true };
    const matcher = (globs: readonly string[]) => {
      const whole = picomatch([...globs], options),
        name = picomatch([...globs], { ...options, basename: true });
      return (path: string) => whole(path) || name(path);
    };
    this.#settings = settings;
    this.#own = new Set(settings.own.map(realPlace));
    this.#included = settings.include.length ? matcher(settings.include) : () => true;
    this.#excluded = settings.exclude.length ? matcher(settings.exclude) : () => false;
  }

  [Symbol.dispose]() {
    this.#undecodable[Symbol.dispose]();
  }

  async *root(root: string): AsyncGenerator<WalkItem> {
    let info: Deno.FileInfo;
    try {
      info = await Deno.stat(longPath(root));
    } catch (error) {
      yield { kind: "error", path: root, root, failure: fileFailure(error, "walk") };
      return;
    }
    // Folders given by name are entered whatever they are called, and files given by name are looked into.
    if (info.isDirectory) {
      this.#devices.set(root, info.dev);
      yield* this.#folder(root, root);
    } else if (info.isFile) this.#files.push({ path: root, info });
    else yield { kind: "skip", path: root, reason: "special_file" };
  }

  async *files(): AsyncGenerator<WalkItem> {
    for (const { path, info } of this.#files) {
      if (await this.#seen.add(path, info)) yield walked(path, path, basename(path), info);
      else yield { kind: "skip", path, reason: "same_file" };
    }
  }

  async *links(): AsyncGenerator<WalkItem> {
    // Following one may bring more.
    for (let link = this.#links.shift(); link; link = this.#links.shift()) {
      yield* this.#link(link.path, link.root);
    }
  }

  /**
   * A folder and all below it, each folder's entries in the order of their names. Not recursive: every level of nested
   * generators would cost each item as much as its look-up does.
   */
  async *#folder(folder: string, root: string): AsyncGenerator<WalkItem> {
    const levels: Level[] = [];
    let entering: Level | WalkItem | null = await this.#enter(folder, relative(root, folder), root);
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
        if (level.failure) yield { kind: "error", path: level.path, root, failure: level.failure };
        continue;
      }
      const path = level.path.endsWith(sep) ? level.path + entry.name : level.path + sep + entry.name,
        below = level.below ? level.below + sep + entry.name : entry.name;
      const reason = this.#leftOut(entry.name, below, entry.isDirectory);
      if (reason) yield { kind: "skip", path, reason };
      else if (entry.isSymlink) this.#links.push({ path, root });
      else if (entry.isDirectory) entering = await this.#enter(path, below, root);
      else yield await this.#entry(path, below, root, entry);
    }
  }

  /** Lists a folder; an item instead when it isn't entered. What can be listed before an error is kept. */
  async #enter(path: string, below: string, root: string): Promise<Level | WalkItem> {
    const level: Level = { path, below, entries: [], next: 0, failure: null };
    try {
      if (this.#settings.oneFileSystem && (await Deno.stat(longPath(path))).dev !== this.#devices.get(root)) {
        return { kind: "skip", path, reason: "other_file_system" };
      }
      const real = await Deno.realPath(path);
      if (this.#own.has(real)) return { kind: "skip", path, reason: "excluded" };
      if (this.#seenFolders.has(real)) return { kind: "skip", path, reason: "same_file" };
      this.#seenFolders.add(real);
      for await (const entry of Deno.readDir(path)) level.entries.push(entry);
    } catch (error) {
      level.failure = fileFailure(error, "walk");
    }
    level.entries.sort((a, b) => a.name < b.name ? -1 : 1);
    return level;
  }

  async #entry(path: string, below: string, root: string, { isFile }: Deno.DirEntry): Promise<WalkItem> {
    if (!isFile) return { kind: "skip", path, reason: "special_file" };
    try {
      return await this.#file(path, below, root, await this.#lookUp(path));
    } catch (error) {
      return { kind: "error", path, root, failure: fileFailure(error, "walk") };
    }
  }

  /** Without waiting, which is ten times as quick, until a medium turns out to be slow: then others get their turn. */
  #lookUp(path: string): Deno.FileInfo | Promise<Deno.FileInfo> {
    if (this.#slow) return Deno.lstat(longPath(path));
    const began = performance.now(), info = Deno.lstatSync(longPath(path));
    if (performance.now() - began > SLOW_LOOK_UP) this.#slow = true;
    return info;
  }

  *#undecodableIn({ path: folder, below, entries }: Level, root: string): Generator<WalkItem> {
    const names = new Set(entries.map(({ name }) => name));
    for (const { name, isDirectory } of this.#undecodable.in(folder, names)) {
      const path = join(folder, name), reason = this.#leftOut(name, join(below, name), isDirectory);
      if (reason) yield { kind: "skip", path, reason };
      else if (!isDirectory && !this.#mayBePhoto(path)) yield { kind: "skip", path, reason: "not_a_photo" };
      else yield { kind: "error", path, root, failure: undecodable() };
    }
  }

  async *#link(path: string, root: string): AsyncGenerator<WalkItem> {
    let info: Deno.FileInfo;
    try {
      info = await Deno.stat(longPath(path));
    } catch (error) {
      const failure = fileFailure(error, "walk");
      if (failure.code === "symlink_loop" || isLoop(error)) {
        yield { kind: "skip", path, reason: "symlink_loop" };
      } else if (failure.code !== "not_found") yield { kind: "error", path, root, failure };
      else if (hasPhotoExtension(path)) yield { kind: "error", path, root, failure: dangling() };
      else yield { kind: "skip", path, reason: "not_a_photo" };
      return;
    }
    if (info.isFile) yield await this.#file(path, relative(root, path), root, info, true);
    else if (!info.isDirectory) yield { kind: "skip", path, reason: "special_file" };
    else if (!this.#settings.follow) yield { kind: "skip", path, reason: "symlink_folder" };
    else if (leadsUpwards(await Deno.realPath(path), path)) {
      yield { kind: "skip", path, reason: "symlink_loop" };
    } else yield* this.#folder(path, root);
  }

  async #file(
    path: string,
    below: string,
    root: string,
    info: Deno.FileInfo,
    isLink = false,
  ): Promise<WalkItem> {
    const reason = hasPhotoExtension(path) ? null : await this.#notCandidate(path);
    if (reason) return { kind: "skip", path, reason };
    const isNew = await this.#seen.add(path, info);
    // A file with one name that is met in its folder cannot have come before, whatever its file system's numbers say.
    const hasOtherNames = isLink || (info.nlink ?? 1) > 1;
    if (hasOtherNames && !isNew) return { kind: "skip", path, reason: "same_file" };
    return walked(path, root, below, info);
  }

  #leftOut(name: string, below: string, isFolder: boolean): SkipReason | null {
    if (
      !this.#settings.hidden && (name.startsWith(".") || isFolder && isKept(name))
    ) {
      return "hidden";
    }
    const path = sep === "/" ? below : below.replaceAll(sep, "/");
    if (this.#excluded(path)) return "excluded";
    return !isFolder && !this.#included(path) ? "excluded" : null;
  }

  #mayBePhoto(path: string): boolean {
    return hasPhotoExtension(path) || extension(path) === "" || this.#settings.anyName;
  }

  /** A file that isn't named like a photo is asked by its content. One that is has to answer for it. */
  async #notCandidate(path: string): Promise<SkipReason | null> {
    if (hasVideoExtension(path)) return "video";
    if (!this.#mayBePhoto(path)) return "not_a_photo";
    using file = await Deno.open(path);
    const head = new Uint8Array(SIGNATURE_BYTES);
    const count = await file.read(head);
    const what = content(head.subarray(0, count ?? 0));
    return what === "video" ? "video" : what === null ? "not_a_photo" : null;
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

function walked(path: string, root: string, below: string, { size, mtime }: Deno.FileInfo): WalkedPhoto {
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
