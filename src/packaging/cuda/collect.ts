import { Buffer } from "node:buffer";
import { join } from "node:path";
import type { CudaFiles } from "../../devices/cuda_files.ts";
import { FILE_LIST, type FileList } from "../../inference/native_files.ts";
import { isFile, isLink } from "../../system/path_kind.ts";
import { PARTIAL, writeWhole } from "../../system/whole_file.ts";
import { sha256 } from "../checksums.ts";
import { fatFaults } from "../fat32.ts";

/** Names of the texts in the folder. */
const READ_ME = "READ ME.txt", LICENCES = "LICENCES.txt";

/** What goes into the folder. */
export interface Collected {
  /** Where each file lies now, by its name: all that are needed, and all of NVIDIA's or none. */
  libraries: ReadonlyMap<string, string>;
  readMe: string;
  licences: string;
}

/**
 * Makes the folder for CUDA, or makes it anew, with plain files as FAT32 and exFAT take them. Throws an Error, before
 * anything is changed, where a file is not the one that the program will look for, where the two builds of ONNX Runtime
 * differ, or where something lies in the folder that this has not put there.
 */
export function collect(folder: string, { libraries, readMe, licences }: Collected, known: CudaFiles) {
  const all: FileList = { ...known.needed, ...known.runtime };
  const list = Object.fromEntries([...libraries.keys()].map((name) => [name, all[name]]));
  check(libraries, list);
  const faults = fatFaults([...libraries].map(([path, at]) => ({ path, size: Deno.statSync(at).size })));
  if (faults.length > 0) throw new Error(faults.join("\n"));
  if (isLink(folder)) throw new Error(`${folder}: is a link, expected a folder`);
  Deno.mkdirSync(folder, { recursive: true });
  const present = [...Deno.readDirSync(folder)].map(({ name }) => name);
  const ours = new Set([...Object.keys(all), FILE_LIST, READ_ME, LICENCES]);
  const stranger = present.find((name) =>
    !ours.has(name) && !name.endsWith(PARTIAL) && !name.startsWith(".")
  );
  if (stranger !== undefined) {
    throw new Error(`${join(folder, stranger)}: does not belong there, take it away`);
  }

  // Without its list, which goes first and comes last, the folder isn't used while it is made.
  const stale = present.filter((name) => ours.has(name) && !(name in list) || name.endsWith(PARTIAL));
  for (const name of new Set([FILE_LIST, ...stale])) {
    if (present.includes(name)) Deno.removeSync(join(folder, name));
  }
  for (const [name, path] of libraries) {
    const to = join(folder, name);
    if (isFile(to) && !isLink(to) && sha256(Deno.readFileSync(to)) === list[name]) continue;
    writeWhole(to, Deno.readFileSync(path));
  }
  writeWhole(join(folder, READ_ME), readMe);
  writeWhole(join(folder, LICENCES), licences);
  writeWhole(join(folder, FILE_LIST), JSON.stringify(list, null, 2) + "\n");
}

function check(libraries: ReadonlyMap<string, string>, list: FileList) {
  const builds = new Map<string, string>();
  for (const [name, path] of libraries) {
    const bytes = Deno.readFileSync(path);
    if (sha256(bytes) !== list[name]) {
      throw new Error(`${name}: its SHA-256 is not the one that the program knows`);
    }
    const build = buildOf(bytes);
    if (build !== null) builds.set(name, build);
  }
  if (new Set(builds.values()).size > 1) {
    throw new Error(`libraries of different builds: ${[...builds].map((pair) => pair.join(" ")).join(", ")}`);
  }
}

/** The commit that a library of ONNX Runtime was built from; null where it doesn't say. */
export function buildOf(library: Uint8Array): string | null {
  const mark = "git-commit-id=", buffer = Buffer.from(library.buffer, library.byteOffset, library.byteLength);
  const at = buffer.indexOf(mark);
  return at < 0 ? null : /^[0-9a-f]+/.exec(buffer.toString("latin1", at + mark.length, at + 60))?.[0] ?? null;
}
