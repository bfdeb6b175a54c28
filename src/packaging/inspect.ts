import { Buffer } from "node:buffer";
import { isElf, readElf } from "./binaries/elf.ts";
import { isMachO, readMachO } from "./binaries/mach_o.ts";
import { isPe, readPe } from "./binaries/pe.ts";
import type { Target } from "./targets.ts";

/** A file that an executable must hold: its name and content. */
export interface Embedded {
  name: string;
  content: Uint8Array;
}

/** What an executable may have beside the Deno runtime and the files: names, sizes, a signature; in bytes. */
const MOST_OVERHEAD = 1.5e6;

/**
 * What is wrong with an executable that cannot be run here: one for another system, a damaged signature, a file that it
 * lacks or that it should not have. `runtime`: bytes of the Deno runtime in it, if they are known.
 */
export function faultsOf(
  { os, arch }: Target,
  executable: Uint8Array,
  embedded: readonly Embedded[],
  runtime?: number,
): string[] {
  const faults: string[] = [];
  const buffer = Buffer.from(executable.buffer, executable.byteOffset, executable.byteLength);
  const system = systemOf(executable);
  if (system === null) return ["it is no executable of 64 bits"];
  if (system.os !== os || system.arch !== arch) faults.push(`it is for ${system.os} on ${system.arch}`);
  if (isMachO(executable)) {
    const { signature } = readMachO(executable);
    // Apple's processors start nothing unsigned; Intel's do.
    if (signature === null && arch === "aarch64") faults.push("it is not signed");
    if (signature && signature.wrongPages > 0) {
      faults.push(`${signature.wrongPages} of ${signature.pages} pages differ from its signature`);
    }
    if (signature && signature.covered !== signature.start) {
      faults.push(`its signature covers ${signature.covered} bytes of ${signature.start}`);
    }
  }
  for (const { name, content } of embedded) {
    if (content.length > 0 && buffer.indexOf(content) < 0) faults.push(`it lacks ${name}`);
  }
  const expected = embedded.reduce((sum, { content }) => sum + content.length, 0);
  if (runtime !== undefined && executable.length - runtime - expected > MOST_OVERHEAD) {
    faults.push(`it holds ${executable.length - runtime - expected} bytes that nothing accounts for`);
  }
  return faults;
}

/** The system that an executable or library is for; null when it is none. */
export function systemOf(file: Uint8Array): Pick<Target, "os" | "arch"> | null {
  try {
    if (isElf(file)) return { os: "linux", arch: readElf(file).arch };
    if (isMachO(file)) return { os: "darwin", arch: readMachO(file).arch };
    if (isPe(file)) return { os: "windows", arch: readPe(file).arch };
  } catch { /* cut off, or made for something else */ }
  return null;
}
