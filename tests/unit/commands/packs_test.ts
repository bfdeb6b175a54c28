import { strictEqual, throws } from "node:assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { defaultPackFolder } from "../../../src/assets.ts";
import { checkDetector, isAdded, packFolder } from "../../../src/commands/packs.ts";
import { readNetworks } from "../../../src/faces/pack.ts";
import { UsageError } from "../../../src/failure.ts";
import { makeFolder } from "../output/temporary_folder.ts";

/** A stick with two packs and a folder that is none. */
async function makeStick() {
  const folder = await makeFolder();
  for (const name of ["dlib", "my pack", "empty"]) {
    await Deno.mkdir(join(folder.path, "packs", name), { recursive: true });
    if (name !== "empty") await Deno.writeTextFile(join(folder.path, "packs", name, "manifest.json"), "{}");
  }
  return { ...folder, executable: join(folder.path, "facefinder") };
}

const says = (text: string | RegExp) => (error: unknown) =>
  error instanceof UsageError &&
  (typeof text === "string" ? error.message.includes(text) : text.test(error.message));

Deno.test("a pack is the program's own, a folder in packs/ beside it, or any folder by its path", async () => {
  await using stick = await makeStick();
  const { executable, path } = stick,
    folder = (name: string) => pathToFileURL(join(path, "packs", name) + "/").href;
  strictEqual(packFolder({}, executable).href, defaultPackFolder().href);
  strictEqual(packFolder({ pack: "default" }, executable).href, defaultPackFolder().href);
  strictEqual(packFolder({ pack: "dlib" }, executable).href, folder("dlib"));
  strictEqual(packFolder({ model: "dlib" }, executable).href, folder("dlib"));
  strictEqual(packFolder({ pack: "dlib", model: "dlib" }, executable).href, folder("dlib"));
  strictEqual(packFolder({ pack: join(path, "packs", "my pack") }, executable).href, folder("my pack"));
  strictEqual(isAdded(packFolder({}, executable)), false);
  strictEqual(isAdded(packFolder({ pack: "dlib" }, executable)), true);
});

Deno.test("a pack that isn't there is wrong usage, and those that are there are named", async () => {
  await using stick = await makeStick();
  const wrong = (options: Parameters<typeof packFolder>[0], text: string | RegExp) =>
    throws(() => packFolder(options, stick.executable), says(text));
  wrong({ pack: "arcface" }, /--pack arcface: .*there is: default, dlib, my pack\.$/);
  wrong({ model: "arcface" }, /--model arcface: /);
  wrong({ pack: "empty" }, join("packs", "empty", "manifest.json"));
  wrong({ pack: "./nowhere" }, /nowhere.*manifest\.json/);
  wrong({ pack: ".." }, /expected the name of a folder/);
  wrong({ pack: "" }, /expected the name of a folder/);
  wrong({ pack: "dlib", model: "default" }, "--pack dlib and --model default mean the same thing");
});

Deno.test("a detector that the pack doesn't have is wrong usage", () => {
  const networks = readNetworks(defaultPackFolder());
  checkDetector(undefined, networks);
  checkDetector("centerface", networks);
  throws(() => checkDetector("yunet", networks), says(/--detector yunet: .* it has: centerface\./));
});
