/**
 * How long `merge` takes over large results: `deno task bench:merge [photos] [files]`.
 *
 * Writes the results of so many photos (1,000,000) in so many shards (8), with a match in ten, one to eight faces on a
 * photo, a duplicate in fifty and an error in a thousand; then has the executable merge them into a file, and that file with a
 * shard once more, which must give the same bytes. Prints a line of JSON for each merge.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { FaceFields } from "../../src/output/events.ts";
import { makeStick } from "../end_to_end/program.ts";
import { Random } from "../random.ts";
import { measuredRun } from "./measured_run.ts";

const photos = Number(Deno.args[0] ?? 1_000_000), files = Number(Deno.args[1] ?? 8);
/** Lines that are written in one go, photos in a folder, faces on a photo. */
const AT_ONCE = 2000, A_FOLDER = 500, MOST_FACES = 8;
const NAMES = ["Ann", "Bob", "Carla", "Dmitri", "Emma"];
const random = new Random(1), round = (value: number) => Math.round(10_000 * value) / 10_000;

await using stick = await makeStick();

const aPerson = (name: string) => ({ name, references: 5, threshold: 0.41, warnings: [] });

function aFace(person: string | null): FaceFields {
  const [x, y, width] = [4000, 3000, 300].map((most) => round(most * random.uniform())), [a, b] = NAMES;
  return {
    box: { x, y, width, height: round(1.3 * width) },
    detection: round(random.uniform()),
    person,
    nearest: person ?? a,
    similarity: round(random.uniform()),
    runner_up: { person: b, similarity: round(random.uniform()) },
    reference: `/media/stick/family/${person ?? a}/reference-1.jpg`,
    confidence: round(random.uniform()),
    quality: { sharpness: 100 * round(random.uniform()), yaw: round(random.uniform()), size: width },
  };
}

function aPhoto(i: number) {
  const person = i % 10 === 0 ? random.pick(NAMES) : null, content = i % 50 === 49 ? i - 49 : i;
  return {
    type: person ? "match" : "photo",
    path: `/media/archive/Pictures/${2000 + i % 25}/folder ${Math.floor(i / A_FOLDER)}/IMG_${i}.JPG`,
    size: 3_000_000 + i,
    modified: new Date(1e12 + i).toISOString(),
    hash: createHash("sha256").update(`${content}`).digest("hex"),
    width: 4000,
    height: 3000,
    people: person ? [person] : [],
    faces: [aFace(person), ...Array.from({ length: i % MOST_FACES }, () => aFace(null))],
    from_index: false,
  };
}

/** Photos come to shards as if by a hash. */
const shardOf = (i: number) => (Math.imul(i, 0x9e3779b1) >>> 8) % files;

/** Writes the results of a shard, and gives their path. */
function writeShard(index: number): string {
  const path = join(stick.folder, `${index}.ndjson`), run = `run-${index}`;
  using file = Deno.openSync(path, { write: true, createNew: true });
  let seq = 0, lines: string[] = [], told = 0;
  const flush = () => {
    const bytes = new TextEncoder().encode(lines.join(""));
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
    lines = [];
  };
  const tell = ({ type, ...fields }: { type: string }) => {
    const time = new Date(1.7e12 + seq).toISOString();
    lines.push(JSON.stringify({ type, run, seq: seq++, time, ...fields }) + "\n");
    if (lines.length === AT_ONCE) flush();
  };
  tell({
    ...{ type: "start", schema: 1, version: "0.1.0", models: [], workers: 2, people: NAMES.map(aPerson) },
    ...{ not_people: [], strictness: "normal", roots: ["/media/archive"], threshold: 0.41, resumed: 0 },
    ...{ provider: { requested: "auto", used: "cpu", reason: "" }, search: run, shard: { index, of: files } },
  });
  for (let i = 0; i < photos; i++) {
    if (shardOf(i) !== index) continue;
    const photo = aPhoto(i), { path } = photo;
    told++;
    if (i % 1000 === 0) {
      tell({
        ...{ type: "error", path, stage: "decode", code: "damaged" },
        ...{ message: "cut off", retryable: false },
      });
    }
    tell(photo);
  }
  tell({
    ...{ type: "end", reason: "done", exit: 0, photos: told, matches: 0, errors: 0 },
    ...{ skipped: 0, seconds: 1 },
  });
  flush();
  return path;
}

const shards = Array.from({ length: files }, (_, index) => writeShard(index));
const megabytes = (paths: string[]) =>
  Math.round(paths.reduce((sum, path) => sum + Deno.statSync(path).size, 0) / 1e6);

/** Merges files, says how that went, and gives the output. */
async function measure(name: string, inputs: string[]): Promise<string> {
  const output = join(stick.folder, name);
  const [program, ...before] = stick.program;
  const { code, seconds, stderr, memory } = await measuredRun(
    program,
    [...before, "merge", ...inputs, "-o", output],
    { sampleMemory: 50 },
  );
  if (code !== 3) throw new Error(`exit ${code}: ${stderr}`);
  console.log(JSON.stringify({
    photos,
    files: inputs.length,
    megabytes: megabytes(inputs),
    seconds: Math.round(10 * seconds) / 10,
    peak_memory_mb: Math.round(memory / 1e6),
    said: stderr.trim(),
  }));
  return output;
}

const hashOf = async (path: string) => {
  const hash = createHash("sha256");
  for await (const bytes of (await Deno.open(path)).readable) hash.update(bytes);
  return hash.digest("hex");
};

const all = await measure("all.ndjson", shards);
const again = await measure("again.ndjson", [shards[1 % files], all]);
if (await hashOf(all) !== await hashOf(again)) throw new Error("merged again, the results are others");
