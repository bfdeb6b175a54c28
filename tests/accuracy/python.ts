import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../../src/failure.ts";

/**
 * The Python of a virtual environment with exactly what a file beside this one lists; made below `cache` when it isn't
 * there yet. Needs `python3` and a package registry.
 */
export async function pythonWith(requirements: string, cache: string): Promise<string> {
  const list = fileURLToPath(new URL(requirements, import.meta.url));
  const id = createHash("sha256").update(await Deno.readTextFile(list)).digest("hex").slice(0, 12);
  const folder = join(cache, `python-${id}`), ready = join(folder, "ready");
  const python = join(folder, Deno.build.os === "windows" ? "Scripts/python.exe" : "bin/python");
  if (!await exists(ready)) {
    await run("python3", ["-m", "venv", "--clear", folder]);
    await run(python, ["-m", "pip", "install", "--quiet", "--requirement", list]);
    await Deno.writeTextFile(ready, "");
  }
  return python;
}

/** Runs a program to its end and gives its stdout; stderr is passed on. Throws where it fails, a {@link UsageError} where it isn't there. */
export async function run(program: string, args: readonly string[]): Promise<string> {
  const command = new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  });
  const { success, code, stdout } = await command.output().catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UsageError(`there is no ${program}. Expected Python 3 with venv and pip on the PATH.`);
  });
  if (!success) throw new Error(`exit ${code} of ${program} ${args.slice(0, 3).join(" ")}`);
  return new TextDecoder().decode(stdout);
}

/** Whether there is something at a path. */
export function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}
