/** True for a file, also behind a link. Never throws. */
export function isFile(path: string): boolean {
  return facts(Deno.statSync, path)?.isFile ?? false;
}

/** True for a folder, also behind a link. Never throws. */
export function isFolder(path: string): boolean {
  return facts(Deno.statSync, path)?.isDirectory ?? false;
}

/** True for a file that is no link. Never throws. */
export function isRealFile(path: string): boolean {
  return facts(Deno.lstatSync, path)?.isFile ?? false;
}

/** True where anything has this name, a link that leads nowhere too. Never throws. */
export function isThere(path: string): boolean {
  return facts(Deno.lstatSync, path) !== null;
}

/** True for a symbolic link. Never throws. */
export function isLink(path: string): boolean {
  return facts(Deno.lstatSync, path)?.isSymlink ?? false;
}

/** True where both paths lead to the same file. Never throws. */
export function isSameFile(one: string, other: string): boolean {
  try {
    return Deno.realPathSync(one) === Deno.realPathSync(other);
  } catch {
    return false;
  }
}

function facts(look: (path: string) => Deno.FileInfo, path: string): Deno.FileInfo | null {
  try {
    return look(path);
  } catch {
    return null;
  }
}
