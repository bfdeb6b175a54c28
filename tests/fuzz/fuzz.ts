/**
 * Runs the program over files that were broken on purpose, and tells of every file that it doesn't answer for:
 * `deno run -A tests/fuzz/fuzz.ts [files] [seed]`. A file of a run is made again by its number and the seed.
 */
import { basename, join } from "node:path";
import type { Event } from "../../src/output/events.ts";
import { command, events, makeStick, SAMPLES, type Stick } from "../end_to_end/program.ts";
import { fujifilm, rawFiles } from "../unit/photos/raw_files.ts";
import { blackOnly, withProfile } from "../unit/photos/icc_profiles.ts";
import { mutate } from "./mutate.ts";
import { Random } from "../random.ts";

/** Photos at once, and the most memory that the program may take with them: two of 1,100 MB, and its own. */
const WORKERS = 2, MOST_BYTES = 3.2e9;
/** Files of one run of the program, and after how long it is taken for hanging (milliseconds). */
const BATCH = 1000, HANGING = 20 * 60_000;

/** How a fuzz run ended. */
export interface FuzzReport {
  files: number;
  /** Files by what the program said of them: `photo`, an error's code, a skip's reason. */
  answers: Record<string, number>;
  /** The memory of the program and its workers at their peaks, in bytes; 0 where the system doesn't tell. */
  peak: number;
  /** What went wrong, a line each; none is the aim. */
  failures: string[];
}

/** The files that are broken: one of every kind, raw files made around one, and one with a profile of inks. */
export function seeds(): [name: string, bytes: Uint8Array][] {
  const folder = join(SAMPLES, "formats");
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) =>
    !/\.(py|md|txt)$/.test(name)
  );
  const files = names.sort().map((
    name,
  ): [string, Uint8Array] => [name, Deno.readFileSync(join(folder, name))]);
  const read = (name: string) => Deno.readFileSync(join(folder, name));
  const parts = {
    thumbnail: read("gray.jpg"),
    preview: read("orientation-6.jpg"),
    orientation: 6,
    sensor: read("lossless.jpg"),
  };
  const fuji = fujifilm(read("orientation-6.jpg"), read("lossless.jpg"));
  const inks = withProfile(read("cmyk.jpg"), blackOnly());
  return [...files, ...Object.entries(rawFiles(parts)), ["fujifilm.raf", fuji], ["cmyk-profile.jpg", inks]];
}

/** The broken file with this number. */
export function brokenFile(originals: ReturnType<typeof seeds>, seed: number, number: number) {
  const random = new Random(seed * 1_000_003 + number);
  const [name, bytes] = originals[number % originals.length];
  const broken = mutate(bytes, random, random.pick(originals)[1]);
  return { name: `${String(number).padStart(6, "0")} ${name}`, bytes: broken };
}

/** Breaks `count` files and runs the program over them. */
export async function fuzz(
  count: number,
  seed: number,
  log: (line: string) => void = () => {},
): Promise<FuzzReport> {
  const report: FuzzReport = { files: 0, answers: {}, peak: 0, failures: [] };
  const originals = seeds();
  await using stick = await makeStick();
  for (let from = 0; from < count; from += BATCH) {
    const photos = join(stick.folder, "photos");
    await Deno.mkdir(photos);
    const names: string[] = [];
    for (let number = from; number < Math.min(count, from + BATCH); number++) {
      const { name, bytes } = brokenFile(originals, seed, number);
      names.push(name);
      await Deno.writeFile(join(photos, name), bytes);
    }
    await runOver(stick, photos, names, report);
    await Deno.remove(photos, { recursive: true });
    log(
      `${report.files} files, ${report.failures.length} failures, peak ${
        Math.round(report.peak / 2 ** 20)
      } MB`,
    );
  }
  return report;
}

async function runOver(stick: Stick, photos: string, names: string[], report: FuzzReport) {
  const child = command(stick, ["faces", "-p", String(WORKERS), photos]).spawn();
  const hanging = setTimeout(() => child.kill("SIGKILL"), HANGING);
  const watch = setInterval(() => report.peak = Math.max(report.peak, peakOf(child.pid)), 50);
  const { code, stdout, stderr } = await child.output();
  clearTimeout(hanging);
  clearInterval(watch);
  report.files += names.length;
  if (code !== 0 && code !== 3) {
    report.failures.push(`exit code ${code}: ${new TextDecoder().decode(stderr).slice(-500)}`);
  }
  let all: Event[] = [];
  try {
    all = events(new TextDecoder().decode(stdout));
  } catch (error) {
    report.failures.push(String(error));
  }
  check(all, names, report);
  if (report.peak > MOST_BYTES) report.failures.push(`${report.peak} bytes of memory`);
}

/** One answer for each file: a photo (with an error before it when it is damaged), a skip or an error. */
function check(all: readonly Event[], names: readonly string[], report: FuzzReport) {
  const answers = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const event of all) {
    if (event.type === "photo") answers.get(basename(event.path))?.push("photo");
    if (event.type === "skip") answers.get(basename(event.path))?.push(event.reason);
    if (event.type === "error") answers.get(basename(event.path ?? ""))?.push(event.code);
  }
  for (const [name, [first, second, ...more]] of answers) {
    const isDamaged = first === "truncated" || first === "damaged";
    const wanted = isDamaged
      ? second === "photo" && more.length === 0
      : first !== undefined && second === undefined;
    // Memory that ran out, a worker that died, or a failure that nobody thought of: all are ours to prevent.
    const bad = /internal|out_of_memory|worker|time|inference/.test(first ?? "");
    if (!wanted || bad) report.failures.push(`${name}: ${[first, second, ...more].join(", ")}`);
    report.answers[first] = (report.answers[first] ?? 0) + 1;
  }
}

/** The most memory that a process and those that it started, as far as they still run, have had, in bytes. */
function peakOf(pid: number): number {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    const started = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean);
    const own = 1024 * Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? 0);
    return started.reduce((sum, child) => sum + peakOf(Number(child)), own);
  } catch {
    return 0;
  }
}

if (import.meta.main) {
  const count = Number(Deno.args[0] ?? 20_000), seed = Number(Deno.args[1] ?? Date.now() % 1e6);
  console.log(`${count} files, seed ${seed}`);
  const { answers, failures } = await fuzz(count, seed, (line) => console.log(line));
  console.log(answers);
  for (const failure of failures) console.log(`FAILED: ${failure}`);
  Deno.exit(failures.length ? 1 : 0);
}
