/*
 * Executables and libraries of Linux: ELF, as the System V ABI describes it (chapters 4 and 5), and versions of symbols
 * as the Linux Standard Base does (Core specification, "Symbol Versioning").
 */
import { textAt } from "./text_at.ts";

/** What an ELF file asks of the system that loads it. */
export interface ElfFacts {
  arch: typeof Deno.build.arch;
  /** Names of the libraries that it is linked with. */
  libraries: string[];
  /** Versions of symbols that these must have, such as `GLIBC_2.28`, by the library's name. */
  versions: Record<string, string[]>;
}

const MACHINES: Record<number, ElfFacts["arch"]> = { 0x3e: "x86_64", 0xb7: "aarch64" };
/** Kinds of program headers, and of entries in the dynamic section. */
const LOAD = 1, DYNAMIC = 2;
const NEEDED = 1, STRING_TABLE = 5, VERSIONS_NEEDED = 0x6ffffffe, VERSIONS_NEEDED_COUNT = 0x6fffffff;

/** True when the file begins as an ELF file does. */
export function isElf(file: Uint8Array): boolean {
  return textAt(file, 0, 4) === "\x7fELF";
}

/** Reads a file of 64 bits, little-endian. Throws an Error for any other. */
export function readElf(file: Uint8Array): ElfFacts {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const word = (at: number) => view.getUint32(at, true), half = (at: number) => view.getUint16(at, true);
  const long = (at: number) => Number(view.getBigUint64(at, true));
  if (!isElf(file) || file[4] !== 2 || file[5] !== 1) {
    throw new Error("no ELF file of 64 bits, little-endian");
  }
  const arch = MACHINES[half(0x12)];
  if (!arch) throw new Error(`an ELF file for machine ${half(0x12)}`);

  const headers = Array.from({ length: half(0x38) }, (_, i) => {
    const at = long(0x20) + i * half(0x36);
    return { type: word(at), offset: long(at + 8), address: long(at + 16), size: long(at + 32) };
  });
  /** Where something lies in the file that has this address in memory. */
  const offsetOf = (address: number) => {
    const part = headers.find((h) => h.type === LOAD && address >= h.address && address < h.address + h.size);
    if (!part) throw new Error(`an ELF file without what its dynamic section names at ${address}`);
    return address - part.address + part.offset;
  };
  const entries: [tag: number, value: number][] = [];
  const dynamic = headers.find(({ type }) => type === DYNAMIC);
  for (let at = dynamic?.offset ?? 0; dynamic && at < dynamic.offset + dynamic.size; at += 16) {
    entries.push([long(at), long(at + 8)]);
  }
  const valueOf = (tag: number) => entries.find(([known]) => known === tag)?.[1];
  const strings = valueOf(STRING_TABLE);
  if (strings === undefined) return { arch, libraries: [], versions: {} };
  const text = (index: number) => textAt(file, offsetOf(strings) + index);

  const versions: ElfFacts["versions"] = {};
  const needed = valueOf(VERSIONS_NEEDED);
  let at = needed === undefined ? 0 : offsetOf(needed);
  for (let i = valueOf(VERSIONS_NEEDED_COUNT) ?? 0; i > 0; i--) {
    const names = versions[text(word(at + 4))] ??= [];
    for (let j = half(at + 2), aux = at + word(at + 8); j > 0; j--, aux += word(aux + 12)) {
      names.push(text(word(aux + 8)));
    }
    at += word(at + 12);
  }
  return {
    arch,
    libraries: entries.filter(([tag]) => tag === NEEDED).map(([, value]) => text(value)),
    versions,
  };
}

/** The highest of versions such as `GLIBC_2.9` and `GLIBC_2.28` that begin with `prefix`; null when none does. */
export function highestVersion(versions: readonly string[], prefix: string): string | null {
  const numbers = versions.filter((version) => version.startsWith(prefix))
    .map((version) => version.slice(prefix.length))
    .filter((version) => /^\d+(\.\d+)*$/.test(version));
  return numbers.sort(compareVersions).at(-1) ?? null;
}

/** Negative when version `a` is the lower one. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((version) => version.split(".").map(Number));
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    if ((x[i] ?? 0) !== (y[i] ?? 0)) return (x[i] ?? 0) - (y[i] ?? 0);
  }
  return 0;
}
