/**
 * How a search grows with the collection and with the people sought:
 *
 *     deno task bench:collections [--files 1000,10000,100000] [--people 1,10,100] [--data FOLDER]
 *
 * Collections are trees of tiny photos: a few pictures, each copied to many files, so that walking, reading, telling
 * copies apart and printing is what takes the time, and one name in ten a hard link to the file before it. Nothing is
 * remembered before. People are sought in the portraits beside the project, all remembered: by an index in `--data` (of
 * which a copy is used), or by a run that isn't measured. Prints a line of JSON for each.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { median } from "../../src/matching/person.ts";
import { makeStick, SAMPLES, type Stick } from "../end_to_end/program.ts";
import { type MeasuredRun, measuredRun } from "./measured_run.ts";
import { PORTRAITS } from "./photo_sets.ts";

/** Files in a folder; every LINKED-th is a link to the one before. */
const A_FOLDER = 500, LINKED = 10;
/** Milliseconds between samples of memory. */
const SAMPLE = 250;
/** Searches for the same people. */
const ROUNDS = 5;
/** Reference photos of a person. */
const REFERENCES = 3;

/** A run whose stdout was only looked at in passing. */
interface Told extends MeasuredRun {
  /** Seconds to the first event after `start`. */
  firstEvent: number;
  /** Events of all, `start` and `end` too. */
  lines: number;
  end: { photos: number; matched: number; errors: number };
}

const { values: options } = parseArgs({
  args: Deno.args,
  options: {
    files: { type: "string", default: "1000,10000,100000" },
    people: { type: "string", default: "1,10,100" },
    data: { type: "string" },
  },
});

for (const files of numbers(options.files)) {
  await using stick = await makeStick();
  const root = join(stick.folder, "photos");
  makeTree(root, files);
  const told = await watchedScan(stick, ["--all", "--known", join(SAMPLES, "known"), root]);
  const { seconds, firstEvent, memory, lines, end } = told;
  console.log(JSON.stringify({
    files,
    photos: end.photos,
    events: lines,
    errors: end.errors,
    first_event_s: rounded(firstEvent),
    seconds: rounded(seconds),
    ms_a_file: rounded(1000 * seconds / files),
    peak_memory_mb: Math.round(memory / 1e6),
  }));
}

if (options.people !== "") await searchForPeople(numbers(options.people));

async function searchForPeople(counts: readonly number[]): Promise<void> {
  await using stick = await makeStick();
  if (options.data) {
    await Deno.mkdir(join(stick.folder, "facefinder-data"), { mode: 0o700 });
    await Deno.copyFile(
      join(options.data, "index.sqlite"),
      join(stick.folder, "facefinder-data/index.sqlite"),
    );
  }
  const people = [...Deno.readDirSync(PORTRAITS)].map(({ name }) => name).sort()
    .filter((name) => [...Deno.readDirSync(join(PORTRAITS, name))].length >= REFERENCES);
  for (const count of counts) {
    const known = join(stick.folder, `known-${count}`);
    for (const person of people.slice(0, count)) await copyReferences(person, known);
    const search = () => watchedScan(stick, ["--known", known, PORTRAITS]);
    // Photos and reference photos are analysed.
    await search();
    const runs: Told[] = [];
    for (let round = 0; round < ROUNDS; round++) runs.push(await search());
    console.log(JSON.stringify({
      people: Math.min(count, people.length),
      photos: runs[0].end.photos,
      matched: runs[0].end.matched,
      seconds: runs.map(({ seconds }) => rounded(seconds)),
      median_s: rounded(median(runs.map(({ seconds }) => seconds))),
      peak_memory_mb: Math.round(Math.max(...runs.map(({ memory }) => memory)) / 1e6),
    }));
  }
}

async function copyReferences(person: string, known: string): Promise<void> {
  await Deno.mkdir(join(known, person), { recursive: true });
  const names = [...Deno.readDirSync(join(PORTRAITS, person))].map(({ name }) => name).sort();
  for (const name of names.slice(0, REFERENCES)) {
    await Deno.copyFile(join(PORTRAITS, person, name), join(known, person, name));
  }
}

/** A scan that counts its events as they come, and keeps the last one. */
async function watchedScan(stick: Stick, args: readonly string[]): Promise<Told> {
  const NEWLINE = 10, TAIL = 65536;
  let lines = 0, firstEvent = 0, tail = new Uint8Array();
  const take = (chunk: Uint8Array, seconds: number) => {
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) lines++;
    if (lines > 1 && firstEvent === 0) firstEvent = seconds;
    const joined = new Uint8Array(tail.length + chunk.length);
    joined.set(tail);
    joined.set(chunk, tail.length);
    tail = joined.slice(-TAIL);
  };
  const fixed = ["scan", "--priority", "normal", "--format", "ndjson"];
  const run = await measuredRun(stick.program[0], [...fixed, ...args], {
    env: {},
    take,
    sampleMemory: SAMPLE,
  });
  if (run.code > 1) throw new Error(`exit ${run.code}: ${run.stderr}`);
  return {
    ...run,
    lines,
    firstEvent,
    end: JSON.parse(new TextDecoder().decode(tail).trim().split("\n").at(-1)!),
  };
}

/** A tree with so many names of photos, copies of a few pictures. */
function makeTree(root: string, files: number): void {
  const pictures = tinyPictures();
  for (let i = 0; i < files; i++) {
    const folder = join(root, `${Math.floor(i / A_FOLDER)}`), path = join(folder, `IMG_${i}.bmp`);
    if (i % A_FOLDER === 0) Deno.mkdirSync(folder, { recursive: true });
    if (i % LINKED === LINKED - 1) Deno.linkSync(join(folder, `IMG_${i - 1}.bmp`), path);
    else Deno.writeFileSync(path, pictures[i % pictures.length]);
  }
}

/** Bitmaps of one colour each, 16x16 pixels. */
function tinyPictures(): Uint8Array[] {
  const SIDE = 16, HEADER = 54, COLOURS = 50;
  return Array.from({ length: COLOURS }, (_, colour) => {
    const bytes = new Uint8Array(HEADER + 3 * SIDE * SIDE).fill(4 * colour, HEADER),
      view = new DataView(bytes.buffer);
    bytes.set([0x42, 0x4d]);
    view.setUint32(2, bytes.length, true);
    view.setUint32(10, HEADER, true);
    view.setUint32(14, 40, true);
    view.setInt32(18, SIDE, true);
    view.setInt32(22, SIDE, true);
    view.setUint16(26, 1, true);
    view.setUint16(28, 24, true);
    return bytes;
  });
}

function numbers(list: string): number[] {
  return list === "" ? [] : list.split(",").map(Number);
}

function rounded(value: number): number {
  return Math.round(1000 * value) / 1000;
}
