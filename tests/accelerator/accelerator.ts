/**
 * Searches photos on an accelerator and on the CPU, and compares what is found: `deno task test:gpu [photos]`.
 *
 * Without a graphics card WebGPU is tried with the driver that Chromium brings, some hundred times slower than the CPU:
 * 200 photos take hours. Ends with 1 where people, faces or similarities differ.
 */
import { Command, InvalidArgumentError } from "commander";
import { basename, dirname, join } from "node:path";
import { choosePhotos, readCollection } from "../accuracy/collection.ts";
import { DATA } from "../accuracy/options.ts";
import { events, makeStick, ofType, run } from "../end_to_end/program.ts";
import { swiftShader, vulkanWith } from "../end_to_end/vulkan_drivers.ts";
import { Random } from "../random.ts";
import { compare, isSame } from "./comparison.ts";

/** Photos that a person who is looked for has, of whom as many as this are references. */
const LEAST = 15;
/** Which photos are taken. */
const SEED = 2;

function positive(value: string): number {
  if (!/^[1-9]\d{0,5}$/.test(value)) throw new InvalidArgumentError("Expected a whole number above 0.");
  return Number(value);
}

const program = new Command("task test:gpu --")
  .argument("[photos]", "how many photos", positive, 200)
  .option("--data <folder>", "folder with a folder of photos for each person", DATA)
  .option("--device <device>", "what is compared with the CPU", "webgpu")
  .option("--own", "take this computer's own driver, though there is Chromium's", false)
  .parse();
const [count] = program.processedArgs as [number];
const { data, device, own } = program.opts<{ data: string; device: string; own: boolean }>();
const env = swiftShader && !own ? vulkanWith(swiftShader) : Deno.env.toObject();

const owners = readCollection(data, LEAST), random = new Random(SEED);
const sought = owners.filter((owner) => owner.sought), strangers = owners.filter((owner) => !owner.sought);
const half = Math.ceil(count / 2);
const photos = [...choosePhotos(sought, half, random), ...choosePhotos(strangers, count - half, random)];

await using stick = await makeStick();
const people = join(stick.folder, "people"), list = join(stick.folder, "photos.txt");
for (const path of new Set(photos.flatMap(({ owner }) => owner.references))) {
  const folder = join(people, basename(dirname(path)));
  await Deno.mkdir(folder, { recursive: true });
  await Deno.copyFile(path, join(folder, basename(path)));
}
await Deno.writeTextFile(list, photos.map(({ path }) => path + "\n").join(""));

async function scan(processor: string, memory: string, ...input: string[]) {
  const began = performance.now();
  const { code, stdout, stderr } = await run(stick, [
    ...["scan", "--all", "--format", "ndjson", "--device", processor, "--data", join(stick.folder, memory)],
    ...["--photo-timeout", "3600", "--known", people, ...input],
  ], { env });
  if (code !== 0) throw new Error(`the scan by ${processor} ended with ${code}: ${stderr}`);
  return { all: events(stdout), stderr, seconds: (performance.now() - began) / 1000 };
}

const cpu = await scan("cpu", "cpu", "--files-from", list);
// The references are remembered from here: comparing photos is what takes its time.
await scan("cpu", "accelerator", photos[0].path, "--include", "none");
const other = await scan(device, "accelerator", "--files-from", list);
const comparison = compare(cpu.all, other.all), wrong = [comparison.otherPeople, comparison.otherFaces];
const left = /not used any more|: it failed/.exec(other.stderr);
console.log(JSON.stringify(
  {
    ...comparison,
    provider: ofType(other.all, "start")[0].provider,
    seconds: { cpu: cpu.seconds, [device]: other.seconds },
    trouble: left ? other.stderr : null,
  },
  null,
  2,
));
console.log(
  `${comparison.photos} photos, ${comparison.faces} faces, ${comparison.matches} with somebody who is known: ` +
    `other people in ${wrong[0].length}, another number of faces in ${
      wrong[1].length
    }; similarities differ by ` +
    `${comparison.largest.toFixed(5)} at most, ${comparison.mean.toFixed(6)} in the mean`,
);
Deno.exitCode = isSame(comparison) && comparison.photos === photos.length && !left ? 0 : 1;
