import { join } from "node:path";
import { hasContent } from "./same_content.ts";

/** What lies in the folders of copies, by size: finds the one that has a content already, under whatever name. */
export class FolderContents {
  /** The paths of a folder's files by their size in bytes. */
  readonly #folders = new Map<string, Map<number, string[]>>();

  /** The path of a file in `folder` that has this content; null when there is none. */
  async find(folder: string, bytes: Uint8Array): Promise<string | null> {
    for (const path of (await this.#look(folder)).get(bytes.length) ?? []) {
      if (await hasContent(path, bytes)) return path;
    }
    return null;
  }

  /** Takes note of a new file. */
  async add(folder: string, path: string, size: number) {
    const sizes = await this.#look(folder), same = sizes.get(size);
    if (!same) sizes.set(size, [path]);
    else if (!same.includes(path)) same.push(path);
  }

  /** A folder is looked through once: a run adds to it, and nobody else is expected to. */
  async #look(folder: string): Promise<Map<number, string[]>> {
    const known = this.#folders.get(folder);
    if (known) return known;
    const sizes = new Map<number, string[]>(), entries: string[] = [];
    for await (const { name, isFile } of Deno.readDir(folder)) if (isFile) entries.push(join(folder, name));
    for (const path of entries.sort()) {
      const size = (await Deno.lstat(path).catch(() => null))?.size;
      if (size !== undefined) sizes.set(size, [...sizes.get(size) ?? [], path]);
    }
    this.#folders.set(folder, sizes);
    return sizes;
  }
}
