import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { join } from "node:path";
import { CUDA_FILES, type CudaFiles } from "../../../../src/devices/cuda_files.ts";
import { CUDA_FOLDER, cudaFolder } from "../../../../src/devices/cuda_folder.ts";
import { sha256 } from "../../../../src/packaging/checksums.ts";
import { buildOf, collect } from "../../../../src/packaging/cuda/collect.ts";
import { PROVIDERS, RUNTIME } from "../../../../src/packaging/cuda/wheels.ts";
import { makeFolder } from "../../output/temporary_folder.ts";
import { nativeLibrary } from "../native_library.ts";

const ADDON = "onnxruntime_binding.node", LIBRARY = "libonnxruntime.so.1", PROVIDER = "libprovider.so";
const CUDART = "libcudart.so.13", TEXTS = { readMe: "read me", licences: "licences" };
const bytes = (text: string) => new TextEncoder().encode(text);
/** What the files hold. */
const CONTENTS: Record<string, string> = {
  [ADDON]: "add-on",
  [LIBRARY]: "ORT git-commit-id=abc1, build",
  [PROVIDER]: "ORT git-commit-id=abc1, build",
  [CUDART]: "runtime",
};

/** A folder with the files to collect, what the program knows of them, and where the executable is. */
async function makePlace(contents = CONTENTS) {
  const folder = await makeFolder(), from = join(folder.path, "from"), stick = join(folder.path, "stick");
  await Deno.mkdir(from);
  const list: Record<string, string> = {};
  for (const [name, content] of Object.entries(contents)) {
    await Deno.writeTextFile(join(from, name), content);
    list[name] = sha256(bytes(content));
  }
  const { [CUDART]: runtime, ...needed } = list,
    known: CudaFiles = { needed, runtime: { [CUDART]: runtime } };
  const path = (name: string): [string, string] => [name, join(from, name)];
  return {
    from,
    folder: join(stick, CUDA_FOLDER),
    collect: (names = [ADDON, LIBRARY, PROVIDER]) =>
      collect(join(stick, CUDA_FOLDER), { ...TEXTS, libraries: new Map(names.map(path)) }, known),
    look: () =>
      cudaFolder(join(stick, "facefinder"), {
        known,
        system: { os: "linux", arch: "x86_64" },
        inherited: "",
      }),
    names: () => [...Deno.readDirSync(join(stick, CUDA_FOLDER))].map(({ name }) => name).sort(),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
const OTHERS = ["LICENCES.txt", "READ ME.txt", "files.json"];

Deno.test("what is collected is what the program loads, with NVIDIA's libraries and without", async () => {
  await using place = await makePlace();
  for (
    const names of [[ADDON, LIBRARY, PROVIDER], [ADDON, LIBRARY, PROVIDER, CUDART], [
      ADDON,
      LIBRARY,
      PROVIDER,
    ]]
  ) {
    place.collect(names);
    deepStrictEqual(await place.look(), { addon: join(place.folder, ADDON), libraries: place.folder });
    deepStrictEqual(place.names(), [...names, ...OTHERS].sort());
  }
});

Deno.test("a damaged folder, or half of one, is put right", async () => {
  await using place = await makePlace();
  place.collect();
  await Deno.writeTextFile(join(place.folder, PROVIDER), "damaged");
  await Deno.writeTextFile(join(place.folder, "libprovider.so.1.part"), "half");
  await Deno.remove(join(place.folder, "files.json"));
  place.collect();
  strictEqual("addon" in await place.look(), true);
  deepStrictEqual(place.names(), [ADDON, LIBRARY, PROVIDER, ...OTHERS].sort());
});

Deno.test("a file that is not the one that the program knows is refused, and nothing is changed", async () => {
  await using place = await makePlace();
  place.collect();
  await Deno.writeTextFile(join(place.from, PROVIDER), "another");
  throws(() => place.collect(), /^Error: libprovider\.so: its SHA-256 is not the one/);
  strictEqual("addon" in await place.look(), true);
});

Deno.test("somebody else's file is left alone, and told", async () => {
  await using place = await makePlace();
  place.collect();
  await Deno.writeTextFile(join(place.folder, "letter.txt"), "precious");
  await Deno.remove(join(place.folder, PROVIDER));
  throws(() => place.collect(), /letter\.txt: does not belong there/);
  deepStrictEqual(place.names(), [ADDON, LIBRARY, "letter.txt", ...OTHERS].sort());
});

Deno.test("libraries of ONNX Runtime from different builds are told", async () => {
  await using place = await makePlace({ ...CONTENTS, [PROVIDER]: "ORT git-commit-id=def2, build" });
  throws(() => place.collect(), /different builds: libonnxruntime\.so\.1 abc1, libprovider\.so def2/);
});

Deno.test("the library that the program embeds says which build it is", () => {
  strictEqual(buildOf(nativeLibrary("linux", "x86_64", LIBRARY)), "f2c39fe2f");
  strictEqual(buildOf(bytes("git-commit-id=")), null);
});

Deno.test("the packages bring each library that the program knows, once", () => {
  deepStrictEqual(
    RUNTIME.flatMap(({ libraries }) => libraries).sort(),
    Object.keys(CUDA_FILES.runtime).sort(),
  );
  deepStrictEqual(
    [ADDON, LIBRARY, ...PROVIDERS.libraries].sort(),
    Object.keys(CUDA_FILES.needed).sort(),
  );
});
