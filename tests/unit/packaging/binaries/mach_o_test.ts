import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { isMachO, readMachO } from "../../../../src/packaging/binaries/mach_o.ts";
import { nativeLibrary } from "../native_library.ts";

const library = () => nativeLibrary("darwin", "aarch64", "onnxruntime_binding.node");

Deno.test("reads processor, lowest macOS and libraries", () => {
  const { arch, minimum, libraries } = readMachO(library());
  deepStrictEqual([arch, minimum], ["aarch64", "14.0"]);
  ok(libraries.includes("@rpath/libonnxruntime.1.dylib") && libraries.includes("/usr/lib/libSystem.B.dylib"));
});

Deno.test("the hashes of a signature are compared with the pages", () => {
  const file = library(), { signature } = readMachO(file);
  deepStrictEqual([signature!.adHoc, signature!.wrongPages, signature!.covered], [true, 0, signature!.start]);
  strictEqual(signature!.pages, Math.ceil(signature!.covered / 4096));
  file[5 * 4096] ^= 1;
  file[9 * 4096 - 1] ^= 1;
  strictEqual(readMachO(file).signature!.wrongPages, 2);
});

Deno.test("what is no Mach-O file of 64 bits is refused", () => {
  const elf = nativeLibrary("linux", "x86_64", "onnxruntime_binding.node");
  strictEqual(isMachO(elf), false);
  throws(() => readMachO(elf), /no Mach-O file/);
  throws(() => readMachO(library().subarray(0, 20)), /no Mach-O file/);
});
