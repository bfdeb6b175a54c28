import { isDeviceName } from "../output/file_names.ts";

/*
 * What a FAT32 file system takes: Microsoft's "FAT32 File System Specification" 1.03, and what Windows makes of names
 * (learn.microsoft.com/windows/win32/fileio/naming-a-file).
 */

/** A file has less than 4 GiB. */
const MOST_BYTES = 2 ** 32 - 1;
/** UTF-16 units of a name, and of a path with the drive's letter that every program of Windows can open. */
const LONGEST_NAME = 255, LONGEST_PATH = 260 - "E:\\".length - 1;
/** Everything below space, and these. */
// deno-lint-ignore no-control-regex -- they are what is looked for
const FORBIDDEN = /[\u0000-\u001f"*:<>?\\|]/;

/** A file of the stick: its path from the stick's root with slashes, and bytes. */
export interface StickFile {
  path: string;
  size: number;
}

/** Why these files don't fit on a stick with FAT32; empty when they do. */
export function fatFaults(files: readonly StickFile[]): string[] {
  const faults: string[] = [], seen = new Map<string, string>();
  for (const { path, size } of files) {
    if (size > MOST_BYTES) faults.push(`${path}: has ${size} bytes, a file may have ${MOST_BYTES}`);
    if (path.length > LONGEST_PATH) faults.push(`${path.slice(0, 40)}…: the path is too long`);
    for (const name of path.split("/")) {
      if (name === "" || name === "." || name === "..") faults.push(`${path}: has a part "${name}"`);
      else if (FORBIDDEN.test(name)) {
        faults.push(`${path}: "${name}" has a character that Windows doesn't take`);
      } else if (isDeviceName(name)) faults.push(`${path}: "${name}" is a device of Windows`);
      else if (/[ .]$/.test(name)) faults.push(`${path}: "${name}" ends with a space or a dot`);
      if (name.length > LONGEST_NAME) faults.push(`${path.slice(0, 40)}…: a name is too long`);
    }
    const folded = path.toUpperCase(), other = seen.get(folded);
    if (other !== undefined) faults.push(`${path}: is the same name as ${other}`);
    seen.set(folded, path);
  }
  return faults;
}
