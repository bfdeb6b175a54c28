import { createHash } from "node:crypto";
import { Failure, fileFailure } from "../failure.ts";

/** A photo's bytes and what the file system and its content say of it. */
export interface PhotoFile {
  bytes: Uint8Array;
  hash: string;
  size: number;
  modified: string | null;
}

/** Reads a photo of at most `mostBytes`. Throws a {@link Failure} of stage `read`. */
export async function readPhoto(path: string, mostBytes: number): Promise<PhotoFile> {
  try {
    using file = await Deno.open(path);
    const { size, mtime } = await file.stat();
    if (size > mostBytes) {
      throw new Failure(
        "read",
        "too_large",
        `${Math.round(size / 2 ** 20)} MB: files of more than ${
          Math.round(mostBytes / 2 ** 20)
        } MB are not read`,
      );
    }
    const bytes = await readAll(file, size);
    const hash = createHash("sha256").update(bytes).digest("hex");
    return { bytes, hash, size: bytes.length, modified: mtime?.toISOString() ?? null };
  } catch (error) {
    throw fileFailure(error, "read");
  }
}

/** Reads to the end, or to `size`: a file that still grows is taken as it was when it was opened. */
async function readAll(file: Deno.FsFile, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let at = 0;
  while (at < size) {
    const count = await file.read(bytes.subarray(at));
    if (count === null) break;
    at += count;
  }
  return bytes.subarray(0, at);
}
