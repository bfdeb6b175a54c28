import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeTemporaryFolder, removeLeftFolders } from "../../../src/system/temporary_folder.ts";
import { makeFolder } from "../output/temporary_folder.ts";

const holder = fileURLToPath(new URL("hold_temporary_folder.ts", import.meta.url));
const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** Another process that holds a temporary folder in `parent` with a file in it, until it is killed. */
async function otherProcess(parent: string) {
  const args = ["run", "--quiet", "--no-check", "-A", holder];
  const child = new Deno.Command(Deno.execPath(), { args, env: { PARENT: parent }, stdout: "piped" }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const path = (await reader.read()).value!.trim();
  return {
    path,
    kill: async () => {
      child.kill("SIGKILL");
      await child.status;
      await reader.cancel();
    },
  };
}

Deno.test("makeTemporaryFolder makes a private folder, and remove leaves nothing", async () => {
  await using parent = await makeFolder();
  const folder = makeTemporaryFolder(parent.path);
  Deno.writeTextFileSync(join(folder.path, "a file"), "text");
  if (Deno.build.os !== "windows") strictEqual(Deno.statSync(folder.path).mode! & 0o777, 0o700);
  folder.remove();
  deepStrictEqual(names(parent.path), []);
});

Deno.test("makeTemporaryFolder throws where there is no folder", () => {
  throws(() => makeTemporaryFolder("/nowhere/at all"), Deno.errors.NotFound);
});

Deno.test("removeLeftFolders removes what a killed process has left, and not before it is dead", async () => {
  await using parent = await makeFolder();
  const dead = await otherProcess(parent.path), alive = await otherProcess(parent.path);
  try {
    await dead.kill();
    removeLeftFolders(parent.path);
    deepStrictEqual(names(parent.path).map((name) => join(parent.path, name)), [alive.path]);
    ok(Deno.statSync(join(alive.path, "a file")).isFile);
  } finally {
    await alive.kill();
  }
  removeLeftFolders(parent.path);
  deepStrictEqual(names(parent.path), []);
});

Deno.test("removeLeftFolders leaves what isn't ours, and follows no link", async () => {
  await using parent = await makeFolder();
  const mark = ".facefinder-in-use", at = (...path: string[]) => join(parent.path, ...path);
  for (const name of ["facefinder-theirs", "facefinder-text", "other", "target"]) Deno.mkdirSync(at(name));
  Deno.writeTextFileSync(at("facefinder-text", mark), "a text that is no lock ".repeat(100));
  Deno.writeTextFileSync(at("other", mark), "");
  Deno.writeTextFileSync(at("target", mark), "");
  Deno.writeTextFileSync(at("facefinder-file"), "text");
  if (Deno.build.os !== "windows") Deno.symlinkSync(at("target"), at("facefinder-link"));
  const before = names(parent.path);
  removeLeftFolders(parent.path);
  deepStrictEqual(names(parent.path), before);
  deepStrictEqual(names(at("target")), [mark]);
});

if (Deno.build.os === "linux" && Deno.uid() === 0) {
  Deno.test("removeLeftFolders leaves other users' folders", async () => {
    await using parent = await makeFolder();
    const left = await otherProcess(parent.path);
    await left.kill();
    Deno.chownSync(left.path, 65534, 65534);
    removeLeftFolders(parent.path);
    strictEqual(names(parent.path).length, 1);
  });
}
