/** Windows' own limit is 260 UTF-16 units with the closing zero; for folders 12 less (Win32, "Maximum Path Length"). */
const LEGACY_LENGTH = 248;

/**
 * An absolute path in the form in which Windows takes any length (`\\?\`), where it is too long for the usual one; any
 * other path as it is. For Deno's `stat` and `lstat`, which ask Windows for the path as it comes; everything else goes
 * through Rust's standard library, which does the same as this.
 */
export function longPath(path: string, os: typeof Deno.build.os = Deno.build.os): string {
  if (os !== "windows" || path.length + 1 < LEGACY_LENGTH || /^\\\\[?.]\\/.test(path)) return path;
  const plain = path.replaceAll("/", "\\");
  if (/^[A-Za-z]:\\/.test(plain)) return `\\\\?\\${plain}`;
  return plain.startsWith("\\\\") ? `\\\\?\\UNC\\${plain.slice(2)}` : path;
}
