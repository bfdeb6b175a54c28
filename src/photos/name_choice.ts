import { sep } from "node:path";
import picomatch from "picomatch";
import { content, extension, hasPhotoExtension, hasVideoExtension, SIGNATURE_BYTES } from "./format.ts";
import type { SkipReason, WalkSettings } from "./walk_item.ts";

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

/** Which files and folders are taken, by their names and, where these don't say, by their first bytes. */
export class NameChoice {
  readonly #included: (path: string) => boolean;
  readonly #excluded: (path: string) => boolean;

  constructor(private readonly settings: Pick<WalkSettings, "include" | "exclude" | "hidden" | "anyName">) {
    const options = { nocase: true, dot: true };
    const matcher = (globs: readonly string[]) => {
      const whole = picomatch([...globs], options),
        name = picomatch([...globs], { ...options, basename: true });
      return (path: string) => whole(path) || name(path);
    };
    this.#included = settings.include.length ? matcher(settings.include) : () => true;
    this.#excluded = settings.exclude.length ? matcher(settings.exclude) : () => false;
  }

  /** Why a file or folder is left out for its name, or for its path below the root (by `separator`); null when it isn't. */
  leftOut(name: string, below: string, isFolder: boolean, separator: string = sep): SkipReason | null {
    if (!this.settings.hidden && (name.startsWith(".") || isFolder && isKept(name))) return "hidden";
    const path = separator === "/" ? below : below.replaceAll(separator, "/");
    if (this.#excluded(path)) return "excluded";
    return !isFolder && !this.#included(path) ? "excluded" : null;
  }

  /** True for files that are looked into: named like photos, or without an extension, or any that were asked for. */
  mayBePhoto(path: string): boolean {
    return hasPhotoExtension(path) || extension(path) === "" || this.settings.anyName;
  }

  /**
   * Why a file is no candidate: by its name, or by the beginning of the file `at`, which is only opened where the name
   * doesn't say. A file that is named like a photo has to answer for it. Throws where it cannot be opened.
   */
  async notCandidate(path: string, at: string = path): Promise<SkipReason | null> {
    const reason = this.notByName(path);
    if (reason !== "unsaid") return reason;
    using file = await Deno.open(at);
    const head = new Uint8Array(SIGNATURE_BYTES);
    const count = await file.read(head);
    const what = content(head.subarray(0, count ?? 0));
    return what === "video" ? "video" : what === null ? "not_a_photo" : null;
  }

  /** The part of that which a name says: `unsaid` where the content decides. */
  notByName(path: string): SkipReason | "unsaid" | null {
    if (hasPhotoExtension(path)) return null;
    if (hasVideoExtension(path)) return "video";
    return this.mayBePhoto(path) ? "unsaid" : "not_a_photo";
  }
}
