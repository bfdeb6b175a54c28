import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { join } from "node:path";
import { defaultPackFolder } from "../../../src/assets.ts";
import { Candidates, type System } from "../../../src/devices/candidates.ts";
import { CUDA_FOLDER } from "../../../src/devices/cuda_folder.ts";
import { DeviceMemory } from "../../../src/devices/device_memory.ts";
import { DeviceFault, place, type PlaceSettings } from "../../../src/devices/placement.ts";
import type { TestResult } from "../../../src/devices/test_result.ts";
import { parseDevice } from "../../../src/inference/device.ts";
import { Interrupted } from "../../../src/system/terminal.ts";
import { makeFolder } from "../output/temporary_folder.ts";

const NETWORKS = "networks";
const FAST: TestResult = { provider: "webgpu", gpu: 0, fault: null, ms: 10, cpuMs: 100 };

/** What a test may say of the computer. */
interface Here extends Partial<Omit<PlaceSettings, "candidates" | "memory">> {
  system?: Partial<System>;
  remembered?: TestResult[];
}

/** Decides for a Linux with a driver for Vulkan whose native library is a file that is no library. */
async function placed(device: string, { system, remembered = [], ...settings }: Here = {}) {
  await using folder = await makeFolder();
  const notes: string[] = [], memory = new DeviceMemory(folder.path, { version: "1", drivers: "" });
  for (const result of remembered) memory.keepResult(result, NETWORKS);
  const library = join(folder.path, "library.node");
  await Deno.writeTextFile(library, "no library");
  await Deno.mkdir(join(folder.path, CUDA_FOLDER));
  const candidates = new Candidates({
    os: "linux",
    arch: "x86_64",
    drivers: { vulkan: ["a.json"], nvidia: null, fingerprint: "" },
    unpack: () => ({ path: library }),
    executable: join(folder.path, "facefinder"),
    ...system,
  });
  const outcome = await place(parseDevice(device), {
    candidates,
    memory,
    keep: true,
    retest: false,
    pack: defaultPackFolder(),
    processing: NETWORKS,
    workers: 2,
    debug: false,
    note: (message) => notes.push(message),
    signal: new AbortController().signal,
    ...settings,
  }).catch((error: unknown) => error as Error);
  return { outcome, notes, results: memory.results(NETWORKS) };
}

/** What was decided; throws what it was rejected with. */
async function decided(...about: Parameters<typeof placed>) {
  const { outcome, notes, results } = await placed(...about);
  if (outcome instanceof Error) throw outcome;
  const { placement, provider, leftOut } = outcome;
  const on = placement.kind === "cpu" ? placement.device : placement.accelerator;
  return { on, provider, leftOut, notes, results };
}

const NO_DRIVERS = { drivers: { vulkan: [], nvidia: null, fingerprint: "" } };

Deno.test("the CPU that is asked for is taken without a look at graphics cards", async () => {
  for (const device of ["cpu", "wasm"]) {
    const { on, notes, leftOut } = await decided(device, { remembered: [FAST] });
    deepStrictEqual([on, notes, leftOut], [device, [], []]);
  }
});

Deno.test("where there is no driver nothing is tested", async () => {
  const { on, notes, leftOut } = await decided("auto", { system: NO_DRIVERS });
  deepStrictEqual([on, notes, leftOut], ["auto", [], []]);
});

Deno.test("what is remembered to be fast is taken, with the reason", async () => {
  const { on, provider, notes } = await decided("auto", { remembered: [FAST] });
  deepStrictEqual([on, notes], ["webgpu", []]);
  deepStrictEqual(provider, { used: "webgpu", reason: "webgpu: 5.0 times as fast as the CPU" });
});

Deno.test("what is remembered to be slow or wrong is left out, with the reason", async () => {
  for (
    const [result, why] of [
      [{ ...FAST, ms: 100 }, "webgpu: 2 times slower than the CPU"],
      [{ ...FAST, fault: "it sees nothing" }, "webgpu: it sees nothing"],
    ] as const
  ) {
    const { on, leftOut, notes } = await decided("auto", { remembered: [result] });
    deepStrictEqual([on, leftOut, notes], ["auto", [why], []]);
  }
});

Deno.test("what nobody knows is tested: a library that doesn't load is left out, and that is remembered", async () => {
  const { on, leftOut, notes, results } = await decided("auto");
  strictEqual(on, "auto");
  match(leftOut.join(), /^webgpu: .*library\.node/);
  match(notes.join(), /testing webgpu/);
  deepStrictEqual(results.map(({ provider, fault }) => [provider, `webgpu: ${fault}`]), [[
    "webgpu",
    leftOut[0],
  ]]);
});

Deno.test("who wants nothing remembered has it tested all the same", async () => {
  const { leftOut, results } = await decided("auto", { keep: false });
  deepStrictEqual([leftOut.length, results], [1, []]);
});

Deno.test("a test that is asked for again takes the place of what was known", async () => {
  const { on, results } = await decided("auto", { remembered: [FAST], retest: true });
  strictEqual(on, "auto");
  match(results[0].fault!, /library\.node/);
});

Deno.test("what is asked for is taken however slow it is", async () => {
  const { on, provider } = await decided("webgpu", { remembered: [{ ...FAST, ms: 9999 }] });
  deepStrictEqual([on, provider], ["webgpu", { used: "webgpu", reason: "asked for" }]);
});

Deno.test("what was only looked at in passing, as it is slow, is tested when it is asked for", async () => {
  const slow: TestResult = { ...FAST, ms: 9999, isCursory: true };
  const { outcome, notes } = await placed("webgpu", { remembered: [slow] });
  ok(outcome instanceof DeviceFault);
  strictEqual(notes.length, 1);
  deepStrictEqual((await decided("auto", { remembered: [slow] })).notes, []);
});

Deno.test("what is asked for and doesn't work is a fault that names the way out, unless the CPU is as welcome", async () => {
  const { outcome, notes } = await placed("webgpu", { remembered: [{ ...FAST, fault: "it was hot" }] });
  ok(outcome instanceof DeviceFault);
  match(
    outcome.message,
    /^--device webgpu does not work here: webgpu: .*library\.node.* --device webgpu,cpu /,
  );
  // A fault that is remembered is looked into again.
  strictEqual(notes.length, 1);
  const { on, leftOut, provider } = await decided("webgpu,cpu");
  deepStrictEqual([on, provider], ["auto", null]);
  match(leftOut.join(), /^webgpu: .*library\.node/);
});

Deno.test("what there isn't for this system is a fault at once", async () => {
  await rejects(
    decided("directml:0,1"),
    /--device directml:0,1 does not work here: directml: it is for Windows only/,
  );
  await rejects(decided("coreml"), /Apple silicon/);
  const { leftOut } = await decided("directml:1,cpu");
  deepStrictEqual(leftOut, ["directml:1: it is for Windows only"]);
});

Deno.test("a native library that can't be unpacked is the fault", async () => {
  const system = { unpack: () => ({ missing: "the disk is full" }) };
  const { on, leftOut, notes } = await decided("auto", { system });
  deepStrictEqual([on, leftOut, notes], ["auto", ["webgpu: the disk is full"], []]);
});

Deno.test("CUDA that is known to be fast and whose folder is damaged since is left out, and told", async () => {
  const cuda = { ...FAST, provider: "cuda" } as const;
  const about: Here = {
    remembered: [cuda],
    system: { drivers: { vulkan: [], nvidia: "580.95.05", fingerprint: "" } },
  };
  const damaged = new RegExp(`^cuda: ${CUDA_FOLDER}/.* damaged`);
  for (const device of ["auto", "cuda,cpu"]) {
    const { on, leftOut, notes } = await decided(device, about);
    deepStrictEqual([on, notes], ["auto", []]);
    match(leftOut.join(), damaged);
  }
  await rejects(decided("cuda", about), /--device cuda does not work here: cuda: .* damaged/);
});

Deno.test("whoever stops a test is not told that the device doesn't work, and nothing is remembered of it", async () => {
  const stop = new AbortController();
  const { outcome, results } = await placed("webgpu", { signal: stop.signal, note: () => stop.abort() });
  ok(outcome instanceof Interrupted);
  deepStrictEqual(results, []);
  // Nothing more is begun.
  const auto = await decided("auto", { signal: AbortSignal.abort() });
  deepStrictEqual([auto.on, auto.notes, auto.results], ["auto", [], []]);
});
