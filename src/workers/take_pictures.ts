import { Failure } from "../failure.ts";
import type { PictureOrder } from "../faces/pictures.ts";
import { isFile } from "../system/path_kind.ts";
import { readPhoto } from "../photos/read.ts";
import { PoolBroken, type WorkerPool } from "./pool.ts";

/**
 * Makes small pictures of the photo at `path`, in the order's order, if its content still has this hash; null where it
 * hasn't, or can't be read or decoded. Files of more than `mostBytes` are not read.
 */
export async function takePicturesOf(
  { path, hash, order }: { path: string; hash: string; order: PictureOrder },
  pool: WorkerPool,
  mostBytes: number,
): Promise<(Uint8Array | null)[] | null> {
  // A pipe that has taken the photo's name would keep whoever opens it waiting for ever.
  if (!isFile(path)) return null;
  try {
    const file = await readPhoto(path, mostBytes);
    return file.hash === hash ? await pool.takePictures(file.bytes, order) : null;
  } catch (error) {
    if (error instanceof Failure || error instanceof PoolBroken) return null;
    throw error;
  }
}
