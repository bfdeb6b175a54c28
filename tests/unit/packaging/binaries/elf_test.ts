import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import fc from "fast-check";
import { compareVersions, highestVersion, isElf, readElf } from "../../../../src/packaging/binaries/elf.ts";
import { nativeLibrary } from "../native_library.ts";

// As `objdump -p` and `objdump -T` print them.
for (const arch of ["x86_64", "aarch64"] as const) {
  Deno.test(`reads processor, libraries and versions of a Linux library for ${arch}`, () => {
    const { versions, libraries, ...facts } = readElf(nativeLibrary("linux", arch, "libonnxruntime.so.1"));
    strictEqual(facts.arch, arch);
    deepStrictEqual(libraries, [
      "libdl.so.2",
      "librt.so.1",
      "libpthread.so.0",
      "libstdc++.so.6",
      "libm.so.6",
      "libgcc_s.so.1",
      "libc.so.6",
      arch === "x86_64" ? "ld-linux-x86-64.so.2" : "ld-linux-aarch64.so.1",
    ]);
    const all = Object.values(versions).flat();
    deepStrictEqual([highestVersion(all, "GLIBC_"), highestVersion(all, "GLIBCXX_")], ["2.28", "3.4.22"]);
    ok(versions["libstdc++.so.6"].includes("CXXABI_1.3.11"));
  });
}

Deno.test("what is no ELF file of 64 bits is refused", () => {
  const library = nativeLibrary("darwin", "aarch64", "onnxruntime_binding.node");
  strictEqual(isElf(library), false);
  throws(() => readElf(library), /no ELF file of 64 bits/);
  const ofMips = nativeLibrary("linux", "x86_64", "onnxruntime_binding.node");
  ofMips[0x12] = 8;
  throws(() => readElf(ofMips), /an ELF file for machine 8/);
});

Deno.test("versions are compared number by number, and what has none is left out", () => {
  strictEqual(highestVersion(["GLIBC_2.9", "GLIBC_2.28", "GLIBC_PRIVATE", "GLIBCXX_3.4"], "GLIBC_"), "2.28");
  strictEqual(highestVersion(["GLIBC_PRIVATE"], "GLIBC_"), null);
  const version = fc.array(fc.nat(99), { minLength: 1, maxLength: 4 });
  fc.assert(fc.property(version, version, (a, b) => {
    const length = Math.max(a.length, b.length);
    const pad = (numbers: number[]) => [...numbers, ...Array(length - numbers.length).fill(0)];
    const [x, y] = [pad(a), pad(b)], i = x.findIndex((number, at) => number !== y[at]);
    strictEqual(Math.sign(compareVersions(a.join("."), b.join("."))), i < 0 ? 0 : Math.sign(x[i] - y[i]));
  }));
});
