import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { benchReport, type BenchRun, benchText, providersText } from "../../../src/commands/bench_report.ts";

const RUN: BenchRun = {
  seconds: 2,
  photos: 10,
  errors: 0,
  faces: 12,
  measures: {
    read: { ms: 500, kernel: 0, runs: 10, amount: 20e6 },
    decode: { ms: 1000, kernel: 1000, runs: 10, amount: 120e6 },
    overview: { ms: 1200, kernel: 1000, runs: 10, amount: 2e6 },
  },
  workersBusy: 3000,
  programBusy: 400,
  memory: { program: 100e6, workers: 700e6 },
};
const CPU = { used: "cpu", reason: "asked for" };
const report = benchReport([RUN], 2, CPU);

Deno.test("rates are by photo, the most what decoders and networks alone would allow", () => {
  strictEqual(report.photos_a_second, 5);
  strictEqual(report.most_photos_a_second, 10, "200 ms a photo, two at a time");
  strictEqual(report.share_of_most, 0.5);
  strictEqual(report.cores_busy, 1.7);
});

Deno.test("stages are told by photo, what no stage accounts for as other; reading is none of the workers' time", () => {
  const ms = Object.fromEntries(report.stages.map(({ stage, ms }) => [stage, ms]));
  deepStrictEqual(ms, { read: 50, decode: 100, overview: 120, other: 80 });
  const [read, decode] = report.stages;
  deepStrictEqual([read.amount, decode.amount], [2, 12], "megabytes, megapixels");
});

Deno.test("of several runs the one with the median time is told of, of two the faster", () => {
  const runs = [3, 1, 2].map((seconds) => ({ ...RUN, seconds }));
  strictEqual(benchReport(runs, 2, CPU).photos_a_second, 5);
  strictEqual(benchReport(runs.slice(0, 2), 2, CPU).photos_a_second, 10);
  deepStrictEqual(benchReport(runs, 2, CPU).seconds, [3, 1, 2]);
});

Deno.test("photos that could not be decoded count for the rate, and not for what a photo takes", () => {
  const { stages, photos_a_second } = benchReport([{ ...RUN, errors: 5 }], 2, CPU);
  strictEqual(photos_a_second, 5);
  strictEqual(stages.find(({ stage }) => stage === "decode")!.ms, 200);
  ok(Number.isFinite(benchReport([{ ...RUN, errors: 10 }], 2, CPU).photos_a_second));
});

Deno.test("providers are compared with the first, and those that don't work are named with the reason", () => {
  const text = providersText(
    [report, benchReport([{ ...RUN, seconds: 1 }], 4, { used: "cuda", reason: "" })],
    [
      { provider: "webgpu", reason: "webgpu: no adapter" },
      { provider: "cuda", reason: "cuda: \x1b[2Jno \nlibrary" },
    ],
  );
  match(text, /^cpu +5\.00 +1\.0 times +2 /m);
  match(text, /^cuda +10\.00 +2\.0 times +4 /m);
  match(text, /^webgpu: no adapter$/m);
  // A driver's words can't move the cursor.
  match(text, /^cuda: \uFFFD\[2Jno \uFFFDlibrary$/m);
});

Deno.test("people read a line a stage", () => {
  const text = benchText(report);
  match(text, /^10 photos, 12 faces, 0 errors; 2 at a time, networks by cpu; 2 s$/m);
  match(text, /^5 photos a second, 50 % of the 10 /m);
  match(text, /^decode +100\.00 +100\.00 +28\.6 % +1\.00 +12\.0 megapixels$/m);
});
