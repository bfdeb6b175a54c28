/** The real files met so far, by inode; by real path where a system has no inode numbers or larger ones than fit. */
export class SeenFiles {
  readonly #inodes = new Map<number, Set<number>>();
  readonly #paths = new Set<string>();

  /** Remembers a file; false when it was there already. */
  add(path: string, { dev, ino }: Deno.FileInfo): boolean | Promise<boolean> {
    if (!ino || !Number.isSafeInteger(ino)) {
      return Deno.realPath(path).then((real) => addNew(this.#paths, real));
    }
    let inodes = this.#inodes.get(dev);
    if (!inodes) this.#inodes.set(dev, inodes = new Set());
    return addNew(inodes, ino);
  }
}

function addNew<T>(set: Set<T>, value: T): boolean {
  const before = set.size;
  return set.add(value).size > before;
}
