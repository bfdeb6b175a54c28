import { deepStrictEqual, strictEqual } from "node:assert";
import { join } from "node:path";
import { type ComputerFacts, DeviceMemory } from "../../../src/devices/device_memory.ts";
import { makeFolder } from "../output/temporary_folder.ts";

const CPU = { used: "cpu", reason: "ONNX Runtime's native library loads" } as const;
const SLOW = { provider: "webgpu", gpu: 0, fault: null, ms: 30, cpuMs: 20 } as const;
const FACTS: ComputerFacts = { version: "1", drivers: "a 1.0" };
const DAY = 24 * 3600 * 1000;

Deno.test("what was found out is remembered for this computer, its drivers, and this version of the program", async () => {
  await using folder = await makeFolder();
  const memory = new DeviceMemory(folder.path, FACTS, "here");
  strictEqual(memory.cpu, null);
  memory.keepCpu(CPU);
  memory.keepResult(SLOW, "networks");
  deepStrictEqual(memory.cpu, CPU);
  const elsewhere = [
    new DeviceMemory(folder.path, FACTS, "elsewhere"),
    new DeviceMemory(folder.path, { ...FACTS, version: "2" }, "here"),
    new DeviceMemory(folder.path, { ...FACTS, drivers: "a 1.1" }, "here"),
  ];
  for (const other of elsewhere) {
    strictEqual(other.cpu, null);
    deepStrictEqual(other.results("networks"), []);
  }
  const names = [...Deno.readDirSync(folder.path)].map(({ name }) => name);
  deepStrictEqual(names, ["devices.json"]);
  strictEqual(Deno.readTextFileSync(join(folder.path, "devices.json")).includes("here"), false);
});

Deno.test("a result is of one card with some networks, and takes the place of the one before", async () => {
  await using folder = await makeFolder();
  const memory = new DeviceMemory(folder.path, FACTS);
  const of = (processing: string) => memory.results(processing).map(({ gpu, ms }) => [gpu, ms]);
  memory.keepResult(SLOW, "networks");
  memory.keepResult({ ...SLOW, gpu: 1, ms: 7 }, "networks");
  memory.keepResult({ ...SLOW, ms: 8 }, "others");
  memory.keepResult({ ...SLOW, ms: 9 }, "networks");
  deepStrictEqual([of("networks"), of("others")], [[[1, 7], [0, 9]], [[0, 8]]]);
});

Deno.test("it is believed for 30 days, and never when it is from the future", async () => {
  await using folder = await makeFolder();
  const at = (now: number) => new DeviceMemory(folder.path, FACTS, "here", () => now);
  at(100 * DAY).keepCpu(CPU);
  deepStrictEqual(at(129 * DAY).cpu, CPU);
  strictEqual(at(131 * DAY).cpu, null);
  strictEqual(at(99 * DAY).cpu, null);
});

Deno.test("what is added later doesn't make it younger", async () => {
  await using folder = await makeFolder();
  const at = (now: number) => new DeviceMemory(folder.path, FACTS, "here", () => now);
  at(100 * DAY).keepCpu(CPU);
  at(120 * DAY).keepResult(SLOW, "networks");
  strictEqual(at(131 * DAY).cpu, null);
});

Deno.test("a file that makes no sense, or can't be written, remembers nothing and stops nobody", async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, "devices.json"), memory = new DeviceMemory(folder.path, FACTS);
  for (const text of ["", "null", "{}", "[1]", '{"computer":1}']) {
    await Deno.writeTextFile(path, text);
    strictEqual(memory.cpu, null, text);
  }
  memory.keepCpu(CPU);
  memory.keepResult(SLOW, "networks");
  const kept = JSON.parse(await Deno.readTextFile(path)), [result] = kept.results;
  for (
    const change of [
      { cpu: { used: "magic", reason: "" } },
      { results: {} },
      { results: [{ ...result, provider: "magic" }] },
      { results: [{ ...result, ms: -1 }] },
      { results: [null] },
      { results: [{ ...result, fault: "x".repeat(1001) }] },
      { cpu: { used: "cpu", reason: "x".repeat(1001) } },
      { rest: "x".repeat(2 ** 20) },
    ]
  ) {
    await Deno.writeTextFile(path, JSON.stringify({ ...kept, ...change }));
    strictEqual(memory.cpu, null, JSON.stringify(change));
  }
  const nowhere = new DeviceMemory(join(folder.path, "none"), FACTS);
  nowhere.keepCpu(CPU);
  strictEqual(nowhere.cpu, null);
});

Deno.test("however much a driver has to say, what was found out is remembered", async () => {
  await using folder = await makeFolder();
  const memory = new DeviceMemory(folder.path, FACTS), much = "much ".repeat(1000);
  memory.keepResult({ ...SLOW, fault: much }, "networks");
  memory.keepCpu({ used: "wasm", reason: much });
  strictEqual(memory.results("networks")[0].fault, much.slice(0, 1000));
  strictEqual(memory.cpu?.reason, much.slice(0, 1000));
});

Deno.test({
  name: "a pipe in the place of the file is not waited for",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await makeFolder();
    const { success } = await new Deno.Command("mkfifo", { args: [join(folder.path, "devices.json")] })
      .output();
    strictEqual(success, true);
    const memory = new DeviceMemory(folder.path, FACTS);
    strictEqual(memory.cpu, null);
    memory.keepCpu(CPU);
    deepStrictEqual(memory.cpu, CPU);
  },
});
