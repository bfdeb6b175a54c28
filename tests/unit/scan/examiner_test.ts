import type { Effort } from "../../../src/faces/effort.ts";
import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert";
import { join } from "node:path";
import { Meter } from "../../../src/meter.ts";
import { Failure } from "../../../src/failure.ts";
import type { PhotoIndex } from "../../../src/index/photo_index.ts";
import { FORGETFUL } from "../../../src/index/photo_index.ts";
import type { Question, Retention } from "../../../src/index/retention.ts";
import { Examiner, type PhotoToExamine, worthRetrying } from "../../../src/scan/examiner.ts";
import { WorkerPool } from "../../../src/workers/pool.ts";
import { openIn } from "../index/test_index.ts";
import { failed } from "../index/sample_findings.ts";
import { makeFolder } from "../output/temporary_folder.ts";
import { actingWorkers } from "../workers/acting_workers.ts";

interface Bench {
  index: PhotoIndex;
  /** An examiner for another run, or another search. */
  another(
    settings?: Partial<Question> & { retention?: Retention; readTimeout?: number },
  ): Examiner;
  /** Writes a photo that tells its worker what to do; the rest tells one content from another. */
  photo(name: string, act: string): Promise<PhotoToExamine>;
  /** How many photos the pool has analysed. */
  analyzed(): number;
}

/** Counts what a real pool analyses. */
class CountingPool extends WorkerPool {
  count = 0;
  override analyze(file: Uint8Array, effort: Effort) {
    this.count++;
    return super.analyze(file, effort);
  }
}

async function withBench(work: (bench: Bench) => Promise<void>, memory: "index" | "none" = "index") {
  await using folder = await makeFolder();
  await using workers = await actingWorkers();
  const pool = new CountingPool(workers.start, 2, 20_000);
  const index = memory === "none" ? FORGETFUL : openIn(folder).index;
  const photos = join(folder.path, "photos");
  await Deno.mkdir(photos);
  try {
    await work({
      index,
      analyzed: () => pool.count,
      another: (
        { search = "s", retention = "all", embeddings = false, effort = "normal", readTimeout = 20_000 } = {},
      ) =>
        new Examiner({
          index,
          pool,
          retention,
          readTimeout,
          meter: new Meter(),
          signal: new AbortController().signal,
          mostBytes: 2 ** 20,
          question: { search, embeddings, effort },
        }),
      async photo(name, act) {
        const path = join(photos, name);
        await Deno.writeTextFile(path, act);
        const { size, mtime } = await Deno.stat(path);
        return { path, root: photos, below: name, size, modified: mtime!.getTime() };
      },
    });
  } finally {
    await pool.stop();
    await index.close();
  }
}

const failureOf = (code: string) => (error: unknown) => error instanceof Failure && error.code === code;

Deno.test("an unchanged photo is remembered without being opened", () =>
  withBench(async ({ another, photo, analyzed }) => {
    const a = await photo("a.jpg", "ok"), first = another();
    strictEqual(first.recall(a), null);
    const examined = await first.examine(a);
    strictEqual(examined.source, "analysis");
    await first.remember(a, examined, []);
    await Deno.remove(a.path);
    const recalled = another().recall(a);
    deepStrictEqual(recalled, { ...examined, source: "place" });
    strictEqual(analyzed(), 1);
  }));

Deno.test("a photo that has changed is not remembered by its place", () =>
  withBench(async ({ another, photo }) => {
    const a = await photo("a.jpg", "ok"), first = another();
    await first.remember(a, await first.examine(a), []);
    strictEqual(another().recall({ ...a, size: a.size + 1 }), null);
    strictEqual(another().recall({ ...a, modified: a.modified! + 1 }), null);
  }));

Deno.test("a copy is read but not analysed, and its place is remembered", () =>
  withBench(async ({ another, photo, analyzed }) => {
    const examiner = another(), a = await photo("a.jpg", "ok");
    await examiner.remember(a, await examiner.examine(a), []);
    const b = await photo("b.jpg", "ok"), examined = await another().examine(b);
    strictEqual(examined.source, "content");
    await examiner.remember(b, examined, []);
    strictEqual(another().recall(b)?.source, "place");
    strictEqual(analyzed(), 1);
  }));

for (const memory of ["index", "none"] as const) {
  Deno.test(`copies that come at the same time are analysed once: memory ${memory}`, () =>
    withBench(async ({ another, photo, analyzed }) => {
      const examiner = another();
      const copies = await Promise.all(["a", "b", "c", "d"].map((name) => photo(`${name}.jpg`, "slow 100")));
      const examined = await Promise.all(copies.map((copy) => examiner.examine(copy)));
      strictEqual(analyzed(), 1);
      deepStrictEqual(examined.map(({ source }) => source).sort(), [
        "analysis",
        "content",
        "content",
        "content",
      ]);
      deepStrictEqual(new Set(examined.map(({ analysis }) => analysis)).size, 1);
    }, memory));
}

Deno.test("copies that come at the same time are all remembered", () =>
  withBench(async ({ another, photo }) => {
    const examiner = another();
    const copies = await Promise.all(["a", "b", "c"].map((name) => photo(`${name}.jpg`, "slow 50")));
    await Promise.all(copies.map(async (copy) => {
      await examiner.remember(copy, await examiner.examine(copy), [[0, "Ann"]]);
    }));
    for (const copy of copies) strictEqual(another().recall(copy)?.source, "place");
  }));

Deno.test("copies of a photo that fails all fail, and it is tried once", () =>
  withBench(async ({ another, photo, analyzed }) => {
    const examiner = another();
    const copies = await Promise.all(["a", "b"].map((name) => photo(`${name}.jpg`, "fail broken")));
    await Promise.all(copies.map((copy) => rejects(examiner.examine(copy), failureOf("broken"))));
    ok(analyzed() === 1);
    await rejects(another().examine(copies[1]), failureOf("broken"));
    strictEqual(analyzed(), 1);
  }));

Deno.test("a photo that cannot be analysed is remembered as that", () =>
  withBench(async ({ another, photo, analyzed }) => {
    const a = await photo("a.jpg", "fail broken");
    await rejects(another().examine(a), failureOf("broken"));
    await Deno.remove(a.path);
    throws(() => another().recall(a), failureOf("broken"));
    strictEqual(analyzed(), 1);
  }));

Deno.test("what ended a worker is remembered only when the photo was tried alone", () =>
  withBench(async ({ another, photo, index }) => {
    const a = await photo("a.jpg", "die"), examiner = another();
    await rejects(examiner.examine(a), (error) => failureOf("worker_died")(error) && worthRetrying(error));
    strictEqual(index.at(a), null);
    await rejects(examiner.examine(a, { last: true }), failureOf("worker_died"));
    const finding = index.at(a)?.finding;
    ok(finding?.kind === "failed");
    strictEqual(finding.attempts, 1);
  }));

Deno.test("a failure that may go by is tried again in three runs, then it is final", () =>
  withBench(async ({ another, photo, analyzed }) => {
    const a = await photo("a.jpg", "die");
    for (let run = 1; run <= 3; run++) {
      const examiner = another();
      strictEqual(examiner.recall(a), null);
      await rejects(examiner.examine(a), failureOf("worker_died"));
      await rejects(examiner.examine(a, { last: true }), failureOf("worker_died"));
      strictEqual(analyzed(), 2 * run);
    }
    throws(() => another().recall(a), failureOf("worker_died"));
    await rejects(another().examine(a), failureOf("worker_died"));
    strictEqual(analyzed(), 6);
  }));

Deno.test("a photo that worked after a failure is remembered as it worked", () =>
  withBench(async ({ another, photo, index }) => {
    const a = await photo("a.jpg", "ok"), examiner = another();
    const { hash } = (await another().examine(a)).file;
    await index.record(a, hash, failed({ code: "worker_died", retryable: true }, 2), []);
    strictEqual(examiner.recall(a), null);
    const fresh = another(), examined = await fresh.examine(a);
    await fresh.remember(a, examined, []);
    deepStrictEqual(another().recall(a)?.analysis, examined.analysis);
  }));

Deno.test("a photo that is too large is not remembered", () =>
  withBench(async ({ another, photo, analyzed, index }) => {
    const a = await photo("a.jpg", "fail too_large");
    for (const last of [false, true]) await rejects(another().examine(a, { last }), failureOf("too_large"));
    deepStrictEqual([index.at(a), another().recall(a), analyzed()], [null, null, 2]);
  }));

Deno.test("a file that cannot be read is not remembered, and costs nobody a seat", () =>
  withBench(async ({ another, photo, index, analyzed }) => {
    const gone = await photo("a.jpg", "ok"), folder = { ...gone, path: join(gone.root, "folder") };
    await Deno.remove(gone.path);
    await Deno.mkdir(folder.path);
    const examiner = another();
    for (let i = 0; i < 6; i++) {
      await rejects(examiner.examine(gone), failureOf("not_found"));
      await rejects(examiner.examine(folder), (error) => error instanceof Failure && error.stage === "read");
    }
    deepStrictEqual([index.at(gone), analyzed()], [null, 0]);
    strictEqual((await examiner.examine(await photo("b.jpg", "ok"))).source, "analysis");
  }));

Deno.test("known faces alone are remembered for this search, and analysed again for another", () =>
  withBench(async ({ another, photo, analyzed }) => {
    const a = await photo("a.jpg", "ok"), settings = { search: "s", retention: "known" } as const;
    const first = another(settings);
    await first.remember(a, await first.examine(a), []);
    deepStrictEqual(another(settings).recall(a)?.analysis.faces[0].embedding.length, 0);
    strictEqual(another({ ...settings, embeddings: true }).recall(a), null);
    const other = another({ ...settings, search: "other" });
    strictEqual(other.recall(a), null);
    const examined = await other.examine(a);
    strictEqual(examined.analysis.faces[0].embedding.length, 512);
    strictEqual(analyzed(), 2);
  }));

Deno.test("a named face is remembered for every search", () =>
  withBench(async ({ another, photo }) => {
    const a = await photo("a.jpg", "ok"), first = another({ retention: "known" });
    await first.remember(a, await first.examine(a), [[0, "Ann"]]);
    strictEqual(
      another({ search: "other", embeddings: true }).recall(a)?.analysis.faces[0].embedding.length,
      512,
    );
  }));

Deno.test("what was found with less effort is looked at again, with more it answers", () =>
  withBench(async ({ another, photo, analyzed }) => {
    const a = await photo("a.jpg", "ok"), quick = another({ effort: "quick" });
    await quick.remember(a, await quick.examine(a), []);
    strictEqual(another({ effort: "normal" }).recall(a), null);
    const thorough = another(), examined = await thorough.examine(a, { effort: "thorough" });
    strictEqual(examined.source, "analysis");
    strictEqual(examined.analysis.effort, "thorough");
    await thorough.remember(a, examined, []);
    for (const effort of ["quick", "normal", "thorough"] as const) {
      strictEqual(another({ effort }).recall(a)?.analysis.effort, "thorough");
    }
    strictEqual(analyzed(), 2);
  }));

Deno.test("an easier look never takes the place of what a harder one found", () =>
  withBench(async ({ another, photo, index }) => {
    const a = await photo("a.jpg", "ok"), thorough = another({ retention: "known", effort: "thorough" });
    await thorough.remember(a, await thorough.examine(a), []);
    const quick = another({ search: "other", retention: "known", effort: "quick" });
    strictEqual(quick.recall(a), null, "a stranger's embedding is not remembered for another search");
    await quick.remember(a, await quick.examine(a), []);
    const finding = index.at(a)?.finding;
    strictEqual(finding?.kind === "done" && finding.analysis.effort, "thorough");
  }));

Deno.test("a harder look that fails leaves what the easier one found", () =>
  withBench(async ({ another, photo }) => {
    const a = await photo("a.jpg", "fail_thorough broken"), examiner = another();
    await examiner.remember(a, await examiner.examine(a), []);
    await rejects(examiner.examine(a, { effort: "thorough", last: true }), failureOf("broken"));
    strictEqual(another().recall(a)?.analysis.effort, "normal");
  }));
