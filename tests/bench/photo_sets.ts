import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../../src/failure.ts";
import { exists, pythonWith, run } from "../accuracy/python.ts";

const besideProject = (path: string) => fileURLToPath(new URL(`../../../shared/${path}`, import.meta.url));

/** Portraits, a folder for each person; they lie beside the project and aren't part of it. */
export const PORTRAITS = besideProject("lfw-dev");
/** The reference pipeline, which lies there too. */
export const PIPELINE = besideProject("reference/pipeline.py");
const ALBUM_MAKER = besideProject("eval/make_album.py");

/** Where the bench keeps what takes long to make: other programs, and photos. */
export const CACHE = join(
  Deno.env.get("XDG_CACHE_HOME") ?? join(Deno.env.get("HOME") ?? ".", ".cache"),
  "facefinder-bench",
);

/** The photos that photo_sets.py makes. */
export interface PhotoSets {
  /** Reference photos, a folder for each person. */
  known: string;
  /** Folders of photos by size. */
  web: string;
  twelve: string;
  fortyEight: string;
  /** Who is in the photos of web size, by file name. */
  truth: Record<string, { person: string | null; height: number }[]>;
}

/** The sets with so many photos; made once and kept below `cache`. Throws where what they are made of isn't there. */
export async function photoSets(count: number, cache: string): Promise<PhotoSets> {
  const folder = join(cache, `photos-${count}`), truth = join(folder, "truth.json");
  if (!await exists(truth)) {
    for (const needed of [PORTRAITS, ALBUM_MAKER]) {
      if (!await exists(needed)) {
        throw new UsageError(
          `${needed} is needed to make photos, and is no part of the project. Expected the folder shared/ beside it.`,
        );
      }
    }
    await Deno.remove(folder, { recursive: true }).catch(() => {});
    await Deno.mkdir(folder, { recursive: true });
    const maker = fileURLToPath(new URL("photo_sets.py", import.meta.url));
    const python = await pythonWith("make/requirements.txt", cache);
    await run(python, [maker, PORTRAITS, ALBUM_MAKER, folder, "--photos", `${count}`]);
  }
  return {
    known: join(folder, "known"),
    web: join(folder, "web"),
    twelve: join(folder, "12"),
    fortyEight: join(folder, "48"),
    truth: JSON.parse(await Deno.readTextFile(truth)),
  };
}
