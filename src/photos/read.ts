import { Buffer } from "node:buffer";
import { Failure, fileFailure } from "../failure.ts";
import { openPhoto, readToEnd } from "./photo_handle.ts";

/** A photo's bytes and what the file system and its content say of it. */
export interface PhotoFile extends FileFacts {
  bytes: Uint8Array;
}

/** What identifies a photo's file and content. */
export interface FileFacts {
  /** SHA-256 of the content in hexadecimal. */
  hash: string;
  /** Bytes in the file. */
  size: number;
  /** Time of the last change in milliseconds since 1970, or null where the file system keeps none. */
  modified: number | null;
}

/** Reads a photo of at most `mostBytes`. Throws a {@link Failure} of stage `read`. */
export async function readPhoto(path: string, mostBytes: number): Promise<PhotoFile> {
  try {
    await using file = await openPhoto(path);
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
    const bytes = await readToEnd(file, size);
    // Not node:crypto, which would hash on the thread that feeds all workers.
    const hash = Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
    return { bytes, hash, size: bytes.length, modified: mtime?.getTime() ?? null };
  } catch (error) {
    throw fileFailure(error, "read");
  }
}
