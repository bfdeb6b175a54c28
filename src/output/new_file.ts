import { dirname } from "node:path";
import { reasonOf, UsageError } from "../failure.ts";
import { isFolder, isThere } from "../system/path_kind.ts";

/** What a file is to be written to, as somebody gave it. */
export interface NewFile {
  /** Absolute. */
  path: string;
  /** The option that gave it. */
  option: string;
  /** Such a name. */
  example: string;
  /** Whether what is there may go; `otherwise`: what to say where it may not. */
  mayReplace: () => boolean;
  otherwise: string;
}

/** Sees, before any work is done, that a file can be written. Throws a {@link UsageError} that says what is wrong. */
export function checkNewFile({ path, option, example, mayReplace, otherwise }: NewFile) {
  const refuse = (reason: string) => {
    throw new UsageError(`${option} ${path}: ${reason}`);
  };
  const folder = dirname(path);
  if (isFolder(path)) refuse(`is a folder. Expected a file such as ${example}.`);
  if (isThere(path) && !mayReplace()) {
    refuse(`is there already${otherwise}. Give another name, or --overwrite.`);
  }
  if (!isFolder(folder)) refuse(`there is no folder ${folder}. Make it first, or give another path.`);
  try {
    Deno.removeSync(Deno.makeTempFileSync({ dir: folder, prefix: ".facefinder-" }));
  } catch (error) {
    refuse(`nothing can be written there (${reasonOf(error)}). Give another path.`);
  }
}
