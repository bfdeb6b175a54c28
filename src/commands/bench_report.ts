import { megabytes, rounded } from "../output/amounts.ts";
import { printable } from "../output/printable.ts";
import { tableLines } from "../output/table.ts";
import { type Measures, METERED_STAGES, type MeteredStage } from "../meter.ts";

/** What one run over the photos came to. */
export interface BenchRun {
  /** Seconds from the first photo's turn to the last one's end; workers had started. */
  seconds: number;
  photos: number;
  errors: number;
  faces: number;
  measures: Measures;
  /** Milliseconds that processors worked: the workers', and the program's own. */
  workersBusy: number;
  programBusy: number;
  /** Bytes held at the end, by the program and by its workers. */
  memory: { program: number; workers: number };
}

/** What `bench --json` prints. */
export interface BenchReport {
  /** Where the networks ran. */
  provider: { used: string; reason: string };
  photos: number;
  errors: number;
  faces: number;
  workers: number;
  /** Each run's, in their order. */
  seconds: number[];
  /** Of the run with the median time, like all that follows. */
  photos_a_second: number;
  /** What as many workers could do that did nothing but decode and run networks, and what part of that was reached. */
  most_photos_a_second: number;
  share_of_most: number;
  /** How many cores were busy on average. */
  cores_busy: number;
  memory_mb: { program: number; workers: number };
  stages: StageReport[];
}

/** One stage, by photo. */
interface StageReport {
  stage: MeteredStage | "other";
  ms: number;
  /** Of these, inside decoders and networks. */
  kernel_ms: number;
  runs: number;
  /** Megabytes read, megapixels decoded, megapixels of networks' inputs, faces compared, photos written. */
  amount: number;
}

const MEGAPIXELS = { name: "megapixels", size: 1e6 };
/** What the amount of a stage is told in. */
const UNITS: Partial<Record<MeteredStage | "other", { name: string; size: number }>> = {
  read: { name: "MB", size: 1e6 },
  decode: MEGAPIXELS,
  overview: MEGAPIXELS,
  propose: MEGAPIXELS,
  crops: MEGAPIXELS,
  whole: MEGAPIXELS,
  turned: MEGAPIXELS,
  closer: MEGAPIXELS,
  embed: MEGAPIXELS,
  match: { name: "faces", size: 1 },
  write: { name: "photos", size: 1 },
};
/** Stages outside of the workers. */
const BY_PROGRAM = new Set<MeteredStage>(["read", "match", "write"]);

/** The report of at least one run. */
export function benchReport(
  runs: readonly BenchRun[],
  workers: number,
  provider: BenchReport["provider"],
): BenchReport {
  const run = runs.toSorted((a, b) => a.seconds - b.seconds)[(runs.length - 1) >> 1];
  const { seconds, photos, measures } = run, done = Math.max(1, photos - run.errors);
  const stages = METERED_STAGES.flatMap((stage): StageReport[] => {
    const measure = measures[stage];
    if (!measure || measure.ms === 0) return [];
    const { ms, kernel, runs, amount } = measure;
    return [{
      stage,
      ms: rounded(ms / done, 3),
      kernel_ms: rounded(kernel / done, 3),
      runs: rounded(runs / done, 3),
      amount: rounded(amount / done / (UNITS[stage]?.size ?? 1), 4),
    }];
  });
  const sum = (of: (stage: StageReport) => number) => stages.reduce((total, stage) => total + of(stage), 0);
  const accounted = sum(({ stage, ms }) => stage !== "other" && BY_PROGRAM.has(stage) ? 0 : ms);
  const other = Math.max(0, run.workersBusy / done - accounted);
  const most = 1000 * workers / sum(({ kernel_ms }) => kernel_ms), reached = photos / seconds;
  return {
    provider,
    photos,
    errors: run.errors,
    faces: run.faces,
    workers,
    seconds: runs.map(({ seconds }) => rounded(seconds, 3)),
    photos_a_second: rounded(reached, 2),
    most_photos_a_second: rounded(most, 2),
    share_of_most: rounded(reached / most, 3),
    cores_busy: rounded((run.workersBusy + run.programBusy) / 1000 / seconds, 2),
    memory_mb: { program: megabytes(run.memory.program), workers: megabytes(run.memory.workers) },
    stages: [...stages, { stage: "other", ms: rounded(other, 3), kernel_ms: 0, runs: 0, amount: 0 }],
  };
}

/** A provider that could not be measured, and why. */
export interface LeftOut {
  provider: string;
  reason: string;
}

/** The reports of several providers for people: the first is what the others are compared with. */
export function providersText(reports: readonly BenchReport[], leftOut: readonly LeftOut[]): string {
  const [first] = reports;
  const rows = reports.map(({ provider, workers, photos_a_second, cores_busy }) => [
    provider.used,
    photos_a_second.toFixed(2),
    `${(photos_a_second / first.photos_a_second).toPrecision(2)} times`,
    `${workers}`,
    cores_busy.toFixed(2),
  ]);
  const headings = ["networks run by", "photos a second", "compared", "at a time", "cores busy"];
  return [
    ...tableLines([headings, ...rows], (column) => column === 0),
    ...leftOut.map(({ reason }) => printable(reason)),
  ].join("\n");
}

/** The report for people. */
export function benchText(report: BenchReport): string {
  const { photos, faces, errors, workers, seconds, photos_a_second, most_photos_a_second } = report;
  const total = report.stages.reduce((sum, { ms }) => sum + ms, 0);
  const rows = report.stages.map(({ stage, ms, kernel_ms, runs, amount }) => [
    stage,
    ms.toFixed(2),
    kernel_ms ? kernel_ms.toFixed(2) : "",
    `${(100 * ms / total).toFixed(1)} %`,
    runs ? runs.toFixed(2) : "",
    amount ? `${amount.toPrecision(3)} ${UNITS[stage]?.name}` : "",
  ]);
  return [
    `${photos} photos, ${faces} faces, ${errors} errors; ${workers} at a time, networks by ${report.provider.used}; ` +
    `${seconds.join(", ")} s`,
    `${photos_a_second} photos a second, ${(100 * report.share_of_most).toFixed(0)} % of the ` +
    `${most_photos_a_second} that decoders and networks alone would allow`,
    `${report.cores_busy} cores busy; at the end ${report.memory_mb.program} MB held by the program, ` +
    `${report.memory_mb.workers} MB by its workers`,
    "",
    ...tableLines([HEADINGS, ...rows], (column) => column === 0 || column === HEADINGS.length - 1),
  ].join("\n");
}

const HEADINGS = ["a photo", "ms", "kernels", "share", "runs", "amount"];
