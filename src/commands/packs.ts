import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { defaultPackFolder } from "../assets.ts";
import { MANIFEST_FILE } from "../faces/pack.ts";
import type { Networks } from "../faces/manifest.ts";
import { UsageError } from "../failure.ts";
import { isFile } from "../system/path_kind.ts";

/** Which pack is wanted, as parsed. */
export interface PackOptions {
  pack?: string;
  /** The older tool's name for it. */
  model?: string;
}

/** Name of the pack that comes with the program. */
const DEFAULT_PACK = "default";
/** Folder beside the program with a folder for each further pack. */
const PACKS = "packs";

/**
 * The folder of the chosen pack, with a slash at its end: `packs/NAME/` beside the program, or for something with a
 * slash that folder. Throws a {@link UsageError} when there is no such pack.
 */
export function packFolder({ pack, model }: PackOptions, executable: string): URL {
  if (pack !== undefined && model !== undefined && pack !== model) {
    throw new UsageError(`--pack ${pack} and --model ${model} mean the same thing: give one of them.`);
  }
  const chosen = pack ?? model ?? DEFAULT_PACK;
  if (chosen === DEFAULT_PACK) return defaultPackFolder();
  const option = pack === undefined ? "--model" : "--pack", packs = join(dirname(executable), PACKS);
  const isPath = /[/\\]/.test(chosen), folder = isPath ? resolve(chosen) : join(packs, chosen);
  if (!isPath && !/^[A-Za-z0-9._-]*[A-Za-z0-9][A-Za-z0-9._-]*$/.test(chosen)) {
    throw new UsageError(
      `${option} ${chosen}: expected the name of a folder in ${packs}, or a path with a slash.`,
    );
  }
  if (!isFile(join(folder, MANIFEST_FILE))) {
    const known = [DEFAULT_PACK, ...packNames(packs)].join(", ");
    throw new UsageError(
      `${option} ${chosen}: there is no such model pack (no ${
        join(folder, MANIFEST_FILE)
      }); there is: ${known}.`,
    );
  }
  return pathToFileURL(folder + "/");
}

/** True for a pack that doesn't come with the program. */
export function isAdded(folder: URL): boolean {
  return folder.href !== defaultPackFolder().href;
}

/** Throws a {@link UsageError} when `--detector` names another kind than the pack has. */
export function checkDetector(detector: string | undefined, { detector: { kind } }: Networks) {
  if (detector !== undefined && detector !== kind) {
    throw new UsageError(
      `--detector ${detector}: the pack has no such detector; it has: ${kind}. Leave --detector out, or choose another --pack.`,
    );
  }
}

function packNames(packs: string): string[] {
  try {
    return [...Deno.readDirSync(packs)].map(({ name }) => name).filter((name) =>
      isFile(join(packs, name, MANIFEST_FILE))
    ).sort();
  } catch {
    return [];
  }
}
