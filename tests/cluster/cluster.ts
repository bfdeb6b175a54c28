/** `task cluster`: many photos on a Spark cluster that loses a worker, compared with one computer. */
import { Command, InvalidArgumentError } from "commander";
import { deepStrictEqual } from "node:assert";
import { DATA } from "../accuracy/options.ts";
import { makeStick } from "../end_to_end/program.ts";
import { searchAlone, searchOnCluster } from "./lost_worker.ts";
import { layPhotos } from "./photo_set.ts";
import { sparkHome } from "./spark_home.ts";
import { counts } from "./tables.ts";

const { photos, partitions, data }: { photos: number; partitions: number; data: string } = new Command(
  "deno task cluster",
)
  .option("--photos <number>", "how many, at most", positive, 6559)
  .option("--partitions <number>", "of the cluster's search", positive, 16)
  .option("--data <folder>", "folder with a folder of photos for each person", DATA)
  // go-task wants "--" before them, and Deno's own tasks pass that on.
  .parse(Deno.args.filter((arg) => arg !== "--"), { from: "user" }).opts();

function positive(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError("Expected a whole number from 1.");
  return Number(value);
}

const home = await sparkHome();
await using stick = await makeStick();
const set = await layPhotos(stick.folder, photos, data);
const alone = await searchAlone(stick, set);
console.log(`one computer: ${set.photos.length} photos, ${alone.seconds.toFixed(1)} s`);
const cluster = await searchOnCluster(home, stick, set, partitions);
console.log(
  `cluster of two workers with a core each, one of them lost: ${cluster.seconds.toFixed(1)} s, ` +
    `${partitions} partitions, ${cluster.repeated} of them searched again`,
);
deepStrictEqual(cluster.rows, alone.rows);
console.log(`rows compared, all equal: ${JSON.stringify(counts(cluster.rows))}`);
