/** A folder's entry whose name is no valid UTF-8, so that Deno neither lists nor opens it. */
export interface UndecodableEntry {
  /** With U+FFFD where the name cannot be decoded. */
  name: string;
  isDirectory: boolean;
}

const FUNCTIONS = {
  opendir: { parameters: ["buffer"], result: "pointer" },
  readdir: { parameters: ["pointer"], result: "pointer" },
  closedir: { parameters: ["pointer"], result: "i32" },
} as const;

/** `struct dirent` of glibc on 64-bit Linux: where the type and the name are, and the type of a folder. */
const TYPE = 18, NAME = 19, FOLDER = 4;

/** Lists what Deno passes over: on Linux alone, where names are any bytes. */
export class UndecodableNames {
  #libc: Deno.DynamicLibrary<typeof FUNCTIONS> | null = null;

  constructor() {
    if (Deno.build.os !== "linux") return;
    try {
      this.#libc = Deno.dlopen("libc.so.6", FUNCTIONS);
    } catch {
      // Another C library, or no permission: such names stay unseen.
    }
  }

  [Symbol.dispose]() {
    this.#libc?.close();
  }

  /** The entries of `folder` with undecodable names; `known`: the names that Deno lists. */
  in(folder: string, known: ReadonlySet<string>): UndecodableEntry[] {
    const found: UndecodableEntry[] = [];
    if (!this.#libc) return found;
    const { opendir, readdir, closedir } = this.#libc.symbols;
    const stream = opendir(new TextEncoder().encode(folder + "\0"));
    if (!stream) return found;
    for (let entry = readdir(stream); entry; entry = readdir(stream)) {
      const view = new Deno.UnsafePointerView(entry), name = view.getCString(NAME);
      if (!name.includes("\uFFFD") || known.has(name)) continue;
      found.push({ name, isDirectory: view.getUint8(TYPE) === FOLDER });
    }
    closedir(stream);
    return found;
  }
}
