import { posix, win32 } from "node:path";

/** Whether an absolute path is that of a folder, or of something in it; by their names alone, as `os` writes them. */
export function isInside(path: string, folder: string, os: typeof Deno.build.os = Deno.build.os): boolean {
  const { relative, isAbsolute } = os === "windows" ? win32 : posix, way = relative(folder, path);
  return way === "" || way !== ".." && !/^\.\.[/\\]/.test(way) && !isAbsolute(way);
}
