import { removeTree } from "./remove_tree.ts";

/** How the name of a file ends that is being written. */
export const PARTIAL = ".part";

/**
 * Writes a file that is whole, or as it was: under another name first, so that nobody ever sees half of it. Throws, and
 * leaves nothing, where that can't be done.
 */
export function writeWhole(path: string, content: Uint8Array | string, mode?: number) {
  const partial = partialName(path);
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    Deno.writeFileSync(partial, bytes, { mode, createNew: true });
    Deno.renameSync(partial, path);
  } catch (error) {
    removeTree(partial);
    throw error;
  }
}

/** A file that is written part by part, and gets its name once it is whole. */
export class WholeFile {
  readonly #partial: string;
  readonly #file: Deno.FsFile;

  /** Begins the file that is to be `path`. Throws where it can't be written there. */
  constructor(private readonly path: string) {
    this.#partial = partialName(path);
    this.#file = Deno.openSync(this.#partial, { write: true, createNew: true });
  }

  /** Appends bytes, all of them. Throws where that fails, such as on a full medium. */
  write(bytes: Uint8Array) {
    for (let at = 0; at < bytes.length;) at += this.#file.writeSync(bytes.subarray(at));
  }

  /** Gives the file its name, in the place of what has it so far, once all of it is on the medium. Throws where that fails. */
  finish() {
    this.#file.syncSync();
    this.#file.close();
    Deno.renameSync(this.#partial, this.path);
  }

  /** Leaves nothing of a file that isn't finished. Never throws. */
  discard() {
    try {
      this.#file.close();
    } catch { /* it is closed already */ }
    removeTree(this.#partial);
  }
}

const partialName = (path: string) => `${path}.${crypto.randomUUID()}${PARTIAL}`;
