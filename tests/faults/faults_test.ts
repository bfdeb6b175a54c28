/**
 * What can go wrong in a night, done to the real program. `FAULT_ROUNDS` sets how often: a few in the ordinary
 * tests, many in `deno task faults`. Mounts file systems, so it needs Linux, and root or a name space of its own.
 */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import type { Event } from "../../src/output/events.ts";
import { fromSource, makeStick, ofType, run, SAMPLES, type Stick } from "../end_to_end/program.ts";
import { Random } from "../random.ts";
import { until } from "../until.ts";
import { makeAlbum } from "./album.ts";
import { bound, mounted } from "./mount.ts";
import {
  differences,
  findings,
  isAlive,
  kill,
  killHard,
  readResults,
  startScan,
  workersOf,
} from "./scan_run.ts";

/** How often the program is killed. */
const KILLS = Number(Deno.env.get("FAULT_ROUNDS") ?? 2);
/** How often everything else is done that has a random moment. */
const ROUNDS = Math.max(1, Math.round(KILLS / 5));
/** How often an index is damaged, in one way after the other. */
const DAMAGES = Math.max(3, 4 * ROUNDS), WAYS = ["truncated", "bits", "zeros"] as const;
const PHOTOS = Number(Deno.env.get("FAULT_PHOTOS") ?? 40);
const known = join(SAMPLES, "known");

const albumFolder = await Deno.makeTempDir({ prefix: "facefinder-album-" });
const photos = await makeAlbum(albumFolder, PHOTOS);
globalThis.addEventListener("unload", () => Deno.removeSync(albumFolder, { recursive: true }));

const seed = Number(Deno.env.get("FAULT_SEED") ?? Date.now() % 1e6);
const random = new Random(seed);
console.log(`${PHOTOS} photos, ${KILLS} and ${ROUNDS} rounds, FAULT_SEED=${seed}`);
let faults = 0, lost = 0;
globalThis.addEventListener("unload", () => console.log(`${faults} faults tried, ${lost} photos lost`));

/** What an undisturbed scan of the album finds, and the milliseconds that it takes. */
const undisturbed = await (async () => {
  await using stick = await makeStick();
  const results = join(stick.folder, "results.ndjson"), began = performance.now();
  const { code, stderr } = await startScan(stick, albumFolder, results).ended;
  strictEqual(code, 0, stderr);
  const found = findings(await readResults(results));
  strictEqual(found.size, photos.length);
  return { found, milliseconds: performance.now() - began };
})();

/** Counts a fault, and that no photo is lost, told twice, or told otherwise than without it. */
function check(events: readonly Event[], what: string) {
  faults++;
  const wrong = differences(undisturbed.found, findings(events));
  lost += wrong.length;
  deepStrictEqual(wrong, [], what);
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const someMoment = () => random.below(undisturbed.milliseconds);

/** Waits until so many photos have been told. */
const toldIn = (results: string, count: number) =>
  until(async () => findings(await readResults(results)).size >= count);

/** Runs the scan to its end, after it was stopped. */
async function finish(stick: Stick, results: string): Promise<Event[]> {
  const { code, stderr } = await startScan(stick, albumFolder, results).ended;
  strictEqual(code, 0, stderr);
  return await readResults(results);
}

Deno.test(`${KILLS} x kill -9: the next run goes on, and each photo is told once`, async () => {
  for (let round = 0; round < KILLS; round++) {
    await using stick = await makeStick();
    const results = join(stick.folder, "results.ndjson"), scan = startScan(stick, albumFolder, results);
    const moment = someMoment();
    await pause(moment);
    await killHard(scan);
    const first = await readResults(results), before = findings(first).size;
    if (ofType(first, "end").length > 0) { // it was quicker than that
      check(first, `not killed after ${moment} ms`);
      continue;
    }
    const events = await finish(stick, results);
    check(events, `killed after ${moment} ms`);
    const start = ofType(events, "start").at(-1)!;
    ok(start.resumed >= before, `${before} photos were told before, ${start.resumed} were known`);
    // Not one photo that had been told was analysed again.
    const run = ofType(events, "end").at(-1)!.run;
    const told = events.filter((event) =>
      event.run === run && (event.type === "match" || event.type === "photo")
    );
    strictEqual(told.length, photos.length - before);
  }
});

Deno.test(`${ROUNDS} x kill -9, events on stdout only: the next run tells everything, and analyses only the rest`, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    await using stick = await makeStick();
    const first = startScan(stick, albumFolder, join(stick.folder, "first.ndjson"));
    const moment = someMoment();
    await pause(moment);
    await killHard(first);
    const told = new Set(findings(await readResults(join(stick.folder, "first.ndjson"))).keys());
    const events = await finish(stick, join(stick.folder, "second.ndjson"));
    check(events, `killed after ${moment} ms`);
    const again = events.filter((event) =>
      (event.type === "match" || event.type === "photo") && told.has(event.path) && !event.from_index
    );
    deepStrictEqual(again, []);
  }
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`${ROUNDS} x ${signal}: an orderly end, and the next run goes on`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      await using stick = await makeStick();
      const results = join(stick.folder, "results.ndjson"), scan = startScan(stick, albumFolder, results);
      const moment = someMoment();
      await pause(moment);
      kill(scan.child.pid, signal);
      const { code, stderr } = await scan.ended, [end] = ofType(await readResults(results), "end");
      // Before the program listens, the system ends it.
      if (end) deepStrictEqual([code, end.exit], [end.reason === "done" ? 0 : 130, code], stderr);
      else ok(moment < 1000, `no end after ${moment} ms: ${stderr}`);
      check(
        end?.reason === "done" ? await readResults(results) : await finish(stick, results),
        `${signal} after ${moment} ms`,
      );
    }
  });
}

Deno.test(`${ROUNDS} x a worker is killed: its photo is done again, and all are told`, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    await using stick = await makeStick();
    const results = join(stick.folder, "results.ndjson"), scan = startScan(stick, albumFolder, results);
    await pause(someMoment());
    const workers = await workersOf(scan.child.pid);
    if (workers.length) kill(random.pick(workers), random.pick(["SIGKILL", "SIGSEGV", "SIGABRT"]));
    const { code, stderr } = await scan.ended;
    strictEqual(code, 0, stderr);
    check(await readResults(results), "a worker killed");
  }
});

Deno.test("a worker that hangs is replaced, and its photo is done again", async () => {
  await using stick = await makeStick();
  const results = join(stick.folder, "results.ndjson");
  // One alone has surely begun its work when something is found; one that starts is given two minutes.
  const scan = startScan(stick, albumFolder, results, ["--photo-timeout", "10", "--parallel", "1"]);
  await toldIn(results, 1);
  kill(random.pick(await workersOf(scan.child.pid)), "SIGSTOP");
  const { code, stderr } = await scan.ended;
  strictEqual(code, 0, stderr);
  check(await readResults(results), "a worker stopped");
});

Deno.test("no worker outlives the program, not even one that hangs", async () => {
  await using stick = await makeStick();
  const results = join(stick.folder, "results.ndjson");
  // One alone has surely begun its work when something is found.
  const scan = startScan(stick, albumFolder, results, ["--parallel", "1"]);
  await toldIn(results, 1);
  const workers = await workersOf(scan.child.pid);
  ok(workers.length > 0);
  for (const pid of workers) kill(pid, "SIGSTOP");
  kill(scan.child.pid, "SIGKILL");
  await scan.ended;
  faults++;
  await until(() => !workers.some(isAlive));
});

Deno.test("a photo that is never done within its time is tried twice, told as an error, and the rest is told", async () => {
  await using stick = await makeStick();
  const late = join(SAMPLES, "album/obama3.jpg"), known = ["--known", join(SAMPLES, "known")];
  // What was analysed at leisure is remembered, the reference photo too: only the other has no time.
  const first = await run(stick, ["scan", "--all", ...known, albumFolder]);
  strictEqual(first.code, 0, first.stderr);
  const { code, stdout } = await run(stick, [
    "scan",
    "--all",
    ...known,
    albumFolder,
    late,
    "--photo-timeout",
    "0.001",
  ]);
  faults++;
  const all: Event[] = stdout.trim().split("\n").map((line) => JSON.parse(line));
  deepStrictEqual(ofType(all, "error").map(({ path, code }) => [path, code]), [[late, "photo_timeout"]]);
  deepStrictEqual([code, ofType(all, "end")[0].photos], [3, photos.length]);
});

Deno.test("a stick that fills up: a warning, all photos told, and all remembered once there is room", async () => {
  let warned = 0;
  for (const megabytes of [1, 2, 3]) {
    await using stick = await makeStick();
    await using data = await mounted(`size=${megabytes}m`);
    // The native library needs more room than this: it is kept elsewhere, as if it had been there before.
    await using library = await unpacked(stick, data.path);
    const results = join(stick.folder, "results.ndjson");
    const scan = startScan(stick, albumFolder, results, ["--data", data.path]);
    const { code, stderr } = await scan.ended;
    strictEqual(code, 0, stderr);
    check(await readResults(results), `${megabytes} MB, with the library at ${library.path}`);
    if (/^warning: .*(full|no room)/im.test(stderr)) warned++;
    if (megabytes > 1) continue;
    await data.remount("size=100m");
    for (const [round, least] of [0, photos.length].entries()) {
      const again = join(stick.folder, `again ${round}.ndjson`);
      const ended = await startScan(stick, albumFolder, again, ["--data", data.path]).ended;
      const known = (await readResults(again)).filter((event) =>
        (event.type === "match" || event.type === "photo") && event.from_index
      );
      deepStrictEqual([ended.code, known.length >= least], [0, true], ended.stderr);
    }
  }
  ok(warned > 0, "none of them was full");
});

Deno.test("a stick that has become read-only: what it remembers is answered, and all photos are told", async () => {
  await using stick = await makeStick();
  await using medium = await mounted("size=300m");
  const here = await stickAt(stick, medium.path);
  const first = startScan(here, albumFolder, join(stick.folder, "first.ndjson"));
  await toldIn(join(stick.folder, "first.ndjson"), photos.length / 4);
  kill(first.child.pid, "SIGINT");
  strictEqual((await first.ended).code, 130);
  await medium.remount("ro");
  const results = join(stick.folder, "results.ndjson");
  const { code, stderr } = await startScan(here, albumFolder, results).ended;
  strictEqual(code, 0, stderr);
  match(stderr, /cannot write to .*facefinder-data/);
  const events = await readResults(results);
  check(events, "read-only");
  const known = events.filter((event) => event.type === "photo" && event.from_index).length;
  ok(known >= photos.length / 8, `${known} photos were known`);
});

Deno.test("photos that go away: target_lost, exit 4, and when they are back the scan goes on", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    await using stick = await makeStick();
    const results = join(stick.folder, "results.ndjson");
    const place = join(stick.folder, "stick"), away = join(stick.folder, "away");
    await Deno.mkdir(place);
    await copyTree(albumFolder, place);
    const scan = startScan(stick, place, results);
    const wanted = random.below(photos.length / 2);
    await toldIn(results, wanted);
    await Deno.rename(place, away);
    const { code, stderr } = await scan.ended, [end] = ofType(await readResults(results), "end");
    deepStrictEqual([code, end.reason], [4, "target_lost"], stderr);
    await Deno.rename(away, place);
    const second = await startScan(stick, place, results).ended;
    strictEqual(second.code, 0, second.stderr);
    const events = await readResults(results);
    check(moved(events, place, albumFolder), "went away");
  }
});

Deno.test("a file system that is unmounted under the scan is a lost target", async () => {
  await using stick = await makeStick();
  const results = join(stick.folder, "results.ndjson");
  {
    await using target = await mounted("size=100m");
    await copyTree(albumFolder, target.path);
    const scan = startScan(stick, target.path, results);
    await toldIn(results, 5);
    await target.unmount();
    const { code, stderr } = await scan.ended, [end] = ofType(await readResults(results), "end");
    deepStrictEqual([code, end.reason], [4, "target_lost"], stderr);
    faults++;
  }
});

Deno.test(`${DAMAGES} x a damaged index: said aloud, and all photos told as before`, async () => {
  await using stick = await makeStick();
  const results = join(stick.folder, "results.ndjson"),
    index = join(stick.folder, "facefinder-data/index.sqlite");
  await finish(stick, results);
  const whole = await Deno.readFile(index);
  for (let round = 0; round < DAMAGES; round++) {
    const bytes = whole.slice(), kind = WAYS[round % WAYS.length];
    const at = random.below(bytes.length);
    if (kind === "bits") {
      for (let i = 0; i < 200; i++) bytes[random.below(bytes.length)] ^= 1 << random.below(8);
    }
    if (kind === "zeros") bytes.fill(0, at, at + 3 * 16384);
    await Deno.writeFile(index, kind === "truncated" ? bytes.subarray(0, at) : bytes);
    const again = join(stick.folder, `results ${round}.ndjson`);
    const scan = await startScan(stick, albumFolder, again).ended;
    strictEqual(scan.code, 0, scan.stderr);
    if (kind !== "bits") match(scan.stderr, /warning: the index/, `${kind} at ${at}`);
    check(await readResults(again), `${kind} at ${at}`);
    for (const end of ["-wal", "-shm"]) await Deno.remove(index + end).catch(() => {});
    const third = await startScan(stick, albumFolder, join(stick.folder, `third ${round}.ndjson`)).ended;
    deepStrictEqual([third.code, /warning/.test(third.stderr)], [0, false], third.stderr);
  }
});

Deno.test("two scans share one index, and both tell everything", async () => {
  await using stick = await makeStick();
  const results = [1, 2].map((n) => join(stick.folder, `results ${n}.ndjson`));
  const ends = await Promise.all(results.map((path) => startScan(stick, albumFolder, path).ended));
  for (const [i, { code, stderr }] of ends.entries()) {
    strictEqual(code, 0, stderr);
    ok(!/warning/.test(stderr), stderr);
    check(await readResults(results[i]), "shared");
  }
  const { code, stdout } = await run(stick, ["index", "verify"]);
  deepStrictEqual([code, stdout], [0, "the index is whole\n"]);
});

Deno.test("a results file on a full file system ends the run, and the next one tells the rest", async () => {
  await using stick = await makeStick();
  const results = join(stick.folder, "results.ndjson");
  {
    await using small = await mounted("size=16k");
    const torn = join(small.path, "results.ndjson");
    const { code, stderr } = await startScan(stick, albumFolder, torn).ended;
    strictEqual(code, 2, stderr);
    match(stderr, /no room is left/);
    await Deno.copyFile(torn, results);
  }
  check(await finish(stick, results), "full");
});

/** The same program in another folder. */
async function stickAt(stick: Stick, folder: string): Promise<Stick> {
  if (fromSource) {
    throw new Error("the stick must be where the program is: run this test with the executable");
  }
  const program = join(folder, "facefinder");
  await Deno.copyFile(stick.program[0], program);
  return { ...stick, folder, program: [program] };
}

async function copyTree(from: string, to: string) {
  const { success } = await new Deno.Command("cp", { args: ["-a", `${from}/.`, to] }).output();
  ok(success);
}

/** The events as if the photos had been below `to`. */
function moved(events: Event[], from: string, to: string): Event[] {
  return events.map((event) =>
    "path" in event && event.path ? { ...event, path: event.path.replace(from, to) } : event
  );
}

/** Puts the native library where the program looks for it, on another file system than a small `data` folder is. */
async function unpacked(stick: Stick, data: string) {
  const place = join(stick.folder, "library");
  await run(stick, ["scan", "--known", known, join(SAMPLES, "album/chelsea.png"), "--data", place]);
  const native = await bound(join(place, "native"), join(data, "native"));
  return {
    path: place,
    async [Symbol.asyncDispose]() {
      await native[Symbol.asyncDispose]();
      await Deno.remove(place, { recursive: true });
    },
  };
}
