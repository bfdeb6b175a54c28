import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { basename, join } from "node:path";
import { createHash } from "node:crypto";
import { Verdicts } from "../../../src/decisions/verdicts.ts";
import type { Effort } from "../../../src/faces/effort.ts";
import type { Retention } from "../../../src/index/retention.ts";
import { makePerson } from "../../../src/matching/person.ts";
import { PhotoCopier } from "../../../src/output/copy.ts";
import type { EventOf, Unsent } from "../../../src/output/events.ts";
import { SidecarWriter } from "../../../src/output/sidecars/sidecar_writer.ts";
import { readXmp } from "../../../src/output/sidecars/xmp.ts";
import { newTally, type Tally } from "../../../src/output/tally.ts";
import { Told } from "../../../src/output/told.ts";
import { Meter } from "../../../src/meter.ts";
import { PLAIN_WALK } from "../../../src/photos/walk_item.ts";
import { Examiner } from "../../../src/scan/examiner.ts";
import type { SeenPhoto } from "../../../src/scan/open_photos.ts";
import { WorkerPool } from "../../../src/workers/pool.ts";
import type { PhotoStream } from "../../../src/scan/plan.ts";
import { scan } from "../../../src/scan/scan.ts";
import { Targets } from "../../../src/scan/targets.ts";
import { openIn } from "../index/test_index.ts";
import { makeFolder } from "../output/temporary_folder.ts";
import { actingWorkers } from "../workers/acting_workers.ts";

interface Settings {
  effort?: Effort;
  all?: boolean;
  retention?: Retention;
  /** What earlier, unfinished runs have told. */
  told?: Unsent[];
  /** Where matches are copied to, with sidecars. */
  copyTo?: string;
  /** The run is asked to stop when this is told. */
  stopAt?: (event: Unsent) => boolean;
  /** Somebody is shown every event. */
  witness?: (event: Unsent) => void;
  verdicts?: Verdicts;
  /** Somebody is shown every photo. */
  gather?: (seen: SeenPhoto) => void;
  learning?: boolean;
  /** The photos come as a stream; gets the folder that they are in. */
  stream?: (folder: string) => PhotoStream;
}

interface Ran {
  events: Unsent[];
  tally: Tally;
}

/** A person whose faces lie at this angle: see acting_worker.ts. */
function person(name: string, angle: number) {
  const embedding = new Float32Array(512);
  embedding.set([Math.cos(angle), Math.sin(angle)]);
  return { ...makePerson(name, [embedding]), threshold: 0.8, certain: 0.9 };
}
const names = ["Ann", "Bob"];
const people = [person("Ann", 0), person("Bob", 3)];
const SURE = 0.35, JUST = 0.6, UNDECIDED = 0.7, STRANGER = 1.6, BOB = 3;

/** Searches `photos`, each of which says which faces its workers see, with one worker, as often as is wanted. */
async function withScans(
  photos: Record<string, string>,
  work: (run: (settings?: Settings) => Promise<Ran>) => Promise<void>,
) {
  await using folder = await makeFolder();
  await using workers = await actingWorkers();
  const pool = new WorkerPool(workers.start, 1, 20_000), { index } = openIn(folder);
  const root = join(folder.path, "photos");
  await Deno.mkdir(root);
  for (const [name, act] of Object.entries(photos)) {
    await Deno.writeTextFile(join(root, name), act);
  }
  try {
    await work(
      async (
        {
          effort = "thorough",
          all = false,
          retention = "all",
          told = [],
          copyTo,
          stopAt,
          witness,
          verdicts,
          gather,
          learning = true,
          stream,
        } = {},
      ) => {
        const stop = new AbortController(), events: Unsent[] = [], tally = newTally(), before = new Told();
        told.forEach((event) => before.add(event));
        const examiner = new Examiner({
          index,
          pool,
          retention,
          readTimeout: 20_000,
          mostBytes: 2 ** 20,
          signal: stop.signal,
          meter: new Meter(),
          question: {
            search: `s, learning: ${learning}`,
            embeddings: false,
            effort: effort === "thorough" ? "normal" : effort,
          },
        });
        await scan({
          roots: [root],
          walk: stream?.(root) ?? PLAIN_WALK,
          people,
          notWanted: [],
          verdicts: verdicts ?? new Verdicts(),
          rise: () => 0,
          confidence: () => 0.5,
          detail: { landmarks: false, embeddings: false },
          all,
          copier: copyTo ? new PhotoCopier(copyTo, { people: names }) : null,
          sidecars: copyTo
            ? new SidecarWriter({ people: names, besideOriginals: false, timeout: 9000 })
            : null,
          gather,
          effort,
          learning,
        }, {
          examiner,
          targets: await Targets.of([root]),
          sink: {
            send(event) {
              events.push(event);
              if (stopAt?.(event)) stop.abort("interrupted");
              return Promise.resolve();
            },
          },
          told: before,
          witness,
          signal: stop.signal,
          meter: new Meter(),
        }, tally);
        return { events, tally };
      },
    );
  } finally {
    await pool.stop();
    await index.close();
  }
}

type PhotoEvent = Unsent<EventOf<"match"> | EventOf<"photo">>;
const isPhoto = (event: Unsent): event is PhotoEvent => event.type === "match" || event.type === "photo";

/** What was told of each photo: who, and that it was revised. */
function tellings(events: Unsent[]): Record<string, string[]> {
  const told: Record<string, string[]> = {};
  for (const event of events.filter(isPhoto)) {
    const text = event.people.toSorted().join("+") || "nobody";
    (told[basename(event.path)] ??= []).push(event.revised ? `${text}, revised` : text);
  }
  return told;
}

Deno.test("a second look adds people to a photo", () =>
  withScans({ "a.jpg": `faces ${SURE}/${SURE},${BOB}` }, async (run) => {
    const { events, tally } = await run();
    deepStrictEqual(tellings(events), { "a.jpg": ["Ann", "Ann+Bob, revised"] });
    deepStrictEqual([tally.photos, tally.matches, tally.lookedAt], [1, 1, 1]);
  }));

Deno.test("copies and their sidecars follow when a match is revised", async () => {
  await using folder = await makeFolder();
  await withScans({ "a.jpg": `faces ${SURE}/${SURE},${BOB}` }, async (run) => {
    const { events } = await run({ copyTo: folder.path });
    const [first, revised] = events.filter(isPhoto);
    const copy = (name: string) => join(folder.path, name, "a.jpg");
    deepStrictEqual([first.copied_to, first.sidecars], [[copy("Ann")], [`${copy("Ann")}.xmp`]]);
    deepStrictEqual(revised.sidecars?.toSorted(), names.map((name) => `${copy(name)}.xmp`));
    for (const sidecar of revised.sidecars!) {
      const told = readXmp(await Deno.readTextFile(sidecar))!.list.map(({ name }) => name);
      deepStrictEqual(told.toSorted(), names);
    }
    deepStrictEqual(events.filter(({ type }) => type === "error"), []);
  });
});

Deno.test("who was found at the first look stays found when the second sees their face worse", () =>
  withScans({
    "a.jpg": `faces ${JUST}/${UNDECIDED},${BOB}`,
    "b.jpg": `faces ${JUST}/${STRANGER}`,
    "c.jpg": `faces ${JUST}/`,
  }, async (run) => {
    const expected = ["Ann", "Ann+Bob, revised"];
    const { events } = await run({ all: true });
    deepStrictEqual(tellings(events), { "a.jpg": expected, "b.jpg": ["Ann"], "c.jpg": ["Ann"] });
    const revised = events.filter(isPhoto).find((event) => event.revised)!;
    deepStrictEqual(revised.faces.map(({ person }) => person).toSorted(), ["Ann", "Bob"], "no face twice");
    const again = await run({ all: true });
    deepStrictEqual(tellings(again.events), { "a.jpg": ["Ann+Bob"], "b.jpg": ["Ann"], "c.jpg": ["Ann"] });
  }));

Deno.test("stopped during the second look: all are told, and what the rest of it finds later is a revision", () => {
  const names = Array.from({ length: 12 }, (_, i) => `${i}.jpg`);
  const photos = names.map((name) => [name, `faces ${STRANGER}/${SURE} ${name}`]);
  return withScans(Object.fromEntries(photos), async (run) => {
    const stopped = await run({ all: true, stopAt: ({ type }) => type === "match" });
    const first = tellings(stopped.events);
    deepStrictEqual(Object.keys(first).toSorted(), names.toSorted(), "each is told");
    ok(Object.values(first).every((told) => told.length === 1), "each once");
    ok(Object.values(first).some(([told]) => told === "nobody"), "some were not looked at again");
    const { events, tally } = await run({ all: true, told: stopped.events });
    for (const [name, [told]] of Object.entries(first)) {
      deepStrictEqual(tellings(events)[name], told === "nobody" ? ["Ann, revised"] : undefined, name);
    }
    strictEqual(tally.matches, names.length);
  });
});

Deno.test("what is learnt at the end of a run names faces that were undecided", () =>
  withScans({ "a.jpg": `faces ${SURE}`, "b.jpg": `faces ${UNDECIDED}` }, async (run) => {
    for (const retention of ["known", "all"] as const) {
      const { events, tally } = await run({ effort: "normal", retention });
      deepStrictEqual(tellings(events), { "a.jpg": ["Ann"], "b.jpg": ["Ann"] });
      strictEqual(tally.matches, 2);
    }
  }));

Deno.test("without learning, each photo is told at once and as it is by itself, and looked at twice all the same", () =>
  withScans({ "a.jpg": `faces ${SURE}`, "b.jpg": `faces ${UNDECIDED}` }, async (run) => {
    for (const effort of ["normal", "thorough"] as const) {
      const { events, tally } = await run({ effort, learning: false, all: true });
      deepStrictEqual(tellings(events), { "a.jpg": ["Ann"], "b.jpg": ["nobody"] }, effort);
      strictEqual(tally.lookedAt, effort === "thorough" ? 2 : 0);
    }
  }));

Deno.test("what a run without learning leaves out of memory, one with learning finds out again", () =>
  withScans({ "a.jpg": `faces ${SURE}`, "b.jpg": `faces ${UNDECIDED}` }, async (run) => {
    const settings = { effort: "normal", retention: "known", all: true } as const;
    const told = async (learning: boolean) => tellings((await run({ ...settings, learning })).events);
    for (let i = 0; i < 2; i++) {
      deepStrictEqual(await told(false), { "a.jpg": ["Ann"], "b.jpg": ["nobody"] });
    }
    deepStrictEqual(await told(true), { "a.jpg": ["Ann"], "b.jpg": ["Ann"] });
  }));

Deno.test("without strangers in memory, an undecided photo is remembered once it is decided, not before", () =>
  withScans({ "a.jpg": `faces ${STRANGER}`, "b.jpg": `faces ${UNDECIDED}` }, async (run) => {
    const settings = { effort: "normal", retention: "known", all: true } as const;
    const stopped = await run({ ...settings, stopAt: ({ type }) => type === "photo" });
    const again = await run(settings), third = await run(settings);
    const fromIndex = ({ events }: Ran) =>
      events.filter(isPhoto).toSorted((a, b) => a.path.localeCompare(b.path)).map((event) =>
        event.from_index
      );
    deepStrictEqual(fromIndex(stopped), [false, false]);
    deepStrictEqual(fromIndex(again), [true, false]);
    deepStrictEqual(fromIndex(third), [true, true]);
  }));

Deno.test("photos of a stream are few at a time, those that end a worker too, and each is released once", () => {
  const count = 30, capacity = 2, act = (i: number) => i % 3 ? `faces ${SURE}` : "die";
  const acts = Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.jpg`, act(i)]));
  return withScans(acts, async (run) => {
    const held = new Set<string>();
    let most = 0, released = 0;
    const stream = (folder: string): PhotoStream => ({
      damage: null,
      async *items() {
        for (const name of Object.keys(acts)) {
          held.add(name);
          most = Math.max(most, held.size);
          const size = (await Deno.stat(join(folder, name))).size;
          yield {
            kind: "photo",
            path: name,
            at: join(folder, name),
            root: "-",
            below: name,
            size,
            modified: 1,
          };
        }
      },
      release({ path }) {
        released++;
        held.delete(path);
      },
    });
    const { events, tally } = await run({ effort: "normal", learning: false, all: true, stream });
    deepStrictEqual([tally.photos, tally.errors, tally.found, tally.complete], [20, 10, count, true]);
    ok(events.filter(isPhoto).every(({ modified }) => modified === new Date(1).toISOString()));
    deepStrictEqual([released, held.size], [count, 0]);
    ok(most <= 3 * capacity + 1, `${most}`);
  });
});

Deno.test("what ends a worker at the second look is tried again alone, and told as the first look saw it", () =>
  withScans({ "a.jpg": `die_thorough ${STRANGER}`, "b.jpg": `die_thorough ${SURE}` }, async (run) => {
    const { events, tally } = await run({ all: true });
    deepStrictEqual(tellings(events), { "a.jpg": ["nobody"], "b.jpg": ["Ann"] });
    const failed = events.flatMap((event) => event.type === "error" ? [event.code] : []);
    deepStrictEqual(failed, ["worker_died", "worker_died"]);
    deepStrictEqual([tally.done, tally.photos, tally.matches, tally.errors, tally.lookedAt], [2, 2, 1, 2, 2]);
  }));

Deno.test("a witness is shown what nobody else is told: photos without a match, and what was told before", () =>
  withScans(
    { "a.jpg": `faces ${SURE}`, "b.jpg": `faces ${UNDECIDED}`, "c.jpg": `faces ${STRANGER}` },
    async (run) => {
      await using found = await makeFolder();
      const settings = { effort: "normal", copyTo: found.path } as const, first = await run(settings);
      deepStrictEqual(tellings(first.events), { "a.jpg": ["Ann"], "b.jpg": ["Ann"] });
      for (let i = 0; i < 2; i++) { // all answered from memory, then and now
        const witnessed: Unsent[] = [];
        const { events } = await run({
          ...settings,
          told: first.events,
          witness: (event) => witnessed.push(event),
        });
        deepStrictEqual(tellings(events), {});
        const who = witnessed.filter(isPhoto).map(({ path, people }) => [basename(path), ...people]).sort();
        deepStrictEqual(who, [["a.jpg", "Ann"], ["b.jpg", "Ann"], ["c.jpg"]]);
        // A page links to the copies of all that was found, not of the last run's finds only.
        const copies = witnessed.flatMap((event) => event.type === "match" ? event.copied_to ?? [] : []);
        deepStrictEqual(copies.toSorted(), ["a.jpg", "b.jpg"].map((name) => join(found.path, "Ann", name)));
      }
    },
  ));

Deno.test("what was said about a face of a photo decides, at every look and at the end of the run", () => {
  const acts = { "a.jpg": `faces ${SURE}`, "b.jpg": `faces ${UNDECIDED}`, "c.jpg": `faces ${STRANGER}` };
  return withScans(acts, async (run) => {
    const said = (name: keyof typeof acts, verdict: "yes" | "no") => ({
      hash: createHash("sha256").update(acts[name]).digest("hex"),
      box: { x: 0, y: 0, width: 300, height: 400 },
      person: "Ann",
      verdict,
    });
    for (const effort of ["normal", "thorough"] as const) {
      const verdicts = new Verdicts([said("b.jpg", "no"), said("c.jpg", "yes")]);
      const { events } = await run({ effort, verdicts });
      deepStrictEqual(tellings(events), { "a.jpg": ["Ann"], "c.jpg": ["Ann"] }, effort);
    }
  });
});

Deno.test("who gathers photos is shown each once, also from memory and without anybody on it; a witness then isn't", () =>
  withScans({ "a.jpg": `faces ${SURE}`, "b.jpg": `faces ${STRANGER}` }, async (run) => {
    for (let i = 0; i < 2; i++) {
      const gathered: string[] = [], witnessed: Unsent[] = [];
      const { events } = await run({
        effort: "normal",
        gather: ({ photo, examined }) =>
          gathered.push(`${basename(photo.path)} ${examined.analysis.faces.length} ${examined.source}`),
        witness: (event) => witnessed.push(event),
      });
      const source = i === 0 ? "analysis" : "place";
      deepStrictEqual(gathered.sort(), [`a.jpg 1 ${source}`, `b.jpg 1 ${source}`]);
      deepStrictEqual([tellings(events), tellings(witnessed)], [{ "a.jpg": ["Ann"] }, { "a.jpg": ["Ann"] }]);
    }
  }));
