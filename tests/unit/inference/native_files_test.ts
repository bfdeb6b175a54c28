import { deepStrictEqual, strictEqual } from "node:assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { COMPRESSED, FILE_LIST, nativeAddon } from "../../../src/inference/native_files.ts";
import { makeFolder } from "../output/temporary_folder.ts";

const ADDON = "onnxruntime_binding.node", LIBRARY = "library.so.1";

/** A folder of embedded files, as the executable carries them, and one to unpack to. */
async function makeFolders() {
  const folder = await makeFolder();
  const embedded = join(folder.path, "embedded"), target = join(folder.path, "target");
  await Deno.mkdir(embedded);
  const list: Record<string, string> = {};
  for (const name of [ADDON, LIBRARY]) {
    list[name] = createHash("sha256").update(name).digest("hex");
    await Deno.writeFile(join(embedded, name + COMPRESSED), gzipSync(name));
  }
  await Deno.writeTextFile(join(embedded, FILE_LIST), JSON.stringify(list));
  const files = { folder: pathToFileURL(embedded + "/"), embedded: true };
  return {
    target,
    unpack: () => {
      const addon = nativeAddon(files, () => target);
      if (!("path" in addon)) throw new Error(addon.missing);
      return join(addon.path, "..");
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const contents = (folder: string) =>
  [...Deno.readDirSync(folder)].map(({ name }) => [name, Deno.readTextFileSync(join(folder, name))]).sort();
const WHOLE = [[LIBRARY, LIBRARY], [ADDON, ADDON]];

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
