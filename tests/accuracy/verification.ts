import { join } from "node:path";
import { cosine } from "../../src/matching/person.ts";
import { choosePhotos, type Half, halfOf, type Owner } from "./collection.ts";
import { type Context, type Findings, layKnown, soughtOf, wholeFaces } from "./context.ts";
import { readEmbedding } from "./embedding.ts";
import { type By, type Measure, measure } from "./measure.ts";
import { faceAt, type SeenPhoto } from "./outcome.ts";
import { Random } from "../random.ts";
import type { FaceFields } from "../../src/output/events.ts";

const PART = "verification";

/** Two photos, and how alike their faces are; null where a face isn't seen. */
interface Pair {
  same: boolean;
  similarity: number | null;
  /** Whose photo the left one is: errors with it come together. */
  left: string;
  /** The half of both people; null for one of each. */
  half: Half | null;
}

/** Two photos, same person or not, by the cosine of their faces. */
export async function measureVerification(context: Context): Promise<Findings> {
  const photos = await wholeFaces(context), list = await pairPaths(context);
  const measures = await accuracy(context, scored(context, list, photos), "program");
  if (context.reference) {
    measures.push(
      ...await accuracy(
        context,
        scored(context, list, await context.reference.wholeFaces(context)),
        "reference",
      ),
    );
  }
  return { measures };
}

async function accuracy(context: Context, pairs: readonly Pair[], by: By): Promise<Measure[]> {
  const chosen = bestThreshold(pairs.filter(({ half }) => half === "tune"));
  const own = by === "program" ? await programThreshold(context) : null;
  const measures: Measure[] = [];
  for (const half of ["report", "tune", "all"] as const) {
    const part = half === "all" ? pairs : pairs.filter((pair) => pair.half === half);
    const share = (item: string, from: readonly Pair[], hit: (pair: Pair) => boolean) =>
      measures.push(measure({ part: PART, item, what: "share", half, by }, byLeft(from, hit)));
    const same = part.filter((pair) => pair.same), different = part.filter((pair) => !pair.same);
    share(
      "accuracy, threshold of the tuned half",
      part,
      (pair) => isSame(pair, chosen) === pair.same,
    );
    for (const rate of [0.01, 0.001]) {
      const wrong = different.map(({ similarity }) => similarity ?? -1).sort((a, b) => b - a);
      const threshold = (wrong[Math.floor(rate * wrong.length)] ?? -1) + 1e-9;
      share(`same at ${100 * rate} % false`, same, (pair) => isSame(pair, threshold));
    }
    if (own !== null) {
      share("same, threshold of one reference", same, (pair) => isSame(pair, own));
      share("different, threshold of one reference", different, (pair) => !isSame(pair, own));
    }
    share("pairs with a face not seen", part, ({ similarity }) => similarity === null);
  }
  return measures;
}

/** A pair without a face is neither, and always wrong: it isn't the same, and not known to be different. */
function isSame({ similarity, same }: Pair, threshold: number): boolean {
  return similarity === null ? !same : similarity >= threshold;
}

function byLeft(pairs: readonly Pair[], hit: (pair: Pair) => boolean) {
  return [...Map.groupBy(pairs, ({ left }) => left).values()].map((own) => ({
    hits: own.filter(hit).length,
    of: own.length,
  }));
}

/** The threshold with the most right answers. */
function bestThreshold(pairs: readonly Pair[]): number {
  const sorted = pairs.filter(({ similarity }) => similarity !== null).toSorted((a, b) =>
    b.similarity! - a.similarity!
  );
  let right = 0, most = 0, best = 1;
  for (const { same, similarity } of sorted) {
    right += same ? 1 : -1;
    if (right > most) [most, best] = [right, similarity!];
  }
  return best;
}

/** What the program asks for when it looks for one person with one reference. */
async function programThreshold(context: Context): Promise<number> {
  const [{ name, references }] = soughtOf(context);
  const known = await layKnown(context.runner, "one", [[name, references.slice(0, 1)]]);
  const { start } = await context.runner.scan(known, references.slice(0, 1));
  return start.people[0].threshold;
}

type PairPaths = readonly [left: string, right: string, same: boolean];

function scored(
  { data }: Context,
  list: readonly PairPaths[],
  photos: ReadonlyMap<string, SeenPhoto<Pick<FaceFields, "box" | "embedding">>>,
): Pair[] {
  const embeddings = new Map([...photos].map(([path, photo]) => {
    const face = faceAt(photo, null);
    return [path, face?.embedding ? readEmbedding(face.embedding) : null];
  }));
  return list.map(([left, right, same]) => {
    const [a, b] = [left, right].map((path) => {
      const embedding = embeddings.get(join(data, path));
      // Not to be taken for a photo without a face.
      if (embedding === undefined) throw new Error(`${path} of the pairs was not looked at`);
      return embedding;
    });
    const [owner, other] = [left, right].map((path) => path.split("/")[0]);
    const half = halfOf(owner) === halfOf(other) ? halfOf(owner) : null;
    return { same, similarity: a && b ? cosine(a, b) : null, left: owner, half };
  });
}

/** The pairs of a list (left, right, 1 or 0, separated by tabs), or as many drawn by chance from the collection. */
async function pairPaths({ pairs, data, owners, seed }: Context): Promise<PairPaths[]> {
  if (pairs !== null) {
    const lines = (await Deno.readTextFile(pairs)).trim().split("\n").map((line) => line.split("\t"));
    return lines.map(([left, right, same]) => [left, right, same === "1"]);
  }
  const random = new Random(seed), drawn: PairPaths[] = [];
  const several = owners.filter(({ photos }) => photos.length > 1);
  const inside = (path: string) => path.slice(data.length + 1).replaceAll("\\", "/");
  for (const { owner, path } of several.length ? choosePhotos(several, DRAWN, random) : []) {
    const other = random.pick(owner.photos.filter((photo) => photo !== path));
    drawn.push([inside(path), inside(other), true]);
  }
  for (const { owner, path } of choosePhotos(owners, DRAWN, random)) {
    const stranger: Owner = random.pick(
      owners.filter((other) => other !== owner && other.half === owner.half),
    );
    drawn.push([inside(path), inside(random.pick(stranger.photos)), false]);
  }
  return drawn;
}

/** Pairs of each kind that are drawn where no list is given. */
const DRAWN = 1000;
