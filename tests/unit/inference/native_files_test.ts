import { deepStrictEqual, strictEqual } from "node:assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import {
  COMPRESSED,
  type EmbeddedFiles,
  FILE_LIST,
  nativeAddon,
} from "../../../src/inference/native_files.ts";
import { makeFolder } from "../output/temporary_folder.ts";

const ADDON = "onnxruntime_binding.node", LIBRARY = "library.so.1", GPU_LIBRARY = "gpu.so.1";

/** A folder of embedded files, as the executable carries them, and one to unpack to. */
async function makeFolders({ graphics = true } = {}) {
  const folder = await makeFolder();
  const embedded = join(folder.path, "embedded"), target = join(folder.path, "target");
  await Deno.mkdir(embedded);
  const embed = (...names: string[]) =>
    Object.fromEntries(names.map((name) => {
      Deno.writeFileSync(join(embedded, name + COMPRESSED), gzipSync(name));
      return [name, createHash("sha256").update(name).digest("hex")];
    }));
  const lists: EmbeddedFiles = { cpu: embed(ADDON, LIBRARY), gpu: graphics ? embed(GPU_LIBRARY) : {} };
  await Deno.writeTextFile(join(embedded, FILE_LIST), JSON.stringify(lists));
  const files = { folder: pathToFileURL(embedded + "/"), embedded: true };
  return {
    target,
    unpack: (processor?: "cpu" | "gpu") => {
      const addon = nativeAddon(files, () => target, processor);
      if (!("path" in addon)) throw new Error(addon.missing);
      return join(addon.path, "..");
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const contents = (folder: string) =>
  [...Deno.readDirSync(folder)].map(({ name }) => [name, Deno.readTextFileSync(join(folder, name))]).sort();
const WHOLE = [[LIBRARY, LIBRARY], [ADDON, ADDON]];
const WITH_GPU = [[GPU_LIBRARY, GPU_LIBRARY], ...WHOLE];

Deno.test("nativeAddon unpacks the files for their owner alone, and once", async () => {
  await using folders = await makeFolders();
  const folder = folders.unpack();
  deepStrictEqual(contents(folder), WHOLE);
  if (Deno.build.os !== "windows") strictEqual(Deno.statSync(folder).mode! & 0o777, 0o700);
  const { ino } = Deno.statSync(join(folder, LIBRARY));
  folders.unpack();
  strictEqual(Deno.statSync(join(folder, LIBRARY)).ino, ino);
});

Deno.test("nativeAddon puts an altered library right, and one that is a link or a folder", async () => {
  await using folders = await makeFolders();
  const library = join(folders.unpack(), LIBRARY), elsewhere = join(folders.target, "elsewhere");
  await Deno.writeTextFile(library, "altered");
  deepStrictEqual(contents(folders.unpack()), WHOLE);
  if (Deno.build.os !== "windows") {
    await Deno.writeTextFile(elsewhere, LIBRARY);
    await Deno.remove(library);
    await Deno.symlink(elsewhere, library);
    deepStrictEqual(contents(folders.unpack()), WHOLE);
    strictEqual((await Deno.lstat(library)).isFile, true);
  }
  await Deno.remove(library);
  await Deno.mkdir(join(library, "folder"), { recursive: true });
  deepStrictEqual(contents(folders.unpack()), WHOLE);
});

Deno.test("nativeAddon takes away what else lies there, where the loader would look first", async () => {
  await using folders = await makeFolders();
  const folder = folders.unpack();
  await Deno.writeTextFile(join(folder, "libstdc++.so.6"), "planted");
  await Deno.mkdir(join(folder, "glibc-hwcaps/x86-64-v2"), { recursive: true });
  await Deno.writeTextFile(join(folder, "glibc-hwcaps/x86-64-v2/libm.so.6"), "planted");
  deepStrictEqual(contents(folders.unpack()), WHOLE);
});

Deno.test("nativeAddon unpacks what graphics cards need only for them, whole and beside the rest", async () => {
  await using folders = await makeFolders();
  const cpu = folders.unpack("cpu"), gpu = folders.unpack("gpu");
  deepStrictEqual([contents(cpu), contents(gpu)], [WHOLE, WITH_GPU]);
  await Deno.writeTextFile(join(gpu, GPU_LIBRARY), "altered");
  deepStrictEqual(contents(folders.unpack("gpu")), WITH_GPU);
});

Deno.test("nativeAddon's two uses take nothing from each other, and no library gets from one to the other", async () => {
  await using folders = await makeFolders();
  const file = (folder: string) => Deno.statSync(join(folder, LIBRARY)).ino;
  const cpu = folders.unpack("cpu"), gpu = folders.unpack("gpu"), before = [file(cpu), file(gpu)];
  await Deno.writeTextFile(join(cpu, GPU_LIBRARY), "planted");
  strictEqual(folders.unpack("cpu"), cpu);
  strictEqual(folders.unpack("gpu"), gpu);
  deepStrictEqual([contents(cpu), contents(gpu)], [WHOLE, WITH_GPU]);
  deepStrictEqual([file(cpu), file(gpu)], before);
});

Deno.test("nativeAddon unpacks once where graphics cards need nothing more", async () => {
  await using folders = await makeFolders({ graphics: false });
  strictEqual(folders.unpack("cpu"), folders.unpack("gpu"));
});

if (Deno.build.os !== "windows") {
  Deno.test("nativeAddon follows no link that was planted, and leaves alone what it leads to", async () => {
    for (const depth of [0, 1]) {
      await using folders = await makeFolders();
      const own = folders.unpack(), planted = depth === 0 ? join(folders.target, "native") : own;
      const elsewhere = join(folders.target, "elsewhere");
      await Deno.mkdir(elsewhere);
      await Deno.writeTextFile(join(elsewhere, "letter"), "precious");
      await Deno.remove(planted, { recursive: true });
      await Deno.symlink(elsewhere, planted);
      deepStrictEqual(contents(folders.unpack()), WHOLE);
      deepStrictEqual(contents(elsewhere), [["letter", "precious"]]);
    }
  });
}
