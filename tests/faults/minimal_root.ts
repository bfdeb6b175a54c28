import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { executable, SAMPLES } from "../end_to_end/program.ts";
import { bound } from "./mount.ts";

/** A root folder with nothing but a stick, photos, and the C and C++ libraries. */
export interface MinimalRoot {
  path: string;
  /** Runs the program in it, and gives what the system calls were that it and its workers made. */
  trace(args: readonly string[]): Promise<{ code: number; stderr: string; calls: Call[] }>;
  /** Makes the stick one that can only be read. */
  lock(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A system call that names paths, or has to do with a network. */
export interface Call {
  name: string;
  /** As strace prints them. */
  args: string;
  /** The paths among them, absolute. */
  paths: string[];
  /** What it returned; negative when it failed. */
  result: number;
}

const ADDON = "../../node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1";

/** Makes one. Throws when this system or user may not mount, or has no strace. */
export async function makeMinimalRoot(): Promise<MinimalRoot> {
  const path = await Deno.makeTempDir({ prefix: "facefinder-root-" }), log = `${path}.strace`;
  for (const folder of ["stick", "tmp", "home", "dev", "photos"]) await Deno.mkdir(join(path, folder));
  for (const library of await libraries()) {
    await Deno.mkdir(join(path, dirname(library)), { recursive: true });
    await Deno.copyFile(library, join(path, library));
  }
  await Deno.copyFile(executable(), join(path, "stick/facefinder"));
  for (const name of ["album", "known"]) await output("cp", "-r", join(SAMPLES, name), join(path, "photos"));
  const mounts = [await bound("/proc", join(path, "proc"))];
  await Deno.writeTextFile(join(path, "dev/null"), "");
  await output("mount", "--bind", "/dev/null", join(path, "dev/null"));
  return {
    path,
    trace: async (args) => {
      const tracing = [
        "-f",
        "-y",
        "--seccomp-bpf",
        "-qq",
        "-s",
        "4096",
        "-e",
        "trace=%file,%network",
        "-o",
        log,
      ];
      const inside = ["env", "-i", "/usr/sbin/chroot", path, "/stick/facefinder", ...args];
      const { code, stderr } = await new Deno.Command("strace", { args: [...tracing, ...inside] }).output()
        .catch((error) => {
          throw new Error(`strace, of the Debian package of that name, cannot be run: ${error}`);
        });
      const calls = parse(await Deno.readTextFile(log), path);
      return { code, stderr: new TextDecoder().decode(stderr), calls };
    },
    lock: async () => {
      const stick = join(path, "stick");
      await output("mount", "--bind", stick, stick);
      await output("mount", "-o", "remount,bind,ro", stick);
      mounts.push({ [Symbol.asyncDispose]: async () => void await output("umount", "--lazy", stick) });
    },
    async [Symbol.asyncDispose]() {
      await output("umount", "--lazy", join(path, "dev/null"));
      for (const mount of mounts.reverse()) await mount[Symbol.asyncDispose]();
      await Deno.remove(path, { recursive: true });
      await Deno.remove(log).catch(() => {});
    },
  };
}

/** Those that the executable and ONNX Runtime need of the system. */
async function libraries(): Promise<string[]> {
  const files = [executable(), fileURLToPath(new URL(ADDON, import.meta.url))];
  const listed = await Promise.all(files.map((file) => output("ldd", file)));
  const paths = listed.join("\n").matchAll(/(\/\S+\.so[.0-9]*) \(0x/g);
  return [...new Set([...paths].map(([, path]) => path))].filter((path) =>
    !/onnxruntime/.test(basename(path))
  );
}

async function output(program: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args }).output();
  if (!success) throw new Error(`${program} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

/** What strace -f -y writes; a call that another one interrupted is put together again. `root`: as seen from outside. */
function parse(log: string, root: string): Call[] {
  const calls: Call[] = [], unfinished = new Map<string, string>();
  for (const line of log.split("\n")) {
    const [, process, rest] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (!rest) continue;
    const begun = /^(.*) <unfinished \.\.\.>$/.exec(rest);
    if (begun) {
      unfinished.set(process, begun[1]);
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const whole = resumed ? (unfinished.get(process) ?? "") + resumed[1] : rest;
    const [, name, args, result] = /^(\w+)\((.*)\) += (-?\d+)/.exec(whole) ?? [];
    if (name) calls.push({ name, args, paths: pathsIn(args, root), result: Number(result) });
  }
  return calls;
}

/** A relative path follows the folder that it is below. */
function pathsIn(args: string, root: string): string[] {
  const found = args.matchAll(/(?:<([^>]*)>, )?"((?:[^"\\]|\\.)*)"/g);
  return [...found].map(([, folder = "/", path]) => {
    const inside = folder === root ? "/" : folder.startsWith(`${root}/`) ? folder.slice(root.length) : folder;
    return resolve(inside, path);
  });
}
