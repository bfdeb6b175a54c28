import { deepStrictEqual, match, strictEqual } from "node:assert";
import { faultsOf, systemOf } from "../../../src/packaging/inspect.ts";
import { TARGETS } from "../../../src/packaging/targets.ts";
import { nativeLibrary } from "./native_library.ts";

const [linux, , , macos] = TARGETS;
const bytes = (text: string) => new TextEncoder().encode(text);
const library = () => nativeLibrary("darwin", "aarch64", "onnxruntime_binding.node");

Deno.test("each system's files are told apart", () => {
  for (const { os, arch, native } of TARGETS) {
    for (const name of native) {
      deepStrictEqual(systemOf(nativeLibrary(os as "linux", arch, name)), { os, arch });
    }
  }
  strictEqual(systemOf(bytes("#!/bin/sh\n")), null);
  strictEqual(systemOf(library().subarray(0, 500)), null);
});

Deno.test("an executable for another system is told", () => {
  deepStrictEqual(faultsOf(linux, library(), []), ["it is for darwin on aarch64"]);
  deepStrictEqual(faultsOf(linux, bytes("text"), []), ["it is no executable of 64 bits"]);
});

Deno.test("what it lacks, and what nothing accounts for, is told", () => {
  const executable = library(), part = executable.slice(50_000, 60_000);
  deepStrictEqual(faultsOf(macos, executable, [{ name: "part", content: part }]), []);
  part[9_999] ^= 1;
  deepStrictEqual(faultsOf(macos, executable, [{ name: "part", content: part }]), ["it lacks part"]);
  const large = nativeLibrary("linux", "x86_64", "libonnxruntime.so.1");
  match(faultsOf(linux, large, [], 1000)[0], /^it holds \d+ bytes that nothing accounts for$/);
});

Deno.test("a page that differs from the signature is told", () => {
  const executable = library();
  executable[70_000] ^= 1;
  match(faultsOf(macos, executable, [])[0], /^1 of \d+ pages differ from its signature$/);
});
