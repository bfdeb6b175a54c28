/** Makes an index of photos that never were: three faces for every two of them, with random embeddings. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { defaultPackFolder } from "../../src/assets.ts";
import type { Face } from "../../src/faces/face.ts";
import { readManifest } from "../../src/faces/pack.ts";
import { processingId } from "../../src/faces/processing.ts";
import { PassphraseKey } from "../../src/index/key.ts";
import { ENCRYPTED_INDEX_FILE, INDEX_FILE } from "../../src/index/open.ts";
import type { Place } from "../../src/index/remembered.ts";
import { SqliteIndex } from "../../src/index/sqlite_index.ts";
import { SeededRandom } from "../../src/matching/seeded_random.ts";

/** Records that are written together. */
const AT_ONCE = 500;
/** Random numbers that embeddings are cut from, at random places: making new ones would take as long as all the rest. */
const NUMBERS = 2 ** 20;
/** Any. */
const SEED = 1;
/** Prime, so that neighbouring numbers get places far from each other. */
const STRIDE = 7_368_787n;

/** What is made. */
export interface SyntheticIndex {
  photos: number;
  faces: number;
  /** Path of its file. */
  file: string;
}

/** What the photos of an index are. */
export interface SyntheticPhotos {
  place: (photo: number) => Place;
  /** The number of a photo's content, by default its own: that is the same wherever it is. */
  content?: (photo: number) => number;
  /** The embedding of the first face of a content; null for a stranger's. */
  known?: (content: number) => Float32Array | null;
}

/** Makes the index of so many photos in the data folder `data`. Null `passphrase`: in the clear. */
export async function makeIndex(
  data: string,
  photos: number,
  { place, content = (photo) => photo, known = () => null }: SyntheticPhotos,
  passphrase: string | null,
): Promise<SyntheticIndex> {
  await Deno.mkdir(data, { recursive: true, mode: 0o700 });
  const manifest = readManifest(defaultPackFolder());
  const file = join(data, passphrase === null ? INDEX_FILE : ENCRYPTED_INDEX_FILE);
  const index = SqliteIndex.open({
    path: file,
    readOnly: false,
    key: passphrase === null ? undefined : new PassphraseKey(passphrase),
    processing: processingId(manifest),
    warn: (message) => {
      throw new Error(message);
    },
    // A clock that stands still: nothing waits.
    now: () => 0,
  });
  const embedding = embeddings(manifest.dimension);
  let faces = 0;
  for (let i = 0; i < photos; i++) {
    const number = content(i), own = known(number);
    const analysis = {
      width: 4000,
      height: 3000,
      faces: Array.from(
        { length: 1 + number % 2 },
        (_, f) => faceOf(2 * number + f, f === 0 && own || embedding(2 * number + f)),
      ),
      effort: "normal" as const,
      damage: null,
    };
    faces += analysis.faces.length;
    const written = index.record(place(i), hashOf(number), { kind: "done", analysis, search: null }, []);
    if (i % AT_ONCE === 0) await written;
  }
  await index.close();
  return { photos, faces, file };
}

/** The hash of a content: in no order, as they come. */
function hashOf(content: number): string {
  return createHash("sha256").update(`${content}`).digest("hex");
}

/** Unit vectors of random direction, by their number. */
function embeddings(dimension: number): (number: number) => Float32Array {
  const random = new SeededRandom(SEED),
    numbers = Float32Array.from({ length: NUMBERS }, () => random.normal());
  return (number) => {
    const at = Number(BigInt(number) * STRIDE % BigInt(NUMBERS - dimension));
    return unit(numbers.slice(at, at + dimension));
  };
}

/** A vector of the same direction and the length 1. */
export function unit(values: Float32Array): Float32Array {
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

function faceOf(number: number, embedding: Float32Array): Face {
  return {
    box: { x: number % 3000, y: number % 2000, width: 120, height: 160 },
    landmarks: [[1, 1], [2, 1], [1.5, 2], [1, 3], [2, 3]],
    score: 0.9,
    quality: { sharpness: 100, yaw: 0, size: 120 },
    embedding,
  };
}
