import { ADDON } from "../inference/native_files.ts";

/** A system that an executable is made for. */
export interface Target {
  /** Part of the executable's name. */
  name: string;
  /** What `deno compile` calls it. */
  triple: string;
  os: typeof Deno.build.os;
  arch: typeof Deno.build.arch;
  /** The native files of ONNX Runtime that this system needs; none where there are none for it. */
  native: readonly string[];
  /** Those that it needs beside them for graphics cards. */
  gpu: readonly string[];
}

/**
 * The systems there are executables for. Windows' libraries for graphics cards are apart: onnxruntime.dll loads DirectML
 * and the shader compiler (for WebGPU) only when they are first used. Elsewhere all is in ONNX Runtime's own library.
 */
export const TARGETS: readonly Target[] = [
  {
    name: "linux-x64",
    triple: "x86_64-unknown-linux-gnu",
    os: "linux",
    arch: "x86_64",
    native: [ADDON, "libonnxruntime.so.1"],
    gpu: [],
  },
  {
    name: "linux-arm64",
    triple: "aarch64-unknown-linux-gnu",
    os: "linux",
    arch: "aarch64",
    native: [ADDON, "libonnxruntime.so.1"],
    gpu: [],
  },
  {
    name: "windows-x64",
    triple: "x86_64-pc-windows-msvc",
    os: "windows",
    arch: "x86_64",
    native: [ADDON, "onnxruntime.dll"],
    gpu: ["DirectML.dll", "dxcompiler.dll", "dxil.dll"],
  },
  {
    name: "macos-arm64",
    triple: "aarch64-apple-darwin",
    os: "darwin",
    arch: "aarch64",
    native: [ADDON, "libonnxruntime.1.dylib"],
    gpu: [],
  },
  // ONNX Runtime 1.30.0 has no library for it.
  { name: "macos-x64", triple: "x86_64-apple-darwin", os: "darwin", arch: "x86_64", native: [], gpu: [] },
];

/** The system that this runs on; undefined where there is no executable for it. */
export function hostTarget(): Target | undefined {
  return TARGETS.find(({ os, arch }) => os === Deno.build.os && arch === Deno.build.arch);
}

/** The file name of a target's executable. */
export function executableName({ name, os }: Target): string {
  return `facefinder-${name}${os === "windows" ? ".exe" : ""}`;
}
