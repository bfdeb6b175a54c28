import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { isFolder, isRealFile } from "../system/path_kind.ts";

/** A program and its arguments. */
export interface Opener {
  program: string;
  args: string[];
}

/**
 * What has the system show a page or a folder; null where there is nothing to show it on. No shell sees the path, and
 * the programs are the system's own: one of the same name beside us, or in the folder that we are in, is not started.
 */
export function openerOf(
  path: string,
  os: typeof Deno.build.os,
  env: Readonly<Record<string, string | undefined>>,
): Opener | null {
  if (os === "windows") {
    if (!env.SystemRoot) return null;
    const program = `${env.SystemRoot}\\System32\\rundll32.exe`;
    return { program, args: ["url.dll,FileProtocolHandler", pathToFileURL(path).href] };
  }
  if (os === "darwin") return { program: "/usr/bin/open", args: [path] };
  // Without a desktop it would start a browser in this terminal.
  return env.DISPLAY || env.WAYLAND_DISPLAY ? { program: "xdg-open", args: [path] } : null;
}

/** Has the system show a page that this program wrote, or a folder. False where that can't be done, or it is no such path. */
export function openWithSystem(path: string): boolean {
  if (!isAbsolute(path) || !(isFolder(path) || path.endsWith(".html") && isRealFile(path))) return false;
  const opener = openerOf(path, Deno.build.os, Deno.env.toObject());
  if (!opener) return false;
  try {
    // In a group of its own: Ctrl-C here must not end a browser.
    const { program, args } = opener, quiet = { stdin: "null", stdout: "null", stderr: "null" } as const;
    const child = new Deno.Command(program, { args, ...quiet, detached: true }).spawn();
    child.status.catch(() => {});
    child.unref();
    return true;
  } catch {
    return false;
  }
}
