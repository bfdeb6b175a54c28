import { tableLines } from "../output/table.ts";
import { compareVersions, highestVersion, isElf, readElf } from "./binaries/elf.ts";
import { isMachO, readMachO } from "./binaries/mach_o.ts";
import { readPe } from "./binaries/pe.ts";

/** What an executable or library asks of the system, in words. */
export interface Requirement {
  file: string;
  arch: typeof Deno.build.arch;
  /** The lowest version that it says it works with. */
  lowest: string;
  /** The function or version that shows it, where the file doesn't say so itself. */
  because: string;
  /** What else must be there, that not every such system has. */
  besides: string;
}

/**
 * Functions that came with a version of Windows, by Microsoft's pages on them ("Minimum supported client"): what the
 * linker wrote into a file says less than the newest of those that it takes when it is loaded.
 */
const SINCE_WINDOWS: Record<string, [version: string, name: string]> = {
  CreateFile2: ["6.2", "Windows 8"],
  GetSystemTimePreciseAsFileTime: ["6.2", "Windows 8"],
  WaitOnAddress: ["6.2", "Windows 8"],
  ProcessPrng: ["10.0.10240", "Windows 10"],
  SetThreadDescription: ["10.0.14393", "Windows 10 1607"],
  IsWow64Process2: ["10.0.16299", "Windows 10 1709"],
  VirtualAlloc2: ["10.0.17134", "Windows 10 1803"],
  MapViewOfFile3: ["10.0.17134", "Windows 10 1803"],
  CreatePseudoConsole: ["10.0.17763", "Windows 10 1809"],
  GetTempPath2W: ["10.0.20348", "Windows 11"],
};
/** Windows' own name for its C library, which Windows 10 has. */
const UNIVERSAL_C = /^api-ms-win-crt-/i;
/** What Microsoft's installer for C++ programs brings ("Visual C++ Redistributable"). */
const VISUAL_C = /^(msvcp|vcruntime)\d/i;
/** What any Linux with glibc has. */
const OF_GLIBC = /^(lib(c|m|dl|rt|pthread)\.so|ld-linux)/;

/** Reads what a file asks for. Throws an Error where it is no executable or library of 64 bits. */
export function requirementOf(file: string, bytes: Uint8Array): Requirement {
  if (isElf(bytes)) {
    const { arch, libraries, versions } = readElf(bytes), all = Object.values(versions).flat();
    const cpp = highestVersion(all, "GLIBCXX_");
    const other = libraries.filter((name) => !OF_GLIBC.test(name) && !name.startsWith("libonnxruntime"));
    return {
      file,
      arch,
      lowest: `glibc ${highestVersion(all, "GLIBC_") ?? "any"}`,
      because: "",
      besides: [...other, ...(cpp ? [`GLIBCXX_${cpp}`] : [])].join(", "),
    };
  }
  if (isMachO(bytes)) {
    const { arch, minimum } = readMachO(bytes);
    return { file, arch, lowest: `macOS ${minimum ?? "any"}`, because: "", besides: "" };
  }
  const { arch, subsystemVersion, imports } = readPe(bytes), libraries = Object.keys(imports);
  const known = Object.values(imports).flat().flatMap((name) => SINCE_WINDOWS[name] ? [name] : []);
  const newest = known.sort((a, b) => compareVersions(SINCE_WINDOWS[a][0], SINCE_WINDOWS[b][0])).at(-1);
  return {
    file,
    arch,
    lowest: newest ? SINCE_WINDOWS[newest][1] : `Windows ${subsystemVersion}`,
    because: newest ?? "",
    besides: [
      ...libraries.filter((name) => VISUAL_C.test(name)),
      ...(libraries.some((name) => UNIVERSAL_C.test(name)) ? ["Universal C Runtime"] : []),
    ].join(", "),
  };
}

/** A table of them for people. */
export function requirementTable(requirements: readonly Requirement[]): string {
  const rows = [
    ["file", "processor", "lowest", "because of", "besides"],
    ...requirements.map(({ file, arch, lowest, because, besides }) => [file, arch, lowest, because, besides]),
  ];
  return tableLines(rows, () => true).map((line) => line + "\n").join("");
}
