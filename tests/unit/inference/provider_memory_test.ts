import { deepStrictEqual, strictEqual } from "node:assert";
import { join } from "node:path";
import { ProviderMemory } from "../../../src/inference/provider_memory.ts";
import { makeFolder } from "../output/temporary_folder.ts";

const CPU = { used: "cpu", reason: "ONNX Runtime's native library loads" } as const;
const DAY = 24 * 3600 * 1000;

Deno.test("what was found out is remembered for this computer and this version of the program", async () => {
  await using folder = await makeFolder();
  const memory = new ProviderMemory(folder.path, "1", "here");
  strictEqual(memory.recall(), null);
  memory.keep(CPU);
  deepStrictEqual(memory.recall(), CPU);
  strictEqual(new ProviderMemory(folder.path, "1", "elsewhere").recall(), null);
  strictEqual(new ProviderMemory(folder.path, "2", "here").recall(), null);
  const names = [...Deno.readDirSync(folder.path)].map(({ name }) => name);
  deepStrictEqual(names, ["provider.json"]);
  strictEqual(Deno.readTextFileSync(join(folder.path, "provider.json")).includes("here"), false);
});

Deno.test("it is believed for 30 days, and never when it is from the future", async () => {
  await using folder = await makeFolder();
  const at = (now: number) => new ProviderMemory(folder.path, "1", "here", () => now);
  at(100 * DAY).keep(CPU);
  deepStrictEqual(at(129 * DAY).recall(), CPU);
  strictEqual(at(131 * DAY).recall(), null);
  strictEqual(at(99 * DAY).recall(), null);
});

Deno.test("a file that makes no sense, or can't be written, remembers nothing and stops nobody", async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, "provider.json"), memory = new ProviderMemory(folder.path, "1", "here");
  for (const text of ["", "null", "{}", "[1]", '{"computer":1}']) {
    await Deno.writeTextFile(path, text);
    strictEqual(memory.recall(), null, text);
  }
  memory.keep(CPU);
  const kept = JSON.parse(await Deno.readTextFile(path));
  await Deno.writeTextFile(path, JSON.stringify({ ...kept, used: "magic" }));
  strictEqual(memory.recall(), null);
  const nowhere = new ProviderMemory(join(folder.path, "none"), "1", "here");
  nowhere.keep(CPU);
  strictEqual(nowhere.recall(), null);
});
