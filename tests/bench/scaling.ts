/**
 * Photos a second by the number of workers and by the size of the photos, by the executable's own `bench`:
 *
 *     deno task bench:scaling [--photos 20] [--repeat 5] [--cache FOLDER]
 *
 * Prints a table and writes it as plots, workers.svg and sizes.svg, beside this file.
 */
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import type { BenchReport } from "../../src/commands/bench_report.ts";
import { makeStick } from "../end_to_end/program.ts";
import { barChart } from "./bar_chart.ts";
import { measuredRun } from "./measured_run.ts";
import { CACHE, photoSets } from "./photo_sets.ts";

const WORKERS = [1, 2];

const { values: options } = parseArgs({
  args: Deno.args,
  options: {
    photos: { type: "string", default: "20" },
    repeat: { type: "string", default: "5" },
    cache: { type: "string", default: CACHE },
  },
});
const sets = await photoSets(Number(options.photos), options.cache);
const sizes = [
  { name: "1.2 megapixels (web)", megapixels: 1.2, folder: sets.web },
  { name: "12 megapixels", megapixels: 12, folder: sets.twelve },
  { name: "48 megapixels", megapixels: 48, folder: sets.fortyEight },
];
await using stick = await makeStick();

const rows: { name: string; megapixels: number; reports: BenchReport[] }[] = [];
for (const { name, megapixels, folder } of sizes) {
  const reports: BenchReport[] = [];
  for (const workers of WORKERS) reports.push(await bench(folder, workers));
  rows.push({ name, megapixels, reports });
}

console.log("| photos | workers | photos a second | megapixels a second | cores busy | s, all runs |");
console.log("| --- | ---: | ---: | ---: | ---: | ---: |");
for (const { name, megapixels, reports } of rows) {
  for (const { photos, workers, photos_a_second, cores_busy, seconds } of reports) {
    const cells = [
      `${photos} of ${name}`,
      workers,
      photos_a_second,
      (photos_a_second * megapixels).toFixed(0),
    ];
    console.log(`| ${[...cells, cores_busy, seconds.join(", ")].join(" | ")} |`);
  }
}

const note = `medians of ${options.repeat}, facefinder bench --known (12 people)`;
await write("workers.svg", {
  title: "Photos a second by workers",
  note,
  kinds: rows.map(({ name }) => name.replace("megapixels", "MP")),
  groups: WORKERS.map((workers, i) => ({
    name: workers === 1 ? "1 worker" : `${workers} workers`,
    values: rows.map(({ reports }) => reports[i].photos_a_second),
  })),
});
await write("sizes.svg", {
  title: "Photos a second by size",
  note,
  kinds: WORKERS.map((workers) => workers === 1 ? "1 worker" : `${workers} workers`),
  groups: rows.map(({ name, reports }) => ({
    name,
    values: reports.map(({ photos_a_second }) => photos_a_second),
  })),
});

async function bench(folder: string, workers: number): Promise<BenchReport> {
  const args = [
    "bench",
    "--json",
    "--repeat",
    options.repeat,
    "--parallel",
    `${workers}`,
    "--known",
    sets.known,
  ];
  const { code, stdout, stderr } = await measuredRun(stick.program[0], [...args, folder], { env: {} });
  if (code !== 0) throw new Error(`exit ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

function write(name: string, chart: Parameters<typeof barChart>[0]): Promise<void> {
  return Deno.writeTextFile(fileURLToPath(new URL(name, import.meta.url)), barChart(chart));
}
