import { deepStrictEqual, notStrictEqual, strictEqual } from "node:assert";
import { join } from "node:path";
import { findDrivers, vulkanManifests } from "../../../src/devices/drivers.ts";
import { makeFolder } from "../output/temporary_folder.ts";

/** An environment for a computer whose own folders hold nothing. */
const envOf = (variables: Record<string, string>) => (name: string) => variables[name];

/** A folder whose name the test gives, with files in it. */
async function withFolder(files: readonly string[], work: (path: (name: string) => string) => void) {
  await using folder = await makeFolder();
  for (const name of files) {
    const path = join(folder.path, name);
    Deno.mkdirSync(join(path, ".."), { recursive: true });
    Deno.writeTextFileSync(path, `{"ICD": "${name}"}`);
  }
  work((name) => join(folder.path, name));
}

const relative = (paths: string[], folder: string) =>
  paths.filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length + 1));

Deno.test("manifests are looked for in the loader's folders, in its order, and only those named so", () => {
  const at = (folder: string) => `${folder}/vulkan/icd.d/a.json`;
  const homes = ["config", "config1", "config2", "data", "data1", "data2"];
  return withFolder([...homes.map(at), "data1/vulkan/icd.d/readme.txt", "data1/vulkan/b.json"], (path) => {
    const env = envOf({
      HOME: path("home"),
      XDG_CONFIG_HOME: path("config"),
      XDG_CONFIG_DIRS: `${path("config1")}:${path("config2")}`,
      XDG_DATA_HOME: path("data"),
      XDG_DATA_DIRS: `${path("data1")}:${path("data2")}`,
    });
    deepStrictEqual(relative(vulkanManifests(env), path("")), homes.map(at));
  });
});

Deno.test("without other word it is the folders in the home", () =>
  withFolder(["home/.config/vulkan/icd.d/a.json", "home/.local/share/vulkan/icd.d/b.json"], (path) => {
    const found = vulkanManifests(envOf({ HOME: path("home") }));
    deepStrictEqual(relative(found, path("home")), [
      ".config/vulkan/icd.d/a.json",
      ".local/share/vulkan/icd.d/b.json",
    ]);
    deepStrictEqual(relative(vulkanManifests(envOf({})), path("home")), []);
  }));

for (const name of ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"]) {
  Deno.test(`${name} is in the place of all folders: manifests that there are, and folders of them`, () =>
    withFolder(["a.json", "more/c.json", "more/b.json", "data/vulkan/icd.d/d.json"], (path) => {
      const variables = { XDG_DATA_DIRS: path("data"), VK_ADD_DRIVER_FILES: path("more/c.json") };
      const of = (...paths: string[]) => vulkanManifests(envOf({ ...variables, [name]: paths.join(":") }));
      deepStrictEqual(of(path("a.json"), path("none.json"), path("more")), [
        path("a.json"),
        path("more/b.json"),
        path("more/c.json"),
      ]);
      deepStrictEqual(of(path("none.json")), []);
      // Empty is as good as not there.
      strictEqual(of("").includes(path("data/vulkan/icd.d/d.json")), true);
    }));
}

Deno.test("the older name of the variable is only looked at without the newer", () =>
  withFolder(["a.json", "b.json"], (path) => {
    const found = vulkanManifests(
      envOf({ VK_DRIVER_FILES: path("a.json"), VK_ICD_FILENAMES: path("b.json") }),
    );
    deepStrictEqual(found, [path("a.json")]);
  }));

Deno.test("VK_ADD_DRIVER_FILES comes before the folders, where it names what there is", () =>
  withFolder(["a.json", "data/vulkan/icd.d/d.json"], (path) => {
    const found = vulkanManifests(envOf({
      XDG_DATA_DIRS: path("data"),
      VK_ADD_DRIVER_FILES: `${path("a.json")}:${path("none.json")}`,
    }));
    deepStrictEqual(relative(found, path("")), ["a.json", "data/vulkan/icd.d/d.json"]);
  }));

Deno.test("the fingerprint changes with a driver, and with what its manifest says", () =>
  withFolder(["a.json", "b.json"], (path) => {
    const of = (name: string) => findDrivers("linux", envOf({ VK_DRIVER_FILES: path(name) })).fingerprint;
    const before = of("a.json");
    strictEqual(of("a.json"), before);
    notStrictEqual(of("b.json"), before);
    Deno.writeTextFileSync(path("a.json"), "another version");
    const after = of("a.json");
    notStrictEqual(after, before);
    // A new version may come with the same text.
    Deno.utimeSync(path("a.json"), 1, 1);
    notStrictEqual(of("a.json"), after);
  }));

Deno.test({
  name: "a pipe in the place of a manifest is not waited for",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await makeFolder();
    const pipe = join(folder.path, "a.json");
    const { success } = await new Deno.Command("mkfifo", { args: [pipe] }).output();
    strictEqual(success, true);
    deepStrictEqual(findDrivers("linux", envOf({ VK_DRIVER_FILES: pipe })).vulkan, []);
  },
});

Deno.test("on Windows the folders of drivers are its fingerprint", () =>
  withFolder(["System32/DriverStore/FileRepository/nv.inf_amd64_1/a"], (path) => {
    const env = envOf({ SystemRoot: path("") });
    deepStrictEqual(findDrivers("windows", env), { vulkan: [], nvidia: null, fingerprint: "nv.inf_amd64_1" });
    deepStrictEqual(findDrivers("windows", envOf({ SystemRoot: path("none") })).fingerprint, "");
    deepStrictEqual(findDrivers("darwin", env), { vulkan: [], nvidia: null, fingerprint: "" });
  }));
