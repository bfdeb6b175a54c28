/**
 * How long it takes to search what is remembered:
 *
 *     deno task bench:index [--photos 100000] [--walk] [--encrypted] [--keep FOLDER]
 *
 * Makes an index that knows three faces for every two photos, with random embeddings, then runs the executable for a
 * person: `index search`, or with `--walk` a `scan` of a tree of that many small files, unless there is an index in FOLDER
 * from an earlier run. Prints a line of JSON.
 */
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { isFile } from "../../src/system/path_kind.ts";
import { ENCRYPTED_INDEX_FILE, INDEX_FILE } from "../../src/index/open.ts";
import type { Place } from "../../src/index/remembered.ts";
import { median } from "../../src/matching/person.ts";
import { command, makeStick, SAMPLES } from "../end_to_end/program.ts";
import { peakMemory } from "./process_usage.ts";
import { makeIndex } from "./synthetic_index.ts";

/** Files in a folder. */
const A_FOLDER = 500;
/** Searches; the first also analyses the reference photo. */
const RUNS = 5;

const { values: options } = parseArgs({
  args: Deno.args,
  options: {
    photos: { type: "string", default: "100000" },
    walk: { type: "boolean", default: false },
    encrypted: { type: "boolean", default: false },
    keep: { type: "string" },
  },
});
const photos = Number(options.photos), passphrase = options.encrypted ? "a passphrase of some words" : null;

await using stick = await makeStick();
const folder = resolve(options.keep ?? stick.folder), data = join(folder, "facefinder-data");
const root = join(folder, "photos"), secret = join(stick.folder, "secret");
await Deno.writeTextFile(secret, passphrase ?? "");
const file = join(data, options.encrypted ? ENCRYPTED_INDEX_FILE : INDEX_FILE);
if (!isFile(file)) {
  await makeIndex(data, photos, { place: options.walk ? smallFile : placeOf }, passphrase);
}

function placeOf(photo: number): Place {
  const below = join(`${Math.floor(photo / A_FOLDER)}`, `IMG_${photo}.jpg`);
  return { root, below, size: 3_000_000 + photo, modified: 1_600_000_000_000 + photo };
}

/** Makes a file that the index says is a photo. */
function smallFile(photo: number): Place {
  const { below } = placeOf(photo), path = join(root, below);
  if (photo % A_FOLDER === 0) Deno.mkdirSync(join(path, ".."), { recursive: true });
  Deno.writeTextFileSync(path, `${photo}`);
  const { size, mtime } = Deno.statSync(path);
  return { root, below, size, modified: mtime!.getTime() };
}

const seconds: number[] = [];
let memory = 0;
for (let run = 0; run < RUNS; run++) {
  const began = performance.now();
  const args = [...(options.walk ? ["scan", root] : ["index", "search"]), "--known", join(SAMPLES, "known")];
  args.push("--data", data, "--priority", "normal");
  if (passphrase !== null) args.push("--passphrase-file", secret);
  const child = command(stick, args).spawn();
  const polling = setInterval(() => memory = Math.max(memory, peakMemory(child.pid)), 20);
  const { code, stdout, stderr } = await child.output();
  clearInterval(polling);
  seconds.push((performance.now() - began) / 1000);
  const end = JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").at(-1)!);
  if (code > 1 || options.walk && end.photos !== photos) throw new Error(new TextDecoder().decode(stderr));
}
console.log(JSON.stringify({
  photos,
  faces: Math.floor(photos * 1.5),
  search: options.walk ? "scan" : "index search",
  index_mb: Math.round(Deno.statSync(file).size / 1e6),
  seconds: seconds.map(rounded),
  median: rounded(median(seconds.slice(1))),
  peak_memory_mb: Math.round(memory / 1e6),
}));

function rounded(value: number): number {
  return Math.round(100 * value) / 100;
}
