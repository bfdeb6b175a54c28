/** Makes an index of photos that never were: three faces for every two of them, with random embeddings. */
import { join } from "node:path";
import { defaultPackFolder } from "../../src/assets.ts";
import type { Face } from "../../src/faces/face.ts";
import { readManifest } from "../../src/faces/pack.ts";
import { processingId } from "../../src/faces/processing.ts";
import { PassphraseKey } from "../../src/index/key.ts";
import { ENCRYPTED_INDEX_FILE, INDEX_FILE } from "../../src/index/open.ts";
import type { Place } from "../../src/index/photo_index.ts";
import { SqliteIndex } from "../../src/index/sqlite_index.ts";

/** Records that are written together. */
const AT_ONCE = 500;
/** Random numbers that embeddings are cut from, at random places: making new ones would take as long as all the rest. */
const NUMBERS = 2 ** 20;

/** What is made. */
export interface SyntheticIndex {
  photos: number;
  faces: number;
  /** Path of its file. */
  file: string;
}

/** Makes the index in the data folder `data`; `place` says where each photo lies. Null `passphrase`: in the clear. */
export async function makeIndex(
  data: string,
  photos: number,
  place: (photo: number) => Place,
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
    const analysis = {
      width: 4000,
      height: 3000,
      faces: Array.from({ length: 1 + i % 2 }, () => faceOf(embedding())),
      effort: "normal" as const,
      damage: null,
    };
    faces += analysis.faces.length;
    const hash = i.toString(16).padStart(64, "0");
    const written = index.record(place(i), hash, { kind: "done", analysis, search: null }, []);
    if (i % AT_ONCE === 0) await written;
  }
  await index.close();
  return { photos, faces, file };
}

/** Unit vectors of random direction: the sum of some uniform numbers is nearly normal. */
function embeddings(dimension: number): () => Float32Array {
  const numbers = Float32Array.from(
    { length: NUMBERS },
    () => Math.random() + Math.random() + Math.random() - 1.5,
  );
  return () => {
    const at = Math.floor(Math.random() * (NUMBERS - dimension));
    const values = numbers.slice(at, at + dimension), length = Math.hypot(...values);
    return values.map((value) => value / length);
  };
}

function faceOf(embedding: Float32Array): Face {
  return {
    box: { x: 1000 * Math.random(), y: 1000 * Math.random(), width: 120, height: 160 },
    landmarks: [[1, 1], [2, 1], [1.5, 2], [1, 3], [2, 3]],
    score: 0.9,
    quality: { sharpness: 100, yaw: 0, size: 120 },
    embedding,
  };
}
