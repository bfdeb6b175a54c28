/*
 * Executables and libraries of macOS: Mach-O, as <mach-o/loader.h> describes it, and code signatures as Apple's
 * <Kernel/kern/cs_blobs.h> does.
 */
import { createHash } from "node:crypto";
import { textAt } from "./text_at.ts";

/** What a Mach-O file asks of the system that loads it. */
export interface MachOFacts {
  arch: typeof Deno.build.arch;
  /** The lowest version of macOS that it was built for, such as `11.0`; null when it doesn't say. */
  minimum: string | null;
  /** Paths of the libraries that it is linked with. */
  libraries: string[];
  /** Its code signature; null when it has none. */
  signature: SignatureFacts | null;
}

/** What is in a code signature. */
export interface SignatureFacts {
  /** True for one that names nobody. */
  adHoc: boolean;
  /** Pages of the file that it has the hash of, and those of them whose bytes have another. */
  pages: number;
  wrongPages: number;
  /** Bytes of the file that it covers: up to itself. */
  covered: number;
  /** Where it lies in the file. */
  start: number;
}

const MAGIC = 0xfeedfacf;
const CPUS: Record<number, MachOFacts["arch"]> = { 0x01000007: "x86_64", 0x0100000c: "aarch64" };
/** Load commands: libraries (also weak ones, and those passed on), versions, and the signature. */
const LIBRARIES = [0x0c, 0x80000018, 0x8000001f],
  BUILD_VERSION = 0x32,
  MINIMUM_MACOS = 0x24,
  SIGNATURE = 0x1d;
/** Blobs of a signature (big-endian). */
const SUPER_BLOB = 0xfade0cc0, CODE_DIRECTORY = 0xfade0c02, AD_HOC = 0x2, SHA256 = 2;

/** True when the file begins as a Mach-O file of 64 bits does. */
export function isMachO(file: Uint8Array): boolean {
  return file.length > 32 && new DataView(file.buffer, file.byteOffset).getUint32(0, true) === MAGIC;
}

/** Reads a file of 64 bits for one processor. Throws an Error for any other. */
export function readMachO(file: Uint8Array): MachOFacts {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const word = (at: number) => view.getUint32(at, true);
  if (!isMachO(file)) throw new Error("no Mach-O file of 64 bits for one processor");
  const arch = CPUS[word(4)];
  if (!arch) throw new Error(`a Mach-O file for processor ${word(4)}`);
  const facts: MachOFacts = { arch, minimum: null, libraries: [], signature: null };
  for (let at = 32, left = word(16); left > 0; left--, at += word(at + 4)) {
    const command = word(at);
    if (LIBRARIES.includes(command)) facts.libraries.push(textAt(file, at + word(at + 8)));
    if (command === BUILD_VERSION) facts.minimum = version(word(at + 12));
    if (command === MINIMUM_MACOS) facts.minimum = version(word(at + 8));
    if (command === SIGNATURE) facts.signature = readSignature(file, word(at + 8));
  }
  return facts;
}

/** Two bytes, one byte, one byte, from the highest. */
function version(number: number): string {
  return `${number >>> 16}.${(number >>> 8) & 0xff}`;
}

/** Reads the signature at `start`, and compares its SHA-256 of every page with the file's bytes. */
function readSignature(file: Uint8Array, start: number): SignatureFacts {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const big = (at: number) => view.getUint32(at);
  if (big(start) !== SUPER_BLOB) throw new Error("a code signature that is none");
  const blobs = Array.from({ length: big(start + 8) }, (_, i) => start + big(start + 12 + 8 * i + 4));
  const directory = blobs.find((at) => big(at) === CODE_DIRECTORY && file[at + 37] === SHA256);
  if (directory === undefined) throw new Error("a code signature without SHA-256");
  const pages = big(directory + 28), covered = big(directory + 32), hashSize = file[directory + 36];
  const pageSize = 2 ** file[directory + 39], hashes = directory + big(directory + 16);
  let wrongPages = 0;
  for (let page = 0; page < pages; page++) {
    const bytes = file.subarray(page * pageSize, Math.min((page + 1) * pageSize, covered));
    const stored = file.subarray(hashes + page * hashSize, hashes + (page + 1) * hashSize);
    if (!createHash("sha256").update(bytes).digest().subarray(0, hashSize).equals(stored)) wrongPages++;
  }
  return { adHoc: (big(directory + 12) & AD_HOC) !== 0, pages, wrongPages, covered, start };
}
