import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { isPe, readPe } from "../../../../src/packaging/binaries/pe.ts";
import { nativeLibrary } from "../native_library.ts";

const library = (arch: "x86_64" | "aarch64" = "x86_64") =>
  nativeLibrary("windows", arch, "onnxruntime_binding.node");

// As `objdump -p` prints them.
Deno.test("reads the processor", () => {
  deepStrictEqual([readPe(library()).arch, readPe(library("aarch64")).arch], ["x86_64", "aarch64"]);
});

Deno.test("reads the lowest Windows, and whether a file is signed", () => {
  const { subsystemVersion, signed } = readPe(library());
  deepStrictEqual([subsystemVersion, signed], ["6.0", true]);
});

Deno.test("reads what is imported at once, by name or number", () => {
  const { imports } = readPe(library());
  deepStrictEqual(Object.keys(imports).slice(0, 5), [
    "onnxruntime.dll",
    "KERNEL32.dll",
    "MSVCP140.dll",
    "VCRUNTIME140.dll",
    "VCRUNTIME140_1.dll",
  ]);
  deepStrictEqual(imports["onnxruntime.dll"], ["#4", "#1"]);
  const names = imports["KERNEL32.dll"];
  ok(names.includes("LoadLibraryExW") || names.includes("GetProcAddress"), names.join());
});

Deno.test("reads what is imported later", () => {
  const { delayed } = readPe(library());
  deepStrictEqual(Object.keys(delayed), ["NODE.EXE"]);
  ok(delayed["NODE.EXE"].includes("napi_create_function"), delayed["NODE.EXE"].join());
});

Deno.test("reads the sections", () => {
  strictEqual(readPe(library()).sections[0].name, ".text");
});

Deno.test("what is no PE file of 64 bits is refused", () => {
  const elf = nativeLibrary("linux", "x86_64", "onnxruntime_binding.node");
  strictEqual(isPe(elf), false);
  throws(() => readPe(elf), /no PE file/);
  const file = library();
  file.set([0, 0], new DataView(file.buffer).getUint32(0x3c, true));
  throws(() => readPe(file), /no PE file/);
});
