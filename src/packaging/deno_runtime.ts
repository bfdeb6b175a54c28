import { join } from "node:path";
import { isFile } from "../system/path_kind.ts";
import { hostTarget, type Target } from "./targets.ts";

/**
 * The Deno runtime to embed for a system. DENORT_DIR, when set, names a folder with `denort-<target>` for each, such as
 * `denort-linux-x64` (Windows: with `.exe`); DENORT_BIN the one of this system. Null where neither is set: Deno then
 * fetches it. Throws an Error when DENORT_DIR lacks it.
 */
export function denoRuntime(
  target: Target,
  get: (name: string) => string | undefined = (name) => Deno.env.get(name),
  exists: (path: string) => boolean = isFile,
): string | null {
  const isHost = target.name === hostTarget()?.name, folder = get("DENORT_DIR");
  if (isHost && get("DENORT_BIN")) return get("DENORT_BIN")!;
  if (!folder) return null;
  const path = join(folder, `denort-${target.name}${target.os === "windows" ? ".exe" : ""}`);
  if (!exists(path)) throw new Error(`DENORT_DIR has no runtime for ${target.name}: expected ${path}`);
  return path;
}
