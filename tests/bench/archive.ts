/**
 * How long it takes to put an archive's indexes together, and to work with what they know:
 *
 *     deno task bench:archive [--photos 1000000] [--in FOLDER]
 *
 * Makes the indexes of four shards with three faces for every two photos, of which some are people of the sample photos;
 * a tenth of each shard's photos lies in the next one too. Then the executable merges them, finds the people, makes the page
 * of what it found, and exports all faces. Prints a line of JSON for each step, `cpu_seconds` without its workers', and fails
 * where anything is missing.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import { INDEX_FILE } from "../../src/index/open.ts";
import type { EventOf } from "../../src/output/events.ts";
import { readResults } from "../../src/output/results_file.ts";
import { executable, SAMPLES } from "../end_to_end/program.ts";
import { peakMemory, processorSeconds } from "./process_usage.ts";
import { makeIndex, unit } from "./synthetic_index.ts";

const SHARDS = 4, OVERLAP = 0.1;
/** Files in a folder. */
const A_FOLDER = 500;
/** One in so many contents shows one of the people. */
const A_PERSON = 1000;
/** Of the difference from a person's reference, beside the reference's own length: similarities of .9. */
const DIFFERENCE = 0.5;
/** The people, and a photo of each. */
const PEOPLE = [
  ["Obama", "known/Barack Obama/obama.jpg"],
  ["Biden", "album/biden.jpg"],
  ["Collins", "album/astronaut.png"],
] as const;

const { values: options } = parseArgs({
  args: Deno.args,
  options: { photos: { type: "string", default: "1000000" }, in: { type: "string" } },
});
const photos = Math.floor(Number(options.photos) / SHARDS), fresh = Math.round((1 - OVERLAP) * photos);
const contents = SHARDS * fresh + photos - fresh;

const folder = await Deno.makeTempDir({ prefix: "facefinder-bench-", dir: options.in });
try {
  await benchmark();
} finally {
  await Deno.remove(folder, { recursive: true });
}

async function benchmark() {
  const known = join(folder, "known"), data = join(folder, "merged"), results = join(folder, "found.ndjson");
  const embeddings = await people(known);
  const shards = await makeShards((content) => {
    const person = content % A_PERSON, embedding = embeddings[person];
    return embedding ? nearby(embedding, content) : null;
  });
  const size = (path: string) => ({ mb: Math.round(Deno.statSync(path).size / 1e6) });

  await step("merge", ["index", "merge", ...shards, "--data", data]);
  const stats = JSON.parse((await step("stats", ["index", "stats", "--json", "--data", data])).stdout);
  strictEqual(stats.photos, SHARDS * photos);
  strictEqual(stats.contents, contents);
  tell("merged index", size(join(data, INDEX_FILE)));
  await step("merge again", ["index", "merge", shards[0], "--data", data]);

  // Before reference photos are remembered too.
  const table = join(folder, "faces.parquet");
  await step("export", ["index", "export", "--format", "parquet", "--out", table, "--data", data]);
  const { num_rows: rows } = await parquetMetadataAsync(await asyncBufferFromFile(table));
  strictEqual(Number(rows), stats.photos + oddContents());
  tell("table", { faces: Number(rows), ...size(table) });

  const search = (where: string, ...more: string[]) => [
    ...["index", "search", "--known", known, "--data", where, "--priority", "normal", "--quiet", ...more],
  ];
  await step("first search", search(data));
  await step("search", search(data, "--output", results));
  const found = matchesIn(results);
  strictEqual(found.length, expectedMatches());
  const apart: string[] = [];
  for (const [i, shard] of shards.entries()) {
    const own = join(folder, `found-${i}.ndjson`);
    await step(`search of shard ${i + 1}`, search(shard, "--output", own));
    apart.push(...matchesIn(own));
  }
  deepStrictEqual(found, apart.sort(), "the same as in the shards");

  const page = join(folder, "found.html");
  await step("report", ["report", results, "--out", page]);
  ok(Deno.readTextFileSync(page).includes(found[0].split(" ")[0]));
}

/** Makes a folder of a reference photo for each person, and gives their embeddings. */
async function people(known: string): Promise<Float32Array[]> {
  const embeddings: Float32Array[] = [];
  for (const [name, photo] of PEOPLE) {
    const to = join(known, name), path = join(SAMPLES, photo);
    await Deno.mkdir(to, { recursive: true });
    await Deno.copyFile(path, join(to, photo.split("/").at(-1)!));
    const { stdout } = await step(`look at ${name}`, ["faces", "--embeddings", "--remember", "none", path]);
    const event = stdout.split("\n").map((line) => line && JSON.parse(line)).find(({ type }) =>
      type === "photo"
    ) as EventOf<"photo">;
    const bytes = Buffer.from(event.faces[0].embedding!, "base64");
    embeddings.push(new Float32Array(new Uint8Array(bytes).buffer));
  }
  return embeddings;
}

/** An embedding that looks like a person's, and different for each content. */
function nearby(embedding: Float32Array, content: number): Float32Array {
  const other = unit(embedding.map((_, i) => Math.sin((1 + content % 9973) * (i + 1))));
  return unit(embedding.map((value, i) => value + DIFFERENCE * other[i]));
}

/** Makes the shards' indexes; gives their data folders. */
async function makeShards(known: (content: number) => Float32Array | null): Promise<string[]> {
  const shards = Array.from({ length: SHARDS }, (_, shard) => join(folder, `shard-${shard + 1}`));
  for (const [shard, data] of shards.entries()) {
    const began = performance.now();
    const { file } = await makeIndex(data, photos, {
      known,
      content: (photo) => contentOf(shard, photo),
      place: (photo) => ({
        root: `/archive/shard-${shard + 1}`,
        below: join(`${Math.floor(photo / A_FOLDER)}`, `IMG_${photo}.jpg`),
        size: 3_000_000 + photo,
        modified: 1_600_000_000_000 + photo,
      }),
    }, null);
    tell(`made shard ${shard + 1}`, {
      seconds: since(began),
      mb: Math.round(Deno.statSync(file).size / 1e6),
    });
  }
  return shards;
}

function contentOf(shard: number, photo: number): number {
  return shard * fresh + photo;
}

function expectedMatches(): number {
  return countPhotos((content) => content % A_PERSON < PEOPLE.length);
}

/** Photos with two faces. */
function oddContents(): number {
  return countPhotos((content) => content % 2 === 1);
}

function countPhotos(has: (content: number) => boolean): number {
  let count = 0;
  for (let shard = 0; shard < SHARDS; shard++) {
    for (let photo = 0; photo < photos; photo++) if (has(contentOf(shard, photo))) count++;
  }
  return count;
}

/** Where who was found, in order. */
function matchesIn(results: string): string[] {
  return [...readResults(results)].flatMap((event) =>
    event.type === "match" ? [`${event.path} ${event.people.join(", ")}`] : []
  ).sort();
}

/** Runs the executable to its end, and tells how long it took. */
async function step(name: string, args: readonly string[]): Promise<{ stdout: string }> {
  const began = performance.now();
  const child = new Deno.Command(executable(), {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  })
    .spawn();
  let memory = 0, cpu = 0;
  const polling = setInterval(() => {
    memory = Math.max(memory, peakMemory(child.pid));
    cpu = Math.max(cpu, processorSeconds(child.pid));
  }, 20);
  const { code, stdout, stderr } = await child.output();
  clearInterval(polling);
  if (code !== 0) throw new Error(`${name}: exit ${code}, ${new TextDecoder().decode(stderr)}`);
  tell(name, { seconds: since(began), cpu_seconds: cpu, peak_memory_mb: Math.round(memory / 1e6) });
  return { stdout: new TextDecoder().decode(stdout) };
}

function since(began: number): number {
  return Math.round((performance.now() - began) / 100) / 10;
}

function tell(step: string, figures: Record<string, number>) {
  console.log(JSON.stringify({ step, photos: SHARDS * photos, ...figures }));
}
