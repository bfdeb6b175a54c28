import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { events, type Stick } from "../end_to_end/program.ts";
import type { PhotoSet } from "./photo_set.ts";
import { SparkCluster } from "./spark_cluster.ts";
import { type SparkHome } from "./spark_home.ts";
import { readTables, type Row, rowsOf } from "./tables.ts";

/** What a search found, and how long it took. */
export interface Search {
  rows: Row[];
  seconds: number;
}

/** A search on a cluster. */
export interface ClusterSearch extends Search {
  /** Of the partitions, how many were begun once more. */
  repeated: number;
}

/** Searches photos on a cluster of two workers; one of them is killed when some partitions are done and others run. */
export async function searchOnCluster(
  home: SparkHome,
  stick: Stick,
  { known, photos }: PhotoSet,
  partitions: number,
): Promise<ClusterSearch> {
  const list = join(stick.folder, "photos.txt"), output = join(stick.folder, "found");
  await Deno.writeTextFile(list, photos.map((path) => `${path}\n`).join(""));
  await using cluster = await SparkCluster.start(home, stick.folder, 2);
  const began = performance.now();
  const application = await cluster.submit([
    fileURLToPath(new URL("spark_scan.py", import.meta.url)),
    ...["--executable", stick.program[0], "--known", known, "--partitions", `${partitions}`],
    ...["--output", output, list],
  ]);
  await application.untilHalfDone(partitions, 2);
  cluster.loseWorker();
  await application.finished();
  const seconds = (performance.now() - began) / 1000;
  return { rows: await readTables(home.python, output), repeated: await application.repeated(), seconds };
}

/** Searches the same photos with the executable alone, on all cores. */
export async function searchAlone(
  { folder, program }: Stick,
  { known, photos }: PhotoSet,
): Promise<Search> {
  const began = performance.now(), list = join(folder, "alone.txt");
  await Deno.writeTextFile(list, photos.map((path) => `${path}\n`).join(""));
  const options = ["--all", "--embeddings", "--no-learning", "--device", "cpu", "--priority", "normal"];
  const { stdout } = await new Deno.Command(program[0], {
    args: ["scan", "--known", known, "--files-from", list, "--data", join(folder, "alone"), ...options],
    stdin: "null",
    stderr: "null",
  }).output();
  const told = events(new TextDecoder().decode(stdout)), end = told.at(-1);
  if (end?.type !== "end" || end.reason !== "done") throw new Error(`ended by ${JSON.stringify(end)}`);
  return { rows: rowsOf(told), seconds: (performance.now() - began) / 1000 };
}
