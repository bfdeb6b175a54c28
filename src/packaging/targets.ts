/** A system that an executable is made for. */
export interface Target {
  /** Part of the executable's name. */
  name: string;
  /** What `deno compile` calls it. */
  triple: string;
  os: typeof Deno.build.os;
  arch: typeof Deno.build.arch;
  /** The native files of ONNX Runtime that this system needs. */
  native: readonly string[];
}

/** The systems there are executables for. */
export const TARGETS: readonly Target[] = [
  {
    name: "linux-x64",
    triple: "x86_64-unknown-linux-gnu",
    os: "linux",
    arch: "x86_64",
    native: ["onnxruntime_binding.node", "libonnxruntime.so.1"],
  },
];
