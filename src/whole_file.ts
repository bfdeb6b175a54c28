/** How the name of a file ends that is being written. */
export const PARTIAL = ".part";

/**
 * Writes a file that is whole, or as it was: under another name first, so that nobody ever sees half of it. Throws, and
 * leaves nothing, where that can't be done.
 */
export function writeWhole(path: string, content: Uint8Array | string, mode?: number) {
  const partial = `${path}.${crypto.randomUUID()}${PARTIAL}`;
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    Deno.writeFileSync(partial, bytes, { mode, createNew: true });
    Deno.renameSync(partial, path);
  } catch (error) {
    removeQuietly(partial);
    throw error;
  }
}

/** A file that is written part by part, and gets its name once it is whole. */
export class GrowingFile {
  readonly #partial: string;
  readonly #file: Deno.FsFile;

  /** Throws where it can't be made. */
  constructor(private readonly path: string) {
    this.#partial = `${path}.${crypto.randomUUID()}${PARTIAL}`;
    this.#file = Deno.openSync(this.#partial, { write: true, createNew: true });
  }

  /** Throws where that can't be done, such as on a full medium. */
  readonly write = (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length;) at += this.#file.writeSync(bytes.subarray(at));
  };

  /** Gives it its name, in the place of what has it so far. */
  finish() {
    this.#file.syncDataSync();
    this.#file.close();
    Deno.renameSync(this.#partial, this.path);
  }

  /** Leaves nothing of it. */
  abandon() {
    try {
      this.#file.close();
    } catch { /* it was closed */ }
    removeQuietly(this.#partial);
  }
}

function removeQuietly(path: string) {
  try {
    Deno.removeSync(path);
  } catch { /* it was never written */ }
}
