/** How paths are written on the system where the photos lie. */
export interface PathStyle {
  /** Paths such as `C:\photos\a.jpg`. */
  windows: boolean;
}

/**
 * Where a browser that shows a page in `folder` finds a file: relative for one below that folder, which goes along when
 * the folder is moved; absolute otherwise. Both are absolute paths. Null for a name that no link can hold.
 */
export function linkTo(path: string, folder: string, { windows }: PathStyle): string | null {
  if (!path.isWellFormed()) return null;
  const parts = split(path, windows), above = split(folder, windows).filter((part) => part !== "");
  const own = parts.filter((part) => part !== "");
  const isBelow = own.length > above.length && above.every((part, i) => part === own[i]);
  if (isBelow) return own.slice(above.length).map(encodeURIComponent).join("/").replace(/^/, "./");
  if (!windows) return `file:///${own.map(encodeURIComponent).join("/")}`;
  // \\server\share\… names a computer; \\?\ and \\.\ are no places for a browser.
  if (path.startsWith("\\\\")) {
    const [server, ...rest] = own;
    return /^[?.]$/.test(server) ? null : `file://${[server, ...rest].map(encodeURIComponent).join("/")}`;
  }
  const [drive, ...rest] = own;
  return /^[A-Za-z]:$/.test(drive) ? `file:///${[drive, ...rest.map(encodeURIComponent)].join("/")}` : null;
}

function split(path: string, windows: boolean): string[] {
  return path.split(windows ? /[\\/]/ : "/");
}
