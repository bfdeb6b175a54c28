import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import { CUDA_FILES } from "../../../src/devices/cuda_files.ts";
import { CUDA_FOLDER, cudaFolder, type CudaPlace } from "../../../src/devices/cuda_folder.ts";
import { sha256 } from "../../../src/packaging/checksums.ts";
import { makeFolder } from "../output/temporary_folder.ts";
import { nativeLibrary } from "../packaging/native_library.ts";

const LINUX = { os: "linux", arch: "x86_64" };
const hashOf = (text: string) => sha256(new TextEncoder().encode(text));
const listOf = (...names: string[]) => Object.fromEntries(names.map((name) => [name, hashOf(name)]));
const NEEDED = listOf("onnxruntime_binding.node", "libonnxruntime.so.1", "libonnxruntime_providers_cuda.so");
const RUNTIME = listOf("libcudart.so.13", "libcudnn.so.9");
const PLACE: CudaPlace = { known: { needed: NEEDED, runtime: RUNTIME }, system: LINUX, inherited: "" };

/** A folder with an executable's place, and beside it one for CUDA: every file holds its own name. */
async function makeStick({ runtime = false } = {}) {
  const stick = await makeFolder(), folder = join(stick.path, CUDA_FOLDER);
  const list = { ...NEEDED, ...(runtime && RUNTIME) };
  await Deno.mkdir(folder);
  const write = (name: string, content: string) => Deno.writeTextFile(join(folder, name), content);
  for (const name of Object.keys(list)) await write(name, name);
  await write("files.json", JSON.stringify(list));
  await write("READ ME.txt", "");
  return {
    folder,
    write,
    remove: (name: string) => Deno.remove(join(folder, name)),
    look: (place: Partial<CudaPlace> = {}) =>
      cudaFolder(join(stick.path, "facefinder"), { ...PLACE, ...place }),
    fault: async (place: Partial<CudaPlace> = {}) => {
      const found = await cudaFolder(join(stick.path, "facefinder"), { ...PLACE, ...place });
      return "missing" in found ? found.missing : "none";
    },
    [Symbol.asyncDispose]: () => stick[Symbol.asyncDispose](),
  };
}

Deno.test("a whole folder gives the add-on's path, and where the loader must look before the computer's own", async () => {
  for (const runtime of [false, true]) {
    await using stick = await makeStick({ runtime });
    const addon = join(stick.folder, "onnxruntime_binding.node");
    deepStrictEqual(await stick.look(), { addon, libraries: stick.folder });
    deepStrictEqual(await stick.look({ inherited: "/opt/cuda" }), {
      addon,
      libraries: `${stick.folder}:/opt/cuda`,
    });
  }
});

Deno.test("what Finder and Explorer leave in folders does no harm", async () => {
  await using stick = await makeStick();
  for (const name of [".DS_Store", "Thumbs.db", "._libcudart.so.13"]) await stick.write(name, "");
  strictEqual(await stick.fault(), "none");
});

Deno.test("where there is no folder, or something else under its name, the reason says so", async () => {
  await using stick = await makeStick();
  await Deno.rename(stick.folder, stick.folder + "-2");
  strictEqual(await stick.fault(), "there is no folder facefinder-cuda beside the program");
  await Deno.writeTextFile(stick.folder, "");
  match(await stick.fault(), /^facefinder-cuda cannot be read \(/);
});

Deno.test("other systems have none", async () => {
  await using stick = await makeStick();
  for (const system of [{ os: "windows", arch: "x86_64" }, { os: "linux", arch: "aarch64" }]) {
    strictEqual(await stick.fault({ system }), "CUDA is for Linux on x64 only");
  }
});

Deno.test("a file that is missing is named, NVIDIA's only where they were collected", async () => {
  for (const name of [...Object.keys(NEEDED), ...Object.keys(RUNTIME)]) {
    await using stick = await makeStick({ runtime: true });
    await stick.remove(name);
    strictEqual(await stick.fault(), `facefinder-cuda lacks ${name}`);
  }
});

Deno.test("a damaged file is named, also one of NVIDIA's that the list leaves out", async () => {
  for (const name of [...Object.keys(NEEDED), ...Object.keys(RUNTIME)]) {
    await using stick = await makeStick();
    await stick.write(name, name.toUpperCase());
    strictEqual(await stick.fault(), `facefinder-cuda/${name} is damaged: its SHA-256 is wrong`);
  }
});

Deno.test("a planted library is not loaded, though the list has been made to fit", async () => {
  await using stick = await makeStick();
  const name = "libonnxruntime_providers_cuda.so";
  await stick.write(name, "planted");
  await stick.write("files.json", JSON.stringify({ ...NEEDED, [name]: hashOf("planted") }));
  strictEqual(await stick.fault(), "facefinder-cuda is for another version of facefinder");
});

Deno.test("a library or folder that does not belong there is told: the loader would look there first", async () => {
  for (const name of ["libstdc++.so.6", "LIBZ.SO", "glibc-hwcaps"]) {
    await using stick = await makeStick();
    if (name === "glibc-hwcaps") await Deno.mkdir(join(stick.folder, name));
    else await stick.write(name, "planted");
    strictEqual(await stick.fault(), `facefinder-cuda/${name} does not belong there: take it away`);
  }
});

Deno.test("a list that is missing or damaged is told", async () => {
  for (const content of [null, "", "[]", "null", '{"libonnxruntime.so.1":1}', "{"]) {
    await using stick = await makeStick();
    if (content === null) await stick.remove("files.json");
    else await stick.write("files.json", content);
    match(await stick.fault(), /^facefinder-cuda\/files\.json is missing or damaged/);
  }
});

Deno.test("a folder of another version is told, before anything is hashed", async () => {
  await using stick = await makeStick();
  for (
    const list of [{ ...NEEDED, "libonnxruntime.so.1": hashOf("older") }, {
      ...NEEDED,
      ...listOf("libnew.so"),
    }]
  ) {
    await stick.write("files.json", JSON.stringify(list));
    await stick.write("libonnxruntime.so.1", "older");
    strictEqual(await stick.fault(), "facefinder-cuda is for another version of facefinder");
  }
});

Deno.test("a path that the system's loader would take apart is told", async () => {
  await using stick = await makeStick();
  for (const character of [":", ";", "$"]) {
    const odd = join(stick.folder, "..", `odd${character}name`);
    await Deno.mkdir(odd);
    const found = await cudaFolder(join(odd, "facefinder"), PLACE);
    ok("missing" in found);
    match(found.missing, /takes no path with a colon, semicolon or dollar sign$/);
  }
});

if (Deno.build.os !== "windows") {
  Deno.test("links are refused: they could lead elsewhere by the time of loading", async () => {
    await using stick = await makeStick();
    const elsewhere = stick.folder + "-2";
    for (const name of ["libonnxruntime.so.1", "libcudart.so.13"]) {
      await Deno.writeTextFile(elsewhere, name);
      await stick.remove(name).catch(() => {});
      await Deno.symlink(elsewhere, join(stick.folder, name));
      strictEqual(await stick.fault(), `facefinder-cuda/${name} is no real file`);
      await stick.remove(name);
      await stick.write(name, name);
      strictEqual(await stick.fault(), "none");
    }
    await Deno.remove(elsewhere);
    await Deno.rename(stick.folder, elsewhere);
    await Deno.symlink(elsewhere, stick.folder);
    strictEqual(await stick.fault(), "facefinder-cuda is a link: expected the folder itself");
  });
}

Deno.test("the add-on and the library for CUDA are those that the program embeds", () => {
  for (const name of ["onnxruntime_binding.node", "libonnxruntime.so.1"]) {
    strictEqual(CUDA_FILES.needed[name], sha256(nativeLibrary("linux", "x86_64", name)));
  }
});
