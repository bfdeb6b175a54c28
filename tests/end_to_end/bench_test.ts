import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import type { BenchReport } from "../../src/commands/bench_report.ts";
import { makeStick, run, SAMPLES } from "./program.ts";

/**
 * What the sample photos cost at most, by photo: megapixels decoded and given to networks, and runs of those. More is
 * not slower by some noise, but more work: change a number only with a reason.
 */
const MOST_WORK: Record<string, { runs: number; amount: number }> = {
  decode: { runs: 1, amount: 1.024 },
  overview: { runs: 1, amount: 0.1653 },
  propose: { runs: 0.572, amount: 0.3365 },
  crops: { runs: 1, amount: 0.0093 },
  whole: { runs: 0.286, amount: 0.0749 },
  turned: { runs: 1, amount: 0.044 },
  closer: { runs: 0, amount: 0 },
  embed: { runs: 1.429, amount: 0.018 },
};

Deno.test("bench measures what a scan does, and does no more work than it used to", async () => {
  await using stick = await makeStick();
  const data = join(stick.folder, "data"), album = join(SAMPLES, "album");
  const known = ["--known", join(SAMPLES, "known")];
  const { code, stdout, stderr } = await run(
    stick,
    ["bench", "--json", "--repeat", "1", "--data", data, ...known, album],
  );
  strictEqual(code, 0, stderr);
  const report: BenchReport = JSON.parse(stdout);
  deepStrictEqual([report.photos, report.faces, report.errors, report.seconds.length], [7, 5, 0, 1]);
  const stages = new Map(report.stages.map((stage) => [stage.stage as string, stage]));
  for (const stage of ["read", "decode", "resize", "overview", "embed", "match", "write"]) {
    ok(stages.get(stage)!.ms > 0, stage);
  }
  for (const [stage, most] of Object.entries(MOST_WORK)) {
    const { runs = 0, amount = 0 } = stages.get(stage) ?? {};
    ok(runs <= most.runs && amount <= most.amount, `${stage}: ${runs} runs on ${amount} a photo`);
  }
  const left = [...Deno.readDirSync(data)].map(({ name }) => name);
  ok(left.every((name) => !name.startsWith("bench")), left.join(", "));
});

Deno.test("bench says for people where the time goes", async () => {
  await using stick = await makeStick();
  const { code, stdout, stderr } = await run(
    stick,
    ["bench", "--repeat", "1", "--data", join(stick.folder, "data"), join(SAMPLES, "album", "obama2.jpg")],
  );
  strictEqual(code, 0, stderr);
  match(stdout, /^1 photos, 1 faces, 0 errors; /);
  match(stdout, /^decode +/m);
});

Deno.test("bench of nothing says what it needs", async () => {
  await using stick = await makeStick();
  const empty = join(stick.folder, "empty");
  await Deno.mkdir(empty);
  const data = ["--data", join(stick.folder, "data")];
  const { code, stderr } = await run(stick, ["bench", ...data, empty]);
  strictEqual(code, 2);
  match(stderr, /no photos there to measure with/);
  strictEqual((await run(stick, ["bench", ...data, join(empty, "none")])).code, 2);
});
