import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Half, halfOf, HALVES } from "./collection.ts";
import { type Context, type Findings, logRun, makersPython } from "./context.ts";
import { type Measure, measure } from "./measure.ts";
import type { Miss, SeenFace, SeenPhoto } from "./outcome.ts";
import { exists, run } from "./python.ts";

/** What makes albums; it lies beside the project and isn't part of it. */
const MAKER = fileURLToPath(new URL("../../../shared/eval/make_album.py", import.meta.url));
/** Height of the faces in pixels: lower ends of the bins, and the end of the last. */
const BINS = [24, 32, 45, 60, 100, 200, 601];
const PHOTOS = 122;
const PART = "album, by height of the face in pixels";

/** What stands in an album's truth.json: for each path the faces pasted into it. */
type Truth = Record<string, { person: string | null; face_px: number }[]>;

/** Albums of 12-megapixel photos with faces of 24 to 600 pixels: two, of this seed and the next. */
export async function measureAlbums(context: Context): Promise<Findings> {
  if (!await exists(MAKER)) return { measures: [], notRun: ["album: make_album.py isn't there"] };
  const photos: AlbumPhoto[] = [], other: AlbumPhoto[] = [];
  const seeds = [context.seed, context.seed + 1];
  // Side by side: making one takes minutes of one core.
  const folders = await Promise.all(seeds.map((seed) => album(context, seed)));
  for (const [i, folder] of folders.entries()) {
    const known = join(folder, "known"), root = join(folder, "photos");
    const told = await context.runner.scan(known, [root]);
    logRun(context, `album ${seeds[i]}`, told);
    const truth: Truth = JSON.parse(await Deno.readTextFile(join(folder, "truth.json")));
    photos.push(...albumPhotos(truth, root, told.photos));
    if (context.reference) {
      const paths = Object.keys(truth).map((path) => join(root, path));
      other.push(...albumPhotos(truth, root, await context.reference.searchFor(known, paths)));
    }
  }
  return {
    measures: [...bySize(photos, "program"), ...(context.reference ? bySize(other, "reference") : [])],
    misses: photos.flatMap(albumMisses),
  };
}

/** The people in a photo with the height of their face, and who was found. */
interface AlbumPhoto {
  path: string;
  shown: Truth[string];
  found: Set<string>;
  faces: readonly SeenFace[];
}

function albumPhotos(truth: Truth, root: string, told: ReadonlyMap<string, SeenPhoto>): AlbumPhoto[] {
  return Object.entries(truth).map(([path, shown]) => {
    const photo = told.get(join(root, path));
    if (!photo) throw new Error(`the search told nothing of ${path}`);
    const found = new Set(photo.faces.flatMap(({ person }) => person ?? []));
    return { path: join(root, path), shown, found, faces: photo.faces };
  });
}

/** People not found by the height of their face, and people found who aren't there. */
function albumMisses({ path, shown, found, faces }: AlbumPhoto): Miss[] {
  const name = { part: PART, path }, unseen = { person: null, nearest: null, similarity: null };
  const missed = shown.flatMap(({ person, face_px }) =>
    person === null || found.has(person)
      ? []
      : [{ ...name, item: `${face_px}`, of: person, half: halfOf(person), ...unseen }]
  );
  const wrong = faces.filter(({ person }) => person !== null && !shown.some((one) => one.person === person))
    .map(({ box, person, nearest, similarity }) => ({
      ...name,
      item: `a face of ${Math.round(box.height)} at ${Math.round(box.x)}, ${Math.round(box.y)}`,
      of: null,
      half: null,
      person,
      nearest,
      similarity,
    }));
  return [...missed, ...wrong];
}

function bySize(photos: readonly AlbumPhoto[], by: Measure["by"]): Measure[] {
  const faces = photos.flatMap(({ shown, found }) =>
    shown.flatMap(({ person, face_px }) =>
      person === null ? [] : [{ person, face_px, hit: found.has(person) }]
    )
  );
  const recall = (item: string, low: number, high: number, half: Half | "all") => {
    const own = faces.filter(({ person, face_px }) =>
      face_px >= low && face_px < high && (half === "all" || halfOf(person) === half)
    );
    const people = Map.groupBy(own, ({ person }) => person).values();
    const counts = people.map((of) => ({ hits: of.filter(({ hit }) => hit).length, of: of.length }));
    return measure({ part: PART, item, what: "found", half, by }, counts);
  };
  const wrong = photos.map(({ shown, found }) => ({
    hits: [...found].filter((name) => !shown.some(({ person }) => person === name)).length,
    of: 1,
  }));
  const halves = ["all", ...HALVES] as const;
  return [
    ...BINS.slice(0, -1).flatMap((low, i) =>
      halves.map((half) => recall(`${low} to ${BINS[i + 1] - 1}`, low, BINS[i + 1], half))
    ),
    ...halves.map((half) => recall("24 to 59", 24, 60, half)),
    ...halves.map((half) => recall("all", 0, Infinity, half)),
    // A portrait may show somebody sought beside its own face, so that these are not all false.
    measure({ part: PART, item: "all", what: "people not pasted in", per: 1000, by }, wrong),
  ];
}

/** The folder of an album, made where the cache lacks it. */
async function album(context: Context, seed: number): Promise<string> {
  const { data, cache } = context;
  const id = createHash("sha256").update(data).update(await Deno.readFile(MAKER)).digest("hex").slice(0, 12);
  const folder = join(cache, `album-${id}-${PHOTOS}-${seed}`);
  if (await exists(join(folder, "truth.json"))) return folder;
  const python = await makersPython(context);
  // The maker's script writes truth.json last.
  await run(python, [MAKER, data, folder, "--photos", `${PHOTOS}`, "--seed", `${seed}`]);
  return folder;
}
