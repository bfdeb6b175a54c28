/*
 * Executables and libraries of Windows: PE, as Microsoft's "PE Format" describes it
 * (learn.microsoft.com/windows/win32/debug/pe-format).
 */
import { textAt } from "./text_at.ts";

/** What a PE file asks of the system that loads it. */
export interface PeFacts {
  arch: typeof Deno.build.arch;
  /** The version of Windows that the linker wrote, such as `6.0`; what the imports need is often higher. */
  subsystemVersion: string;
  sections: PeSection[];
  /** Names of the functions that it takes from each library when it is loaded; unnamed ones as `#number`. */
  imports: Record<string, string[]>;
  /** The same of libraries that are loaded when they are first used. */
  delayed: Record<string, string[]>;
  /** True when a certificate is attached. */
  signed: boolean;
}

/** A part of the file that is loaded. */
export interface PeSection {
  name: string;
  /** In memory, relative to the file's start there, and in the file. */
  address: number;
  offset: number;
  /** Bytes in the file. */
  size: number;
}

const MACHINES: Record<number, PeFacts["arch"]> = { 0x8664: "x86_64", 0xaa64: "aarch64" };
/** Of the data directories. */
const IMPORTS = 1, CERTIFICATES = 4, DELAYED_IMPORTS = 13;
const PE32_PLUS = 0x20b, BY_NUMBER = 1n << 63n;

/** True when the file begins as one of DOS or Windows does. */
export function isPe(file: Uint8Array): boolean {
  return textAt(file, 0, 2) === "MZ";
}

/** Reads a file of 64 bits. Throws an Error for any other. */
export function readPe(file: Uint8Array): PeFacts {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const word = (at: number) => view.getUint32(at, true), half = (at: number) => view.getUint16(at, true);
  const header = isPe(file) ? word(0x3c) : 0, optional = header + 24;
  if (textAt(file, header, 4) !== "PE" || half(optional) !== PE32_PLUS) {
    throw new Error("no PE file of 64 bits");
  }
  const arch = MACHINES[half(header + 4)];
  if (!arch) throw new Error(`a PE file for machine ${half(header + 4)}`);
  const sections = Array.from({ length: half(header + 6) }, (_, i): PeSection => {
    const at = optional + half(header + 20) + 40 * i;
    return { name: textAt(file, at, 8), address: word(at + 12), offset: word(at + 20), size: word(at + 16) };
  });
  const offsetOf = (address: number) => {
    const part = sections.find((s) => address >= s.address && address < s.address + s.size);
    if (!part) throw new Error(`a PE file without what it names at ${address}`);
    return address - part.address + part.offset;
  };
  const directory = (index: number) => word(optional + 112 + 8 * index);

  const functions = (table: number) => {
    const names: string[] = [];
    for (let at = offsetOf(table);; at += 8) {
      const entry = view.getBigUint64(at, true);
      if (entry === 0n) return names;
      names.push(
        entry & BY_NUMBER ? `#${entry & 0xffffn}` : textAt(file, offsetOf(Number(entry & 0x7fffffffn)) + 2),
      );
    }
  };
  /** Entries of `size` bytes with the addresses of a name and of a list of functions, up to one of zeroes. */
  const libraries = (index: number, size: number, nameAt: number, functionsAt: number) => {
    const found: Record<string, string[]> = {};
    const start = directory(index);
    for (let at = start && offsetOf(start); start && word(at + nameAt) !== 0; at += size) {
      found[textAt(file, offsetOf(word(at + nameAt)))] = functions(word(at + functionsAt));
    }
    return found;
  };
  return {
    arch,
    subsystemVersion: `${half(optional + 48)}.${half(optional + 50)}`,
    sections,
    imports: libraries(IMPORTS, 20, 12, 0),
    delayed: libraries(DELAYED_IMPORTS, 32, 4, 16),
    signed: directory(CERTIFICATES) !== 0,
  };
}
