/**
 * Makes the executable of this system: `deno run -A src/packaging/compile.ts [target]`.
 *
 * The code is bundled first. `deno compile` would otherwise embed whole npm packages, and onnxruntime-node carries the
 * libraries of five systems (280 MB). DENORT_BIN, when set, names the Deno runtime to embed; otherwise Deno fetches it.
 */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { onnxRuntimeFiles } from "../assets.ts";
import { COMPRESSED, FILE_LIST, type FileList } from "../inference/native_files.ts";
import { PERMISSIONS } from "./permissions.ts";
import { type Target, TARGETS } from "./targets.ts";

const project = new URL("../../", import.meta.url);

async function compile(target: Target): Promise<string> {
  const staging = new URL(`.build/${target.name}/`, project);
  await Deno.remove(staging, { recursive: true }).catch(() => {});
  await Deno.mkdir(new URL("native/", staging), { recursive: true });
  await bundle("src/main.ts", new URL("main.js", staging));
  await bundle("src/scan/worker.ts", new URL("worker.js", staging));
  await stageWasm(new URL("wasm/", staging));
  await stageModels(new URL("models/", staging));
  await Deno.copyFile(
    new URL("src/photos/libjpeg/LICENSES.txt", project),
    new URL("wasm/LICENSES.txt", staging),
  );
  await stageNative(target, new URL("native/", staging));

  const output = new URL(`dist/facefinder-${target.name}${target.os === "windows" ? ".exe" : ""}`, project);
  await Deno.mkdir(new URL("dist/", project), { recursive: true });
  const contents = ["worker.js", "wasm", "models", "native"].flatMap((name) => ["--include", name]);
  // Without a code cache nothing is left in the visited computer's temporary folder.
  const fixed = ["--no-config", "--no-check", "--no-code-cache", "--quiet", "--target", target.triple];
  await deno(
    ["compile", ...fixed, ...PERMISSIONS, ...contents, "--output", fileURLToPath(output), "main.js"],
    staging,
  );
  return fileURLToPath(output);
}

function bundle(source: string, output: URL): Promise<void> {
  return deno(
    ["bundle", "--quiet", "--platform", "deno", "--output", fileURLToPath(output), source],
    project,
  );
}

/** Under another extension: `deno compile` would take .wasm files for modules and follow their imports. */
async function stageWasm(folder: URL) {
  await Deno.mkdir(folder);
  await Deno.copyFile(new URL("src/photos/libjpeg/libjpeg.wasm", project), new URL("turbo_jpeg.bin", folder));
  const magick = new URL(import.meta.resolve("@imagemagick/magick-wasm/magick.wasm"));
  await Deno.writeFile(new URL("magick.bin.gz", folder), compressed(await Deno.readFile(magick)));
}

/** All that is embedded lies in every process's memory, and is copied there at its start. */
function compressed(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes, { level: 9 });
}

async function stageModels(folder: URL) {
  await Deno.mkdir(folder);
  for (const { name } of Deno.readDirSync(new URL("models/", project))) {
    if (!/\.onnx$|^strangers\.bin$|^manifest\.json$|^LICENSES\.txt$/.test(name)) continue;
    await Deno.copyFile(new URL(`models/${name}`, project), new URL(name, folder));
  }
}

async function stageNative({ os, arch, native }: Target, folder: URL) {
  const list: FileList = {};
  for (const name of native) {
    const bytes = await Deno.readFile(new URL(name, onnxRuntimeFiles(os, arch)));
    list[name] = createHash("sha256").update(bytes).digest("hex");
    await Deno.writeFile(new URL(name + COMPRESSED, folder), compressed(bytes));
  }
  await Deno.writeTextFile(new URL(FILE_LIST, folder), JSON.stringify(list));
}

async function deno(args: string[], cwd: URL) {
  const { code } = await new Deno.Command(Deno.execPath(), { args, cwd: fileURLToPath(cwd), stdin: "null" })
    .spawn().status;
  if (code !== 0) throw new Error(`deno ${args[0]} ended with ${code}`);
}

const wanted = Deno.args[0];
const target = TARGETS.find(({ name, os, arch }) =>
  wanted ? name === wanted : os === Deno.build.os && arch === Deno.build.arch
);
if (!target) {
  console.error(
    `no executable can be made for ${wanted ?? `${Deno.build.os} ${Deno.build.arch}`}; there are: ${
      TARGETS.map((t) => t.name).join(", ")
    }`,
  );
  Deno.exit(2);
}
console.log(await compile(target));
