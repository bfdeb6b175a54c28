import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { isLink, isRealFile } from "../system/path_kind.ts";
import { PARTIAL, writeWhole } from "../system/whole_file.ts";

/** Name of the add-on that loads ONNX Runtime's library from its own folder. */
export const ADDON = "onnxruntime_binding.node";
/** Name of the lists, made when the executable is compiled, of the embedded native files and their SHA-256. */
export const FILE_LIST = "files.json";

/** What follows the name of an embedded file, which is stored as gzip makes it. */
export const COMPRESSED = ".gz";

/** Of an unpacked file, read at once while it is checked. */
const PART_BYTES = 2 ** 20;

/** The native add-on, or why there is none. */
export type NativeAddon = { path: string } | { missing: string };

/** Native files: SHA-256 of the uncompressed file, by its name. */
export type FileList = Record<string, string>;

/** Those that are embedded: for the CPU, and what graphics cards need beside them. */
export interface EmbeddedFiles {
  cpu: FileList;
  gpu: FileList;
}

/**
 * The add-on, ready to be loaded: from source where its package keeps it, in the executable unpacked below the folder
 * that `target` gives. `processor`: `gpu` where a graphics card is to be used or tried; 38 MB more on Windows, and the
 * same files elsewhere. Throws an Error when it can't be unpacked.
 */
export function nativeAddon(
  { folder, embedded }: { folder: URL; embedded: boolean },
  target: () => string,
  processor: "cpu" | "gpu" = "cpu",
): NativeAddon {
  if (!embedded) return { path: fileURLToPath(new URL(ADDON, folder)) };
  const { cpu, gpu }: EmbeddedFiles = JSON.parse(Deno.readTextFileSync(new URL(FILE_LIST, folder)));
  if (!(ADDON in cpu)) return { missing: "there is no native library of ONNX Runtime for this system" };
  const list = processor === "gpu" ? { ...cpu, ...gpu } : cpu;
  return { path: join(unpackNativeFiles(folder, list, target()), ADDON) };
}

/**
 * Makes sure that real, unaltered copies of the embedded files lie in a folder below `target`, and gives its path.
 * The system's loader opens real files only. A file whose SHA-256 is wrong is replaced, never loaded; new ones come
 * by rename, so that two programs that start together never see half a file. Nothing else may lie there: the loader
 * looks there first for every library that these need. Throws when `target` can't be written.
 */
function unpackNativeFiles(embedded: URL, list: FileList, target: string): string {
  // Named after the content: two versions of the program never replace each other's files. The CPU's are apart from
  // those for graphics cards too, or a start for the CPU would have to check these, or to take them away.
  const name = createHash("sha256").update(JSON.stringify(list)).digest("hex").slice(0, 16);
  const above = join(target, "native"), folder = join(above, name);
  makeRealFolder(above);
  makeRealFolder(folder);
  removeStrange(folder, list);
  for (const [file, sha256] of Object.entries(list)) {
    const path = join(folder, file);
    if (isIntact(path, sha256)) continue;
    try {
      writeWhole(path, gunzipSync(Deno.readFileSync(new URL(file + COMPRESSED, embedded))), 0o700);
    } catch (error) {
      // Windows doesn't replace a file in use: fine when another program has just put the right one there.
      if (!isIntact(path, sha256)) throw error;
    }
  }
  return folder;
}

/** A link that somebody has put there is taken away: it would lead elsewhere. */
function makeRealFolder(path: string) {
  if (isLink(path)) Deno.removeSync(path);
  Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
}

/** Throws when something that isn't ours cannot be removed. */
function removeStrange(folder: string, list: FileList) {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    // Other programs that start at the same time write their copies; no library is called so.
    if (name.endsWith(PARTIAL) || Object.hasOwn(list, name) && !isDirectory) continue;
    try {
      Deno.removeSync(join(folder, name), { recursive: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

function isIntact(path: string, sha256: string): boolean {
  try {
    // A link could be changed between this look and the loading.
    if (!isRealFile(path)) return false;
    return sha256Of(path) === sha256;
  } catch {
    return false;
  }
}

/** In parts: memory for the whole library, twice, takes longer to get than the sum takes to compute. */
function sha256Of(path: string): string {
  using file = Deno.openSync(path);
  const hash = createHash("sha256"), part = new Uint8Array(PART_BYTES);
  for (let read; (read = file.readSync(part)) !== null;) hash.update(part.subarray(0, read));
  return hash.digest("hex");
}
