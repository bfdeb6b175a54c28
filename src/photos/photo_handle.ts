import { constants, promises } from "node:fs";

/** open(2): the time of the last access stays as it is. Node has no name for it. */
const O_NOATIME = 0o1000000;

/** A photo's file that is open for reading. */
export interface PhotoHandle extends AsyncDisposable {
  /** Bytes; time of the last change, null where the file system keeps none. */
  stat(): Promise<{ size: number; mtime: Date | null }>;
  /** Reads on, and gives the number of bytes; 0 at the end. */
  read(into: Uint8Array): Promise<number>;
}

/**
 * Opens a photo's file so that nothing shows that it was read, where the system allows that: on Linux, the owner of the
 * file and root. Throws Deno's errors.
 */
export async function openPhoto(path: string): Promise<PhotoHandle> {
  return await openUnseen(path) ?? await openPlainly(path);
}

/** Null when it can't be opened so: who doesn't own it may still read it, and other systems know no such thing. */
async function openUnseen(path: string): Promise<PhotoHandle | null> {
  if (Deno.build.os !== "linux") return null;
  const file = await promises.open(path, constants.O_RDONLY | O_NOATIME).catch(() => null);
  return file && {
    stat: () => file.stat(),
    read: async (into) => (await file.read(into, 0, into.length, null)).bytesRead,
    [Symbol.asyncDispose]: () => file.close(),
  };
}

async function openPlainly(path: string): Promise<PhotoHandle> {
  const file = await Deno.open(path);
  return {
    stat: () => file.stat(),
    read: async (into) => await file.read(into) ?? 0,
    [Symbol.asyncDispose]: () => Promise.resolve(file.close()),
  };
}

/** Reads to the end, or to `size`: a file that still grows is taken as it was when it was opened. */
export async function readToEnd(file: PhotoHandle, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size);
  let at = 0;
  while (at < size) {
    const count = await file.read(bytes.subarray(at));
    if (count === 0) break;
    at += count;
  }
  return bytes.subarray(0, at);
}
