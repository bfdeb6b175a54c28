/**
 * The decoders that there were to choose from, on one core: megapixels a second of a 12-megapixel JPEG, to RGB:
 *
 *     deno task bench:decoders [--rounds 5] [--cache FOLDER]
 *
 * sharp, native and as WebAssembly, against the program's own libjpeg-turbo as WebAssembly with SIMD. sharp is
 * installed in temporary npm projects and isn't part of the program. Needs Node, npm and a registry, and `taskset`.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { turboJpegWasm } from "../../src/assets.ts";
import { median } from "../../src/matching/person.ts";
import { TurboJpegDecoder } from "../../src/photos/turbo_jpeg.ts";
import { run } from "../accuracy/python.ts";
import { measuredRun } from "./measured_run.ts";
import { CACHE, photoSets } from "./photo_sets.ts";

const SHARP = "sharp@0.35.5";
/** Photos decoded in one process: the first ones, in which code is compiled, don't count. */
const TIMES = 8, WARM_UP = 2;
/** Milliseconds between samples of memory. */
const SAMPLE = 10;

/** What a decoder's process prints. */
interface Decoded {
  width: number;
  height: number;
  /** Milliseconds of each time. */
  times: number[];
}

const WITH_SHARP = `
import { readFileSync } from "node:fs";
import sharp from "sharp";
sharp.concurrency(1);
sharp.cache(false);
const bytes = readFileSync(process.argv[2]), times = [];
let info;
for (let i = 0; i < ${TIMES}; i++) {
  const began = performance.now();
  ({ info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true }));
  times.push(performance.now() - began);
}
console.log(JSON.stringify({ width: info.width, height: info.height, times }));
process.exit();
`;

const { values: options } = parseArgs({
  args: Deno.args,
  options: {
    rounds: { type: "string", default: "5" },
    cache: { type: "string", default: CACHE },
    photos: { type: "string", default: "20" },
    /** Only decode this photo with the program's own decoder, and print what {@link Decoded} says. */
    own: { type: "string" },
  },
});
if (options.own) console.log(JSON.stringify(decodeOwn(Deno.readFileSync(options.own))));
else await compare();

function decodeOwn(bytes: Uint8Array): Decoded {
  const decoder = new TurboJpegDecoder(turboJpegWasm()), times: number[] = [];
  let size = { width: 0, height: 0 };
  for (let i = 0; i < TIMES; i++) {
    const began = performance.now();
    size = decoder.decode(bytes);
    times.push(performance.now() - began);
  }
  return { width: size.width, height: size.height, times };
}

async function compare(): Promise<void> {
  const photo = firstFile((await photoSets(Number(options.photos), options.cache)).twelve);
  const projects = await Deno.makeTempDir({ prefix: "facefinder-bench-" });
  try {
    const native = await npmProject(join(projects, "native"), []);
    const wasm = await npmProject(join(projects, "wasm"), ["--cpu=wasm32"]);
    const self = fileURLToPath(import.meta.url);
    const decoders = [
      {
        name: "libjpeg-turbo, WebAssembly with SIMD (the program's)",
        args: ["deno", "run", "-A", self, "--own", photo],
      },
      { name: `${SHARP}, WebAssembly`, args: ["node", wasm, photo] },
      { name: `${SHARP}, native`, args: ["node", native, photo] },
    ].map((decoder) => ({ ...decoder, speeds: [] as number[], memory: 0 }));
    for (let round = 0; round < Number(options.rounds); round++) {
      for (const decoder of decoders) {
        const args = ["-c", "0", ...decoder.args];
        const { code, stdout, stderr, memory } = await measuredRun("taskset", args, { sampleMemory: SAMPLE });
        if (code !== 0) throw new Error(`${decoder.name}: exit ${code}\n${stderr}`);
        const { width, height, times }: Decoded = JSON.parse(stdout);
        decoder.speeds.push(width * height / 1000 / median(times.slice(WARM_UP)));
        decoder.memory = Math.max(decoder.memory, memory);
      }
    }
    console.log("| decoder | megapixels a second | slowest, fastest run | peak memory of its process, MB |");
    console.log("| --- | ---: | ---: | ---: |");
    for (const { name, speeds, memory } of decoders) {
      const range = `${Math.min(...speeds).toFixed(0)}, ${Math.max(...speeds).toFixed(0)}`;
      console.log(`| ${name} | ${median(speeds).toFixed(0)} | ${range} | ${Math.round(memory / 1e6)} |`);
    }
  } finally {
    await Deno.remove(projects, { recursive: true });
  }
}

/** An npm project with sharp: its script. */
async function npmProject(folder: string, options: readonly string[]): Promise<string> {
  await Deno.mkdir(folder);
  await Deno.writeTextFile(join(folder, "package.json"), "{}");
  await run("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", ...options, SHARP]);
  const script = join(folder, "decode.mjs");
  await Deno.writeTextFile(script, WITH_SHARP);
  return script;
}

function firstFile(folder: string): string {
  const [entry] = [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1);
  const path = join(folder, entry.name);
  return entry.isDirectory ? firstFile(path) : path;
}
