/**
 * The executable beside other programs, on photos of web size, in turns on the same machine:
 *
 *     deno task bench:peers [--photos 20] [--rounds 5] [--cache FOLDER]
 *
 * Prints the seconds a photo of each (medians), how many times as fast the executable is, and who found whom. The
 * other programs are installed in a virtual environment below the cache, which needs a package registry, cmake, a C++
 * compiler and some minutes for dlib. What each takes is its whole process, from start to end, with the same reference
 * photos; "a photo more" leaves the start and these out: what all photos took longer than the first of them alone.
 */
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { UsageError } from "../../src/failure.ts";
import { median } from "../../src/matching/person.ts";
import { exists, pythonWith } from "../accuracy/python.ts";
import { executable, makeStick } from "../end_to_end/program.ts";
import { measuredRun } from "./measured_run.ts";
import { CACHE, type PhotoSets, photoSets, PIPELINE } from "./photo_sets.ts";

/** A program that finds people in the photos of a folder. */
interface Peer {
  name: string;
  program: string;
  args: (photos: string) => string[];
  env?: Record<string, string>;
  /** Who it says is where: lines of "<file>\t<person>". */
  found: (stdout: string) => string[];
}

/** What one program took, in seconds, round by round. */
interface Times {
  whole: number[];
  /** For one photo alone. */
  first: number[];
}

/** How high a face is that must be found, in pixels; smaller ones are counted apart. */
const HIGH = 40;

const { values: options } = parseArgs({
  args: Deno.args,
  options: {
    photos: { type: "string", default: "20" },
    rounds: { type: "string", default: "5" },
    cache: { type: "string", default: CACHE },
  },
});
const rounds = Number(options.rounds), count = Number(options.photos);
if (!Number.isInteger(rounds) || rounds < 1) {
  throw new UsageError("--rounds takes a whole number, at least 1");
}
if (!Number.isInteger(count) || count < 2) throw new UsageError("--photos takes a whole number, at least 2");
if (!await exists(PIPELINE)) {
  throw new UsageError(
    `${PIPELINE} is needed, and is no part of the project. Expected the folder shared/ beside it.`,
  );
}

const sets = await photoSets(count, options.cache);
const python = await pythonWith("../bench/requirements-peers.txt", options.cache);
await using stick = await makeStick();
const flat = join(stick.folder, "known"), alone = join(stick.folder, "one");
await flatten(sets.known, flat);
await Deno.mkdir(alone);
const names = [...Deno.readDirSync(sets.web)].map(({ name }) => name).sort();
await Deno.copyFile(join(sets.web, names[0]), join(alone, names[0]));

const peers = [ownProgram(1), ownProgram(2), reference(), faceRecognition(1), faceRecognition(2)];
const times = new Map<Peer, Times>(peers.map((peer) => [peer, { whole: [], first: [] }]));
const found = new Map<Peer, Set<string>>();
// The executable unpacks its library once, and files come into the system's memory.
for (const peer of peers) await search(peer, alone);
for (let round = 0; round < rounds; round++) {
  for (const peer of peers) {
    const { whole, first } = times.get(peer)!;
    first.push((await search(peer, alone)).seconds);
    const { seconds, stdout } = await search(peer, sets.web);
    whole.push(seconds);
    found.set(peer, new Set(peer.found(stdout)));
  }
  console.error(`round ${round + 1} of ${rounds}, load ${Deno.loadavg()[0].toFixed(1)}`);
}

const rows = peers.map((peer) => row(peer, times.get(peer)!));
console.log(
  JSON.stringify({ photos: count, rounds, times: [...times].map(([{ name }, own]) => ({ name, ...own })) }),
);
console.log(table(rows));

async function search({ name, program, args, env }: Peer, photos: string) {
  const run = await measuredRun(program, args(photos), { env });
  if (run.code > 1) throw new Error(`${name}: exit ${run.code}\n${run.stderr}`);
  return run;
}

function ownProgram(parallel: number): Peer {
  const fixed = ["scan", "--priority", "normal", "--remember", "none", "--format", "ndjson"];
  return {
    name: `facefinder, ${parallel} at a time`,
    program: stick.program[0],
    args: (photos) => [...fixed, "--parallel", `${parallel}`, "--known", sets.known, photos],
    env: {},
    found: (stdout) => eventsOf(stdout, "match"),
  };
}

function reference(): Peer {
  return {
    name: "reference pipeline, one thread",
    program: python,
    args: (photos) => [PIPELINE, "search", sets.known, photos],
    found: (stdout) => eventsOf(stdout, "photo"),
  };
}

function faceRecognition(cpus: number): Peer {
  return {
    name: `face_recognition 1.3.0, --cpus ${cpus}`,
    program: python,
    args: (photos) => ["-m", "face_recognition.face_recognition_cli", "--cpus", `${cpus}`, flat, photos],
    found: (stdout) =>
      stdout.trim().split("\n").flatMap((line) => {
        const comma = line.lastIndexOf(","), photo = line.slice(0, comma), reference = line.slice(comma + 1);
        return reference.endsWith("_person") || reference === "no_persons_found"
          ? []
          : [`${basename(photo)}\t${personOf(reference)}`];
      }),
  };
}

function eventsOf(stdout: string, type: string): string[] {
  return stdout.trim().split("\n").map((line) => JSON.parse(line)).flatMap((event) =>
    event.type !== type
      ? []
      : event.faces.flatMap(({ person }: { person: string | null }) =>
        person === null ? [] : [`${basename(event.path)}\t${person}`]
      )
  );
}

/** face_recognition takes a person's name from the file: "Tony_Blair_0001". */
function personOf(reference: string): string {
  return reference.replace(/_\d+$/, "");
}

async function flatten(known: string, folder: string): Promise<void> {
  await Deno.mkdir(folder);
  for (const { name: person } of Deno.readDirSync(known)) {
    for (const { name } of Deno.readDirSync(join(known, person))) {
      await Deno.copyFile(join(known, person, name), join(folder, name));
    }
  }
}

function row(peer: Peer, { whole, first }: Times): string[] {
  const own = times.get(peers[1])!, more = (of: Times) => (median(of.whole) - median(of.first)) / (count - 1);
  return [
    peer.name,
    (median(whole) / count).toFixed(3),
    `${Math.min(...whole).toFixed(1)}-${Math.max(...whole).toFixed(1)}`,
    (median(whole) / median(own.whole)).toFixed(1),
    more({ whole, first }).toFixed(3),
    (more({ whole, first }) / more(own)).toFixed(1),
    ...recall(sets, found.get(peer)!),
  ];
}

/** Faces found of those high enough, of the others, and people told of who aren't there. */
function recall({ truth }: PhotoSets, pairs: ReadonlySet<string>): string[] {
  const faces = Object.entries(truth).flatMap(([photo, shown]) =>
    shown.flatMap(({ person, height }) => person === null ? [] : [{ pair: `${photo}\t${person}`, height }])
  );
  const [high, low] = [true, false].map((isHigh) => faces.filter(({ height }) => height >= HIGH === isHigh));
  const right = new Set(faces.map(({ pair }) => pair));
  return [
    ...[high, low].map((some) => `${some.filter(({ pair }) => pairs.has(pair)).length} of ${some.length}`),
    `${[...pairs].filter((pair) => !right.has(pair)).length}`,
  ];
}

function table(rows: readonly string[][]): string {
  const head = [
    `on ${count} photos (${basename(executable())}; medians of ${rounds})`,
    "s a photo",
    "whole run, s",
    "times as long",
    "s a photo more",
    "times as long",
    `found, ${HIGH} pixels and more`,
    "smaller",
    "false",
  ];
  return [head, head.map((_, i) => i === 0 ? "---" : "---:"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
