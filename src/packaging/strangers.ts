/**
 * Makes a pack's model of strangers: `deno run -A src/packaging/strangers.ts EVENTS OUT`.
 *
 * EVENTS is a file of `faces --embeddings` over photos that lie in a folder a person. One half of the people (by a hash
 * of their names) is fitted, the other half is for the check that is printed. OUT gets the model; what belongs into the
 * pack's manifest is printed too.
 */
import { createHash } from "node:crypto";
import { basename, dirname } from "node:path";
import { Buffer } from "node:buffer";
import { defaultPackFolder } from "../assets.ts";
import { readManifest } from "../faces/pack.ts";
import { falseMatchRate } from "../matching/strangers/expected_false.ts";
import { makePerson, similarity } from "../matching/person.ts";
import { fitStrangers } from "../matching/strangers/fit.ts";
import { encodeStrangers, type Strangers } from "../matching/strangers/strangers.ts";
import { STRICTNESSES, thresholdFor } from "../matching/threshold.ts";
import type { Event, EventOf } from "../output/events.ts";
import { compareTexts } from "../text_order.ts";

/** People with fewer photos are strangers only, as in the search that the README measures. */
const FEWEST_PHOTOS_OF_SOUGHT = 15;

const [input, output] = Deno.args;
if (!output) {
  console.error("expected two files: events of `faces --embeddings`, and where to write the model");
  Deno.exit(2);
}
const people = byPerson(await Deno.readTextFile(input));
const half = (name: string) => createHash("sha256").update(`half of ${name}`).digest()[0] < 128;
const fitted = [...people].filter(([name]) => half(name)).map(([, faces]) => faces);
const held = [...people].filter(([name]) => !half(name)).map(([, faces]) => faces);
const strangers = fitStrangers(fitted), bytes = encodeStrangers(strangers);
await Deno.writeFile(output, bytes);
const sha256 = createHash("sha256").update(bytes).digest("hex");
console.log(JSON.stringify(
  { file: basename(output), sha256, bytes: bytes.length, tail: strangers.tail },
  null,
  2,
));
console.log(`fitted on ${fitted.length} people; the other ${held.length}:`);
check(strangers, held);

/** The embeddings of the face nearest the centre of each photo, in the order of file names, by the folder's name. */
function byPerson(text: string): Map<string, Float32Array[]> {
  const photos = text.trim().split("\n").map((line): Event => JSON.parse(line))
    .filter((event) => event.type === "photo" && event.faces.length > 0) as EventOf<"photo">[];
  photos.sort((a, b) => compareTexts(a.path, b.path));
  const people = new Map<string, Float32Array[]>();
  for (const photo of photos) {
    const [{ embedding }] = photo.faces.toSorted((a, b) => offCentre(photo, a) - offCentre(photo, b));
    const name = basename(dirname(photo.path)), bytes = Buffer.from(embedding!, "base64");
    const numbers = Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
    people.set(name, [...people.get(name) ?? [], numbers]);
  }
  return people;
}

function offCentre({ width, height }: EventOf<"photo">, { box }: EventOf<"photo">["faces"][number]): number {
  return Math.hypot(box.x + (box.width - width) / 2, box.y + (box.height - height) / 2);
}

/** Prints the false matches a 1,000 photos that the model expects, and those that there are. */
function check(model: Strangers, held: readonly Float32Array[][]) {
  const { thresholds } = readManifest(defaultPackFolder());
  for (const references of [1, 2, 3, 5]) {
    const sought = held.filter((faces) => faces.length >= FEWEST_PHOTOS_OF_SOUGHT);
    for (const strictness of STRICTNESSES) {
      const threshold = thresholdFor(thresholds, strictness, references, 1);
      const each = sought.map((faces) => {
        const person = makePerson("", faces.slice(0, references));
        const others = held.filter((other) => other !== faces).flat();
        const wrong = others.filter((face) => similarity(person, face) >= threshold).length;
        return { expected: falseMatchRate(person, model)(threshold), real: wrong / others.length };
      });
      const mean = (of: "expected" | "real") =>
        1e3 * each.reduce((sum, one) => sum + one[of], 0) / each.length;
      console.log(
        `${references} references, ${strictness}: expected ${mean("expected").toFixed(3)}, real ${
          mean("real").toFixed(3)
        } a 1,000 photos; rank correlation over ${each.length} people ${
          correlation(ranks(each.map(({ expected }) => expected)), ranks(each.map(({ real }) => real)))
            .toFixed(2)
        }`,
      );
    }
  }
}

/** Their places in ascending order; equal ones share the mean. */
function ranks(values: readonly number[]): number[] {
  return values.map((value) =>
    values.filter((other) => other < value).length +
    (values.filter((other) => other === value).length - 1) / 2
  );
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const ma = mean(a), mb = mean(b);
  const product = (x: readonly number[], mx: number, y: readonly number[], my: number) =>
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0);
  return product(a, ma, b, mb) / Math.sqrt(product(a, ma, a, ma) * product(b, mb, b, mb));
}
