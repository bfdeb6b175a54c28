/**
 * Makes the folder with which the program for Linux on x64 searches on NVIDIA's graphics cards:
 * `deno run -A src/packaging/cuda/cuda.ts [--runtime] [FOLDER]`.
 *
 * FOLDER is where the executable lies, such as a stick (dist/): `facefinder-cuda/` is made there. `--runtime` fetches
 * NVIDIA's libraries of CUDA and cuDNN too, for computers that lack them. Needs Python 3 with pip, and a network.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { onnxRuntimeFiles } from "../../assets.ts";
import { CUDA_FILES } from "../../devices/cuda_files.ts";
import { CUDA_FOLDER } from "../../devices/cuda_folder.ts";
import { messageOf } from "../../failure.ts";
import { VERSION } from "../../version.ts";
import { OUTPUT } from "../executable.ts";
import { collect } from "./collect.ts";
import { fetchWheel } from "./fetch.ts";
import { cudaReadMe } from "./read_me.ts";
import { PROVIDERS, RUNTIME } from "./wheels.ts";

/** Of what the program embeds. */
const OWN = ["onnxruntime_binding.node", "libonnxruntime.so.1"];

const { runtime, target } = settings();
const folder = join(target, CUDA_FOLDER);
if (runtime) {
  console.log(
    "NVIDIA's libraries come under NVIDIA's licence (LICENCES.txt): you fetch them for yourself, and may hand them on " +
      "only as it allows",
  );
}
const downloads = await Deno.makeTempDir({ prefix: "facefinder-cuda-" });
try {
  const libraries = new Map(
    OWN.map((name) => [name, fileURLToPath(new URL(name, onnxRuntimeFiles("linux", "x86_64")))]),
  );
  const licences: string[] = [];
  for (const wheel of [PROVIDERS, ...(runtime ? RUNTIME : [])]) {
    console.log(`${wheel.name} ${wheel.version}, ${wheel.megabytes} MB …`);
    const fetched = await fetchWheel(wheel, downloads);
    for (const [name, path] of fetched.libraries) libraries.set(name, path);
    for (const text of fetched.licences) {
      licences.push(`${"=".repeat(80)}\n${wheel.name}\n${"=".repeat(80)}\n\n${text}`);
    }
  }
  const bytes = [...libraries.values()].reduce((sum, path) => sum + Deno.statSync(path).size, 0);
  const readMe = cudaReadMe(VERSION, bytes, runtime);
  collect(folder, { libraries, readMe, licences: licences.join("\n\n") }, CUDA_FILES);
  console.log(`${folder}: ${libraries.size} libraries, ${Math.round(bytes / 1e6)} MB`);
} catch (error) {
  console.error(messageOf(error));
  Deno.exitCode = 1;
} finally {
  await Deno.remove(downloads, { recursive: true });
}

function settings(): { runtime: boolean; target: string } {
  try {
    const { values, positionals } = parseArgs({
      // go-task wants "--" before them, and Deno's own tasks pass that on.
      args: Deno.args[0] === "--" ? Deno.args.slice(1) : Deno.args,
      options: { runtime: { type: "boolean", default: false } },
      allowPositionals: true,
    });
    if (positionals.length > 1) throw new Error(`expected one folder at most, found ${positionals.length}`);
    return { runtime: values.runtime, target: positionals[0] ?? fileURLToPath(OUTPUT) };
  } catch (error) {
    console.error(`${messageOf(error)}\nusage: deno task cuda [--runtime] [FOLDER]`);
    Deno.exit(2);
  }
}
