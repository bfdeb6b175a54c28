import { join } from "node:path";
import { nvidiaDriver } from "./nvidia_driver.ts";

/*
 * What drivers of graphics cards there are, without asking them: a system library that is asked may end the program.
 */

/** Where Vulkan's loader looks for manifests of drivers, below the folders of the XDG specification (docs: LoaderDriverInterface.md). */
const MANIFESTS = "vulkan/icd.d";
/** Where Windows keeps a folder for each version of a driver. */
const WINDOWS_DRIVERS = "System32/DriverStore/FileRepository";

/** Bytes that no manifest comes near. */
const MOST_BYTES = 2 ** 20;

type Env = (name: string) => string | undefined;

/** What is there. */
export interface Drivers {
  /** Whether Vulkan has a driver here: files that say so. Only asked on Linux. */
  vulkan: readonly string[];
  /** The version of NVIDIA's driver, see {@link nvidiaDriver}; null where there is none. Only asked on Linux. */
  nvidia: string | null;
  /** Changes when a driver does. */
  fingerprint: string;
}

/** Looks for drivers on the system that runs. */
export function findDrivers(os: typeof Deno.build.os, env: Env = Deno.env.get): Drivers {
  if (os === "windows") {
    const folder = join(env("SystemRoot") ?? "C:\\Windows", WINDOWS_DRIVERS);
    return { ...NONE, fingerprint: names(folder).toSorted().join() };
  }
  if (os !== "linux") return NONE;
  const vulkan = vulkanManifests(env), nvidia = nvidiaDriver();
  const facts = [...vulkan.map((path) => `${path} ${changed(path)} ${text(path)}`), `nvidia ${nvidia}`];
  return { vulkan, nvidia, fingerprint: facts.join("\n") };
}

const NONE: Drivers = { vulkan: [], nvidia: null, fingerprint: "" };

/** The manifests that Vulkan's loader would read. */
export function vulkanManifests(env: Env): string[] {
  const list = (name: string) => (env(name) ?? "").split(":").filter(Boolean);
  // The second is the older name of the first, and only looked at without that.
  const only = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"].map(list).find((paths) => paths.length > 0);
  if (only) return only.flatMap(manifestsAt);
  const home = env("HOME"),
    or = (...values: string[]) => (found: string[]) => found.length > 0 ? found : values;
  const folders = [
    ...or(...(home ? [join(home, ".config")] : []))(list("XDG_CONFIG_HOME")),
    ...or("/etc/xdg")(list("XDG_CONFIG_DIRS")),
    "/usr/local/etc",
    "/etc",
    ...or(...(home ? [join(home, ".local/share")] : []))(list("XDG_DATA_HOME")),
    ...or("/usr/local/share", "/usr/share")(list("XDG_DATA_DIRS")),
  ];
  return [
    ...list("VK_ADD_DRIVER_FILES").flatMap(manifestsAt),
    ...folders.flatMap((folder) => manifestsIn(join(folder, MANIFESTS))),
  ];
}

/** The variables name manifests, and folders of them. */
function manifestsAt(path: string): string[] {
  return text(path) !== "" ? [path] : manifestsIn(path);
}

function manifestsIn(folder: string): string[] {
  return names(folder).filter((name) => name.endsWith(".json")).toSorted().map((name) => join(folder, name));
}

function names(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch {
    return [];
  }
}

/** Empty for what is no file, such as a pipe that nobody writes into, and for one that is too large for a manifest. */
function text(path: string): string {
  try {
    const { isFile, size } = Deno.statSync(path);
    return isFile && size <= MOST_BYTES ? Deno.readTextFileSync(path) : "";
  } catch {
    return "";
  }
}

/** When a file was changed: a driver's new version brings the manifest anew, though often with the same text. */
function changed(path: string): number | null {
  try {
    return Deno.statSync(path).mtime?.getTime() ?? null;
  } catch {
    return null;
  }
}
