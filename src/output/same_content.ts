import { createHash } from "node:crypto";
import { longPath } from "../photos/long_path.ts";

/** True for a file (also behind a link) with exactly these bytes. Throws where it can't be read. */
export async function hasContent(path: string, bytes: Uint8Array): Promise<boolean> {
  const { isFile, size } = await Deno.stat(longPath(path)).catch(() => ({ isFile: false, size: -1 }));
  if (!isFile || size !== bytes.length) return false;
  return digest(await Deno.readFile(path)) === digest(bytes);
}

/**
 * True where anything has this name, a dangling link too. Throws where that can't be said: the name must not be taken
 * for free.
 */
export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(longPath(path));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
