import { createHash } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { messageOf } from "../failure.ts";
import { ADDON, FILE_LIST, type FileList } from "../inference/native_files.ts";
import { isFolder, isLink, isRealFile } from "../system/path_kind.ts";
import { CUDA_FILES, type CudaFiles } from "./cuda_files.ts";

/** Name of the folder beside the executable that `task cuda` makes. */
export const CUDA_FOLDER = "facefinder-cuda";

/** The add-on of ONNX Runtime for CUDA, with what LD_LIBRARY_PATH must be for the process that loads it; or why not. */
export type CudaFolder = { addon: string; libraries: string } | { missing: string };

/** What is found here, apart from the folder. */
export interface CudaPlace {
  known: CudaFiles;
  system: { os: string; arch: string };
  /** LD_LIBRARY_PATH, which may lead to the computer's own CUDA. */
  inherited: string | undefined;
}

/** The loader takes these in LD_LIBRARY_PATH for ends of a folder's name, or for something to be replaced. */
const NOT_IN_PATHS = /[:;$\n]/;
/** What the loader could look for, on a stick whatever its case. Finder's shadows of files begin with a dot. */
const LIBRARY = /^[^.].*\.so/i;
/** Bytes of a file that are hashed at once. */
const CHUNK = 4 * 2 ** 20;

/**
 * Looks whether the folder for CUDA beside `executable` may be loaded. Each file in it is hashed, every time: sizes and
 * times of files on a stick are easily forged. That takes .3 s of a processor, 1.4 s with NVIDIA's libraries (1.6 GB in
 * all), and the time to read them; so ask `driverFault` (nvidia_driver.ts) first. Never throws.
 */
export async function cudaFolder(executable: string, place: Partial<CudaPlace> = {}): Promise<CudaFolder> {
  const { known = CUDA_FILES, system = Deno.build } = place;
  const { inherited = Deno.env.get("LD_LIBRARY_PATH") } = place;
  if (system.os !== "linux" || system.arch !== "x86_64") return { missing: "CUDA is for Linux on x64 only" };
  const folder = join(dirname(resolve(executable)), CUDA_FOLDER);
  const fault = await faultOf(folder, known);
  if (fault !== null) return { missing: fault };
  return { addon: join(folder, ADDON), libraries: inherited ? `${folder}:${inherited}` : folder };
}

/** Whether there is such a folder, without a look into it. */
export function hasCudaFolder(executable: string): boolean {
  return isFolder(join(dirname(resolve(executable)), CUDA_FOLDER));
}

/** Why nothing in the folder may be loaded; null when all may. */
async function faultOf(folder: string, known: CudaFiles): Promise<string | null> {
  if (isLink(folder)) return `${CUDA_FOLDER} is a link: expected the folder itself`;
  if (NOT_IN_PATHS.test(folder)) {
    return `${folder}: the system's loader takes no path with a colon, semicolon or dollar sign`;
  }
  try {
    const entries = [...Deno.readDirSync(folder)], present = new Set(entries.map(({ name }) => name));
    const list = readList(join(folder, FILE_LIST));
    if (list === null) return `${CUDA_FOLDER}/${FILE_LIST} is missing or damaged: expected names and SHA-256`;
    const all: FileList = { ...known.needed, ...known.runtime };
    const wanted = Object.keys(all).filter((name) =>
      name in known.needed || name in list || present.has(name)
    );
    if (Object.keys(list).some((name) => !Object.hasOwn(all, name)) || differs(list, all)) {
      return `${CUDA_FOLDER} is for another version of facefinder`;
    }
    const stranger = entries.find(({ name, isDirectory }) =>
      isDirectory || LIBRARY.test(name) && !Object.hasOwn(all, name)
    );
    // The loader would look there first for every library that these need.
    if (stranger) return `${CUDA_FOLDER}/${stranger.name} does not belong there: take it away`;
    for (const name of wanted) {
      if (!present.has(name)) return `${CUDA_FOLDER} lacks ${name}`;
      const path = join(folder, name);
      if (!isRealFile(path)) return `${CUDA_FOLDER}/${name} is no real file`;
      if (await sha256Of(path) !== all[name]) {
        return `${CUDA_FOLDER}/${name} is damaged: its SHA-256 is wrong`;
      }
    }
    return null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return `there is no folder ${CUDA_FOLDER} beside the program`;
    return `${CUDA_FOLDER} cannot be read (${messageOf(error)})`;
  }
}

/** What is said to lie there: null when that can't be read. It only tells versions apart: what counts is known here. */
function readList(path: string): FileList | null {
  if (!isRealFile(path)) return null;
  try {
    const list: unknown = JSON.parse(Deno.readTextFileSync(path));
    const isList = typeof list === "object" && list !== null && !Array.isArray(list) &&
      Object.values(list).every((value) => typeof value === "string");
    return isList ? list as FileList : null;
  } catch {
    return null;
  }
}

function differs(list: FileList, all: FileList): boolean {
  return Object.entries(list).some(([name, sha256]) => all[name] !== sha256);
}

/** Of a file of any size, in hexadecimal. */
async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256"), chunk = new Uint8Array(CHUNK);
  using file = await Deno.open(path);
  for (let count; (count = await file.read(chunk)) !== null;) hash.update(chunk.subarray(0, count));
  return hash.digest("hex");
}
