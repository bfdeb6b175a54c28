import { resolve } from "node:path";
import { UsageError } from "../failure.ts";

/** Resolves the paths given on the command line. Throws a {@link UsageError} when one isn't there. */
export async function checkRoots(paths: readonly string[]): Promise<string[]> {
  for (const path of paths) {
    try {
      await Deno.lstat(path);
    } catch (error) {
      const reason = error instanceof Deno.errors.NotFound
        ? "there is no such file or folder"
        : (error as Error).message;
      throw new UsageError(`${path}: ${reason}`);
    }
  }
  return paths.map((path) => resolve(path));
}

/** Reads the paths of `--files-from`: one a line, or NUL-separated. Throws a {@link UsageError} when it can't be read. */
export async function readPathList(
  file: string,
  nul: boolean,
  stdin: ReadableStream<Uint8Array>,
): Promise<string[]> {
  let text: string;
  try {
    text = file === "-" ? await new Response(stdin).text() : await Deno.readTextFile(file);
  } catch (error) {
    throw new UsageError(`--files-from ${file}: ${error instanceof Error ? error.message : error}`);
  }
  return text.split(nul ? "\0" : /\r?\n/).filter((path) => path !== "").map((path) => resolve(path));
}
