import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import { Verdicts } from "../../../src/decisions/verdicts.ts";
import type { Face } from "../../../src/faces/face.ts";
import { Failure } from "../../../src/failure.ts";
import type { Finding } from "../../../src/index/remembered.ts";
import type { SqliteIndex } from "../../../src/index/sqlite_index.ts";
import { makePerson } from "../../../src/matching/person.ts";
import { Meter } from "../../../src/meter.ts";
import type { EventOf, Unsent } from "../../../src/output/events.ts";
import { newTally } from "../../../src/output/tally.ts";
import { Told } from "../../../src/output/told.ts";
import { PLAIN_WALK } from "../../../src/photos/walk_item.ts";
import { Examiner } from "../../../src/scan/examiner.ts";
import type { WorkerPool } from "../../../src/workers/pool.ts";
import { scan } from "../../../src/scan/scan.ts";
import { Targets } from "../../../src/scan/targets.ts";
import { faceOf, hashOf } from "../index/sample_findings.ts";
import { withIndex } from "../index/test_index.ts";
import { makeFolder } from "../output/temporary_folder.ts";

/** More than are answered before anything is ruled out. */
const PHOTOS = 2600;

/** A face at this angle to Ann's. */
const at = (angle: number): Face => {
  const embedding = new Float32Array(512);
  embedding.set([Math.cos(angle), Math.sin(angle)]);
  return { ...faceOf(0), embedding };
};
const person = (name: string, angle: number) => ({
  ...makePerson(name, [at(angle).embedding]),
  threshold: 0.8,
  certain: 0.95,
});
const people = [person("Ann", 0), person("Bob", 3)], notWanted = [person("Amy", -0.7)];

/** Sure, just, nearly (and so to be settled at the end), strangers, Amy, Bob, a photo of two, and nobody. */
const SCENES = [[0.3], [0.6], [0.7], [1.6], [-0.6], [3], [1.7, 0.2], [], [1.5], [1.8, 4.5], [2.1], [0.66]];

function findingOf(i: number): Finding {
  if (i % 97 === 0) {
    return { kind: "failed", failure: new Failure("decode", "broken", "it is broken").fields, attempts: 1 };
  }
  const faces = SCENES[i % SCENES.length].map(at);
  const damage = i % 101 === 0 ? { code: "truncated", message: "its end is missing" } : null;
  const effort = "normal" as const;
  return { kind: "done", search: null, analysis: { width: 640, height: 480, effort, damage, faces } };
}

/** A pool that must not be needed: all is remembered. */
const NO_WORKERS = {
  size: 1,
  analyze: () => Promise.reject(new Error("a photo was analysed")),
} as unknown as WorkerPool;

interface Ran {
  matches: Unsent<EventOf<"match">>[];
  errors: Unsent[];
  photos: number;
  /** Photos that were compared with the people. */
  compared: number;
}

async function search(
  index: SqliteIndex,
  root: string,
  { all = false, fromMemory = false, effort = "normal" as const } = {},
): Promise<Ran> {
  const events: Unsent[] = [], tally = newTally(), meter = new Meter();
  const examiner = new Examiner({
    index,
    pool: NO_WORKERS,
    retention: "all",
    readTimeout: 20_000,
    mostBytes: 2 ** 20,
    signal: new AbortController().signal,
    meter,
    question: { search: fromMemory ? null : "s", embeddings: false, effort },
  });
  await scan({
    roots: [root],
    walk: fromMemory ? { without: ["/known"] } : PLAIN_WALK,
    people,
    notWanted,
    rise: () => 0,
    confidence: () => 0.5,
    detail: { landmarks: false, embeddings: false },
    all,
    copier: null,
    sidecars: null,
    verdicts: new Verdicts(),
    effort,
    learning: true,
  }, {
    examiner,
    targets: await Targets.of(fromMemory ? [] : [root]),
    sink: { send: (event) => Promise.resolve(void events.push(event)) },
    told: new Told(),
    signal: new AbortController().signal,
    meter,
  }, tally);
  const inOrder = <E extends Unsent>(events: E[]) =>
    events.sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  const isMatch = (event: Unsent): event is Unsent<EventOf<"match">> => event.type === "match";
  return {
    matches: inOrder(events.filter(isMatch)),
    errors: inOrder(events.filter(({ type }) => type === "error")),
    photos: tally.photos,
    compared: meter.take().match?.runs ?? 0,
  };
}

Deno.test("what is found is the same when photos are ruled out, and when nothing is walked", async () => {
  await using folder = await makeFolder();
  const root = join(folder.path, "photos");
  await Deno.mkdir(root);
  await withIndex(folder, (index) => {
    for (let i = 0; i < PHOTOS; i++) {
      const below = `IMG_${String(i).padStart(4, "0")}.jpg`, path = join(root, below);
      Deno.writeTextFileSync(path, `${i}`);
      const { size, mtime } = Deno.statSync(path);
      index.record({ root, below, size, modified: mtime!.getTime() }, hashOf(i), findingOf(i), []);
    }
  });
  await withIndex(folder, async (index) => {
    const whole = await search(index, root, { all: true }), ruling = await search(index, root);
    ok(whole.matches.length > PHOTOS / 4 && whole.matches.length < PHOTOS / 2);
    deepStrictEqual(ruling.matches, whole.matches);
    deepStrictEqual(ruling.errors, whole.errors);
    strictEqual(ruling.photos, whole.photos);
    ok(ruling.compared < whole.compared - 200, "photos were ruled out");

    await Deno.remove(root, { recursive: true });
    const reference = { root: "/known", below: "ann.jpg", size: 1, modified: 1 };
    await index.record(reference, hashOf("ann"), { ...findingOf(1) }, []);
    const remembered = await search(index, root, { fromMemory: true });
    deepStrictEqual(remembered.matches, whole.matches);
    ok(remembered.matches.every((event) => event.from_index));
    ok(remembered.compared < whole.compared - 1000, "most was never read");
  });
});
