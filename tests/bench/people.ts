/**
 * How long `people` takes over a large collection that is remembered: `deno task bench:people [photos] [people]`.
 *
 * Makes an index that knows three faces for every two of so many photos (100,000) of so many people (4,000, some on many
 * photos and most on few), drawn from the pack's model of strangers, and a tree of that many small files; then runs the
 * executable, and counts who was put with whom. Prints a line of JSON.
 */
import { join } from "node:path";
import { defaultPackFolder } from "../../src/assets.ts";
import type { Face } from "../../src/faces/face.ts";
import { readManifest } from "../../src/faces/pack.ts";
import { readStrangers } from "../../src/commands/strangers.ts";
import { processingId } from "../../src/faces/processing.ts";
import { INDEX_FILE } from "../../src/index/open.ts";
import { SqliteIndex } from "../../src/index/sqlite_index.ts";
import { SeededRandom } from "../../src/matching/seeded_random.ts";
import { weightedSum } from "../../src/matching/vectors.ts";
import { events, makeStick, ofType } from "../end_to_end/program.ts";
import { measuredRun } from "./measured_run.ts";

const count = Number(Deno.args[0] ?? 100_000), people = Number(Deno.args[1] ?? 4000);
/** Photos in a folder, and ways in which faces of one person differ. */
const A_FOLDER = 500, MOODS = 5000;
/** Two photos of a person are as alike as LFW's are on average: .69. */
const OF_PERSON = 0.83, OF_MOOD = 0.56;
/** The more it is, the more photos there are of some, and the fewer of others. */
const UNEVEN = 3;

const manifest = readManifest(defaultPackFolder()), strangers = readStrangers(defaultPackFolder(), manifest)!;
const random = new SeededRandom(1), spread = strangers.rest.map(Math.sqrt);

/** A unit embedding of somebody. */
function stranger(): Float32Array {
  const weights = strangers.axes.map(() => random.normal());
  const embedding = weightedSum([strangers.mean, ...strangers.axes], [1, ...weights])
    .map((value, i) => value + spread[i] * random.normal());
  const length = Math.hypot(...embedding);
  return embedding.map((value) => value / length);
}

const persons = Array.from({ length: people }, stranger), moods = Array.from({ length: MOODS }, stranger);

function faceOf(person: number): Face {
  const mood = moods[Math.floor(MOODS * random.uniform())];
  const embedding = weightedSum([persons[person], mood], [OF_PERSON, OF_MOOD]),
    length = Math.hypot(...embedding);
  return {
    box: { x: 1000, y: 1000, width: 120, height: 160 },
    landmarks: [[1, 1], [2, 1], [1.5, 2], [1, 3], [2, 3]],
    score: 0.9,
    quality: { sharpness: 100, yaw: 0, size: 120 },
    embedding: embedding.map((value) => value / length),
  };
}

await using stick = await makeStick();
const root = join(stick.folder, "photos"), data = join(stick.folder, "facefinder-data");
await Deno.mkdir(data, { mode: 0o700 });
const index = SqliteIndex.open({
  path: join(data, INDEX_FILE),
  readOnly: false,
  processing: processingId(manifest),
  warn: (message) => {
    throw new Error(message);
  },
  now: () => performance.now(),
});
const owners = new Map<string, number[]>();
for (let i = 0; i < count; i++) {
  const folder = `${Math.floor(i / A_FOLDER)}`,
    below = join(folder, `IMG_${i}.jpg`),
    path = join(root, below);
  if (i % A_FOLDER === 0) await Deno.mkdir(join(root, folder), { recursive: true });
  Deno.writeTextFileSync(path, `${i}`);
  const { size, mtime } = Deno.statSync(path), hash = i.toString(16).padStart(64, "0");
  const shown = Array.from({ length: 1 + i % 2 }, () => Math.floor(people * random.uniform() ** UNEVEN));
  const faces = [...new Set(shown)].map(faceOf);
  owners.set(hash, [...new Set(shown)]);
  const analysis = { width: 4000, height: 3000, faces, effort: "normal" as const, damage: null };
  const place = { root, below, size, modified: mtime!.getTime() };
  const written = index.record(place, hash, { kind: "done", analysis, search: null }, []);
  if (i % A_FOLDER === 0) await written;
}
await index.close();

const program = stick.program[0], args = [...stick.program.slice(1), "people", "--priority", "normal", root];
const { code, seconds, stdout, stderr, memory } = await measuredRun(program, args, { sampleMemory: 100 });
if (code !== 0) throw new Error(stderr);
const all = events(stdout), [end] = ofType(all, "end");
/** Faces of a group that aren't its most frequent person's; who of two people on one photo is meant isn't known here. */
const wrong = ofType(all, "group").reduce((sum, { faces }) => {
  const votes = new Map<number, number>();
  for (const { hash } of faces) {
    for (const owner of owners.get(hash)!) votes.set(owner, (votes.get(owner) ?? 0) + 1);
  }
  return sum + faces.length - Math.max(...votes.values());
}, 0);
console.log(JSON.stringify({
  photos: count,
  faces: end.grouped! + end.alone!,
  people,
  groups: end.groups,
  alone: end.alone,
  wrong,
  seconds: Math.round(10 * seconds) / 10,
  peak_memory_mb: Math.round(memory / 1e6),
}));
