/*
 * Makes executables. The code is bundled first: `deno compile` would otherwise embed whole npm packages, and
 * onnxruntime-node carries the libraries of five systems (280 MB).
 */
import { fileURLToPath } from "node:url";
import { onnxRuntimeFiles, PROCESS_CODE, PROCESSES } from "../assets.ts";
import { bundlePage } from "../gallery/bundle.ts";
import { COMPRESSED, type EmbeddedFiles, FILE_LIST } from "../inference/native_files.ts";
import { sha256 } from "./checksums.ts";
import { compressedFile } from "./compressed_files.ts";
import { denoRuntime } from "./deno_runtime.ts";
import type { Embedded } from "./inspect.ts";
import { PERMISSIONS } from "./permissions.ts";
import { executableName, type Target } from "./targets.ts";

const project = new URL("../../", import.meta.url);

/** Where what goes into a target's executable is laid out before that is made. */
function stagingFolder(target: Target): URL {
  return new URL(`.build/${target.name}/`, project);
}

/** What goes into a target's executable, once that has been made: names as they are inside. */
export function stagedFiles(target: Target): Embedded[] {
  return filesIn(stagingFolder(target));
}

function filesIn(folder: URL, prefix = ""): Embedded[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory
      ? filesIn(new URL(`${name}/`, folder), `${prefix}${name}/`)
      : [{ name: prefix + name, content: Deno.readFileSync(new URL(name, folder)) }]
  );
}

/** Where executables are put. */
export const OUTPUT = new URL("dist/", project);

/** Makes the executable of a system in `folder` (slash at its end), and gives its path. Throws an Error when that fails. */
export async function makeExecutable(target: Target, folder = OUTPUT): Promise<string> {
  const staging = stagingFolder(target);
  await Deno.remove(staging, { recursive: true }).catch(() => {});
  await Deno.mkdir(new URL("native/", staging), { recursive: true });
  await bundle("src/main.ts", new URL("main.js", staging));
  for (const name of PROCESSES) await bundle(`src/${PROCESS_CODE[name]}`, new URL(`${name}.js`, staging));
  await bundle("src/workers/analysis_thread.ts", new URL("analysis_thread.js", staging));
  await bundle("src/inference/onnx_wasm.ts", new URL("onnx_wasm.js", staging));
  await stageGallery(new URL("gallery/", staging));
  await stageWasm(new URL("wasm/", staging));
  await stageModels(new URL("models/", staging));
  await Deno.copyFile(
    new URL("src/photos/libjpeg/LICENSES.txt", project),
    new URL("wasm/LICENSES.txt", staging),
  );
  await stageNative(target, new URL("native/", staging));

  await giveOneTime(staging);

  const name = executableName(target),
    output = new URL(name, folder),
    unfinished = new URL(`new-${name}`, folder);
  await Deno.mkdir(folder, { recursive: true });
  const code = [...PROCESSES, "analysis_thread", "onnx_wasm"].map((name) => `${name}.js`);
  const contents = [...code, "gallery", "wasm", "models", "native"].flatMap((name) => ["--include", name]);
  // Without a code cache nothing is left in the visited computer's temporary folder.
  const fixed = ["--no-config", "--no-check", "--no-code-cache", "--quiet", "--target", target.triple];
  await deno(
    ["compile", ...fixed, ...PERMISSIONS, ...contents, "--output", fileURLToPath(unfinished), "main.js"],
    staging,
    denoRuntime(target),
  );
  // Deno removes what has the name before it knows whether it can make another.
  await Deno.rename(unfinished, output);
  return fileURLToPath(output);
}

/** The time of every embedded file: `deno compile` stores times, and the same sources shall give the same bytes. */
const ONE_TIME = new Date("2026-01-01T00:00:00Z");

async function giveOneTime(folder: URL) {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) await giveOneTime(new URL(`${name}/`, folder));
    else await Deno.utime(new URL(name, folder), ONE_TIME, ONE_TIME);
  }
}

function bundle(source: string, output: URL): Promise<void> {
  return deno(
    ["bundle", "--quiet", "--platform", "deno", "--output", fileURLToPath(output), source],
    project,
  );
}

async function stageGallery(folder: URL) {
  const { script, style } = await bundlePage();
  await Deno.mkdir(folder);
  await Deno.writeTextFile(new URL("page.js", folder), script);
  await Deno.writeTextFile(new URL("page.css", folder), style);
}

/** Under another extension: `deno compile` would take .wasm files for modules and follow their imports. */
async function stageWasm(folder: URL) {
  await Deno.mkdir(folder);
  await Deno.copyFile(new URL("src/photos/libjpeg/libjpeg.wasm", project), new URL("turbo_jpeg.bin", folder));
  for (
    const [name, source] of [
      ["magick", "@imagemagick/magick-wasm/magick.wasm"],
      ["onnx", "onnxruntime-web/ort-wasm-simd-threaded.wasm"],
    ]
  ) {
    const wasm = await Deno.readFile(new URL(import.meta.resolve(source)));
    await writeCompressed(new URL(`${name}.bin.gz`, folder), wasm, sha256(wasm));
  }
}

/** Compressed, as all that is embedded lies in every process's memory, and is copied there at its start. */
async function writeCompressed(output: URL, bytes: Uint8Array, checksum: string) {
  const folder = fileURLToPath(new URL(".build/compressed/", project));
  await Deno.copyFile(await compressedFile(folder, bytes, checksum), output);
}

async function stageModels(folder: URL) {
  await Deno.mkdir(new URL("self_test/", folder), { recursive: true });
  const from = new URL("models/", project), picture = new URL("self_test/", from);
  const names = [...Deno.readDirSync(from)].map(({ name }) => name)
    .filter((name) => /\.onnx$|^strangers\.bin$|^manifest\.json$|^LICENSES\.txt$/.test(name));
  for (const name of [...names, ...[...Deno.readDirSync(picture)].map(({ name }) => `self_test/${name}`)]) {
    await Deno.copyFile(new URL(name, from), new URL(name, folder));
  }
}

async function stageNative({ os, arch, native, gpu }: Target, folder: URL) {
  const lists: EmbeddedFiles = { cpu: {}, gpu: {} };
  for (const [list, names] of [[lists.cpu, native], [lists.gpu, gpu]] as const) {
    for (const name of names) {
      const bytes = await Deno.readFile(new URL(name, onnxRuntimeFiles(os, arch)));
      list[name] = sha256(bytes);
      await writeCompressed(new URL(name + COMPRESSED, folder), bytes, list[name]);
    }
  }
  await Deno.writeTextFile(new URL(FILE_LIST, folder), JSON.stringify(lists));
}

async function deno(args: string[], cwd: URL, runtime: string | null = null) {
  // The one in the environment is of this system only.
  const { DENORT_BIN: _, ...env } = Deno.env.toObject();
  const { code } = await new Deno.Command(Deno.execPath(), {
    args,
    clearEnv: true,
    env: { ...env, ...(runtime !== null && { DENORT_BIN: runtime }) },
    cwd: fileURLToPath(cwd),
    stdin: "null",
  }).spawn().status;
  if (code === 0) return;
  const hint = args[0] === "compile" && runtime === null
    ? ": if it could not fetch the runtime that it embeds, see src/packaging/README.md, DENORT_BIN"
    : "";
  throw new Error(`deno ${args[0]} ended with ${code}${hint}`);
}
