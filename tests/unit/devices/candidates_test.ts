import { deepStrictEqual, match, strictEqual } from "node:assert";
import { join } from "node:path";
import { type Candidate, Candidates, type System } from "../../../src/devices/candidates.ts";
import { CUDA_FOLDER } from "../../../src/devices/cuda_folder.ts";
import { ACCELERATORS, PROVIDERS } from "../../../src/inference/provider.ts";
import { makeFolder } from "../output/temporary_folder.ts";

const LINUX: System = {
  os: "linux",
  arch: "x86_64",
  drivers: { vulkan: ["a.json"], nvidia: null, fingerprint: "" },
  unpack: (processor) => ({ path: `${processor}.node` }),
  executable: "/nowhere/facefinder",
};
const WINDOWS: System = { ...LINUX, os: "windows", drivers: { ...LINUX.drivers, vulkan: [] } };
const MAC: System = { ...LINUX, os: "darwin", arch: "aarch64" };

const missing = (candidate: Candidate) => "missing" in candidate ? candidate.missing : null;
const faults = async (system: System) => {
  const candidates = new Candidates(system);
  const all = await Promise.all(PROVIDERS.map(async (name) => [name, missing(await candidates.of(name))]));
  return Object.fromEntries(all.filter(([, fault]) => fault !== null));
};

Deno.test("each system has its own providers, and says for which the others are", async () => {
  const folder = `there is no folder ${CUDA_FOLDER} beside the program`,
    mac = "it is for Macs with Apple silicon only";
  const windows = "it is for Windows only", linux = "it is for Linux on x64 only";
  const webgpu = "it is for Windows, Linux on x64, and Macs with Apple silicon only";
  deepStrictEqual(await faults(LINUX), { cuda: folder, directml: windows, coreml: mac });
  deepStrictEqual(await faults({ ...LINUX, arch: "aarch64" }), {
    cuda: linux,
    directml: windows,
    webgpu,
    coreml: mac,
  });
  deepStrictEqual(await faults(WINDOWS), { cuda: linux, coreml: mac });
  deepStrictEqual(await faults(MAC), { cuda: linux, directml: windows });
  deepStrictEqual(await faults({ ...MAC, arch: "x86_64" }), {
    cuda: linux,
    directml: windows,
    webgpu,
    coreml: mac,
  });
});

Deno.test("graphics cards are given the library with what they need, the CPU the other", async () => {
  const addonOf = async (system: System, name: typeof PROVIDERS[number]) => {
    const candidate = await new Candidates(system).of(name);
    return "missing" in candidate ? null : candidate.addon();
  };
  deepStrictEqual(await addonOf(LINUX, "cpu"), { path: "cpu.node" });
  deepStrictEqual(await addonOf(LINUX, "webgpu"), { path: "gpu.node" });
  deepStrictEqual(await addonOf(WINDOWS, "directml"), { path: "gpu.node" });
  deepStrictEqual(await addonOf(MAC, "coreml"), { path: "gpu.node" });
});

Deno.test("without being asked for, what may work is tried, and CoreML never", async () => {
  const worthy = (system: System) => new Candidates(system).worthATest();
  deepStrictEqual(await worthy(LINUX), ["webgpu"]);
  deepStrictEqual(await worthy({ ...LINUX, drivers: { ...LINUX.drivers, vulkan: [] } }), []);
  deepStrictEqual(await worthy({ ...LINUX, arch: "aarch64" }), []);
  deepStrictEqual(await worthy(WINDOWS), ["directml", "webgpu"]);
  deepStrictEqual(await worthy(MAC), ["webgpu"]);
  strictEqual(ACCELERATORS.length, 4);
});

Deno.test("CUDA is tried where its folder and a driver are, and a damaged folder is told", async () => {
  await using folder = await makeFolder();
  Deno.mkdirSync(join(folder.path, CUDA_FOLDER));
  const of = (nvidia: string | null) =>
    new Candidates({
      ...LINUX,
      drivers: { vulkan: [], nvidia, fingerprint: "" },
      executable: join(folder.path, "facefinder"),
    });
  deepStrictEqual(await of("580.95.05").worthATest(), ["cuda"]);
  deepStrictEqual(await of("470.1").worthATest(), []);
  deepStrictEqual(await of(null).worthATest(), []);
  match(missing(await of("580.95.05").of("cuda"))!, new RegExp(`${CUDA_FOLDER}/.* is missing or damaged`));
});
