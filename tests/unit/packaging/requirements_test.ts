import { deepStrictEqual, match, strictEqual } from "node:assert";
import { readPe } from "../../../src/packaging/binaries/pe.ts";
import { requirementOf, requirementTable } from "../../../src/packaging/requirements.ts";
import { TARGETS } from "../../../src/packaging/targets.ts";
import { nativeLibrary } from "./native_library.ts";

Deno.test("the lowest system of every native file is read in it", () => {
  const lowest = TARGETS.flatMap(({ os, arch, native, gpu }) =>
    [...native, ...gpu].map((name) => {
      const found = requirementOf(name, nativeLibrary(os as "linux", arch, name));
      strictEqual(found.arch, arch);
      return `${name}: ${found.lowest}`;
    })
  );
  // What README and the stick's text say rests on these: a new version of ONNX Runtime may change them.
  deepStrictEqual(lowest, [
    "onnxruntime_binding.node: glibc 2.14",
    "libonnxruntime.so.1: glibc 2.28",
    "onnxruntime_binding.node: glibc 2.17",
    "libonnxruntime.so.1: glibc 2.28",
    "onnxruntime_binding.node: Windows 6.0",
    "onnxruntime.dll: Windows 8",
    "DirectML.dll: Windows 6.0",
    "dxcompiler.dll: Windows 6.0",
    "dxil.dll: Windows 6.0",
    "onnxruntime_binding.node: macOS 14.0",
    "libonnxruntime.1.dylib: macOS 14.0",
  ]);
});

Deno.test("Windows' library needs Microsoft's C++ runtime", () => {
  const { besides } = requirementOf("", nativeLibrary("windows", "x86_64", "onnxruntime.dll"));
  for (const name of ["MSVCP140.dll", "VCRUNTIME140_1.dll", "Universal C Runtime"]) {
    match(besides, new RegExp(name));
  }
});

Deno.test("Windows' library needs those for graphics cards only when they are first used", () => {
  const { imports, delayed } = readPe(nativeLibrary("windows", "x86_64", "onnxruntime.dll"));
  const ofGraphics = /^(DirectML|d3d12|dxgi|dxcompiler|dxil)\.dll$/i;
  deepStrictEqual(Object.keys(imports).filter((name) => ofGraphics.test(name)), []);
  deepStrictEqual(Object.keys(delayed).filter((name) => ofGraphics.test(name)).sort(), [
    "DirectML.dll",
    "d3d12.dll",
    "dxgi.dll",
  ]);
});

Deno.test("a table has a line a file, and columns", () => {
  const facts = { arch: "x86_64", because: "", besides: "" } as const;
  const table = requirementTable([
    { ...facts, file: "long-name", lowest: "a" },
    { ...facts, file: "b", lowest: "c" },
  ]);
  const lines = table.split("\n");
  deepStrictEqual(lines[2], "b          x86_64     c");
  strictEqual(lines[0].indexOf("lowest"), lines[1].indexOf(" a") + 1);
});
