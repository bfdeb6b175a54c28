/**
 * How long a search of a large collection takes that is remembered: `deno task bench:index [photos] [encrypted]`.
 *
 * Makes a tree of that many small files (100,000) and an index that knows three faces for every two of them, with random
 * embeddings, then runs the executable for a person. Prints a line of JSON.
 */
import { join } from "node:path";
import { defaultPackFolder } from "../../src/assets.ts";
import type { Face } from "../../src/faces/face.ts";
import { readManifest } from "../../src/faces/pack.ts";
import { processingId } from "../../src/faces/processing.ts";
import { PassphraseKey } from "../../src/index/key.ts";
import { ENCRYPTED_INDEX_FILE, INDEX_FILE } from "../../src/index/open.ts";
import { SqliteIndex } from "../../src/index/sqlite_index.ts";
import { command, makeStick, SAMPLES } from "../end_to_end/program.ts";

const count = Number(Deno.args[0] ?? 100_000), A_FOLDER = 500, isEncrypted = Deno.args[1] === "encrypted";
const passphrase = "a passphrase of some words";
const manifest = readManifest(defaultPackFolder());

/** A unit vector of random direction: the sum of many uniform numbers is nearly normal. */
function randomEmbedding(): Float32Array {
  const values = Float32Array.from(
    { length: manifest.dimension },
    () => Math.random() + Math.random() + Math.random() - 1.5,
  );
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

function randomFace(): Face {
  const box = { x: 1000 * Math.random(), y: 1000 * Math.random(), width: 120, height: 160 };
  return {
    box,
    landmarks: [[1, 1], [2, 1], [1.5, 2], [1, 3], [2, 3]],
    score: 0.9,
    quality: { sharpness: 100, yaw: 0, size: 120 },
    embedding: randomEmbedding(),
  };
}

await using stick = await makeStick();
const root = join(stick.folder, "photos"), data = join(stick.folder, "facefinder-data");
await Deno.mkdir(data, { mode: 0o700 });
const file = join(data, isEncrypted ? ENCRYPTED_INDEX_FILE : INDEX_FILE),
  secret = join(stick.folder, "secret");
await Deno.writeTextFile(secret, passphrase);
const index = SqliteIndex.open({
  path: file,
  readOnly: false,
  key: isEncrypted ? new PassphraseKey(passphrase) : undefined,
  processing: processingId(manifest),
  warn: (message) => {
    throw new Error(message);
  },
  now: () => performance.now(),
});
let faces = 0;
for (let i = 0; i < count; i++) {
  const folder = `${Math.floor(i / A_FOLDER)}`,
    below = join(folder, `IMG_${i}.jpg`),
    path = join(root, below);
  if (i % A_FOLDER === 0) await Deno.mkdir(join(root, folder), { recursive: true });
  Deno.writeTextFileSync(path, `${i}`);
  const { size, mtime } = Deno.statSync(path);
  const hash = i.toString(16).padStart(64, "0");
  const analysis = {
    width: 4000,
    height: 3000,
    faces: Array.from({ length: 1 + i % 2 }, randomFace),
    effort: "normal" as const,
    damage: null,
  };
  faces += analysis.faces.length;
  const written = index.record(
    { root, below, size, modified: mtime!.getTime() },
    hash,
    { kind: "done", analysis, search: null },
    [],
  );
  if (i % A_FOLDER === 0) await written;
}
await index.close();

const seconds: number[] = [];
let memory = 0;
for (let run = 0; run < 5; run++) {
  const began = performance.now();
  const args = ["scan", "--known", join(SAMPLES, "known"), root];
  if (isEncrypted) args.push("--passphrase-file", secret);
  const child = command(stick, args).spawn();
  const polling = setInterval(() => memory = Math.max(memory, peakMemory(child.pid)), 20);
  const { code, stdout, stderr } = await child.output();
  clearInterval(polling);
  seconds.push((performance.now() - began) / 1000);
  const end = JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").at(-1)!);
  if (end.photos !== count || code > 1) throw new Error(new TextDecoder().decode(stderr));
}
// The first run also analyses the reference photo.
const sorted = seconds.slice(1).sort((a, b) => a - b);
console.log(JSON.stringify({
  photos: count,
  faces,
  index_mb: Math.round(Deno.statSync(file).size / 1e6),
  seconds: seconds.map((s) => Math.round(100 * s) / 100),
  median: Math.round(100 * (sorted[1] + sorted[2]) / 2) / 100,
  peak_memory_mb: Math.round(memory / 1e6),
}));

/** The most bytes that a process has held in memory; 0 once it has ended. */
function peakMemory(pid: number): number {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(Deno.readTextFileSync(`/proc/${pid}/status`)) ?? [];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
