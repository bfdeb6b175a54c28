import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { basename, join } from "node:path";
import { defaultPackFolder } from "../../src/assets.ts";
import type { DoctorReport } from "../../src/commands/doctor_report.ts";
import { DeviceMemory } from "../../src/devices/device_memory.ts";
import { findDrivers } from "../../src/devices/drivers.ts";
import { readManifest } from "../../src/faces/pack.ts";
import { processingId } from "../../src/faces/processing.ts";
import { VERSION } from "../../src/version.ts";
import { lives } from "../unit/workers/acting_workers.ts";
import { until } from "../until.ts";
import { childNamed } from "./processes.ts";
import { command, events, makeStick, ofType, type Outcome, run, SAMPLES, type Stick } from "./program.ts";
import {
  facePhoto,
  type Fault,
  faultyDriver,
  hasVulkan,
  swiftShader,
  vulkanWith,
  withoutLoader,
} from "./vulkan_drivers.ts";

const known = join(SAMPLES, "known"), photo = join(SAMPLES, "album", "obama2.jpg");
const isLinux = Deno.build.os === "linux" && Deno.build.arch === "x86_64";

/** A test that is told, and not counted as passed, where its means are missing. */
function test(name: string, means: { there: boolean; what: string }, work: () => Promise<void>) {
  if (!means.there) console.log(`not run, for want of ${means.what}: ${name}`);
  Deno.test({ name, ignore: !means.there, fn: work });
}
const linux = { there: isLinux, what: "Linux on x64" };
const vulkan = { there: hasVulkan, what: "Vulkan's loader (libvulkan1)" };
const chromium = { there: swiftShader !== null, what: "Chromium's driver for Vulkan (chromium, libvulkan1)" };

const scanArgs = (
  device: string,
  ...more: string[]
) => ["scan", "--format", "ndjson", "--device", device, "--known", known, photo, ...more];

/** Fails unless the CPU found who is in the photo; gives what `start` says of the reason. */
function reasonOnCpu({ code, stdout, stderr }: Outcome): string {
  strictEqual(code, 0, stderr);
  const all = events(stdout), [{ provider }] = ofType(all, "start");
  deepStrictEqual(ofType(all, "match").map(({ people }) => people), [["Barack Obama"]]);
  strictEqual(provider.used, "cpu");
  return provider.reason;
}

test("without a driver for Vulkan, auto takes the CPU without a test", linux, async () => {
  await using stick = await makeStick();
  const outcome = await run(stick, scanArgs("auto"), { env: vulkanWith(join(stick.folder, "none.json")) });
  strictEqual(reasonOnCpu(outcome), "the native library loads on this system");
  ok(!outcome.stderr.includes("testing"));
});

test("without a loader for Vulkan, auto goes on with the CPU and says why", linux, async () => {
  await using stick = await makeStick();
  match(
    reasonOnCpu(await run(stick, scanArgs("auto"), { env: await withoutLoader(stick.folder) })),
    /webgpu: Failed to get a WebGPU adapter/,
  );
});

test(
  "a driver that is refused: auto and webgpu,cpu go on with the CPU, and webgpu is wrong usage",
  linux,
  async () => {
    await using stick = await makeStick();
    const env = await faultyDriver(stick.folder, "no library"),
      why = /webgpu: Failed to get a WebGPU adapter/;
    const first = await run(stick, scanArgs("auto"), { env });
    match(reasonOnCpu(first), why);
    match(first.stderr, /testing webgpu/);
    // It is remembered, with the reason.
    const second = await run(stick, scanArgs("auto"), { env });
    match(reasonOnCpu(second), why);
    ok(!second.stderr.includes("testing"));
    match((await run(stick, scanArgs("auto", "--retest"), { env })).stderr, /testing webgpu/);
    match(reasonOnCpu(await run(stick, scanArgs("webgpu,cpu"), { env })), why);
    const asked = await run(stick, scanArgs("webgpu"), { env });
    deepStrictEqual([asked.code, asked.stdout], [2, ""]);
    match(asked.stderr, /--device webgpu does not work here: webgpu: Failed to get .* --device webgpu,cpu/);
  },
);

test("a driver that crashes: auto goes on with the CPU, and webgpu is wrong usage", vulkan, async () => {
  await using stick = await makeStick();
  const env = await faultyDriver(stick.folder, "cut off"),
    why = /webgpu: its test ended without a result \(SIG/;
  match(reasonOnCpu(await run(stick, scanArgs("auto"), { env })), why);
  const asked = await run(stick, scanArgs("webgpu"), { env });
  strictEqual(asked.code, 2);
  match(asked.stderr, why);
});

test(
  "a driver that hangs: auto goes on with the CPU after a while, and no process is left",
  vulkan,
  async () => {
    await using stick = await makeStick();
    const { child, probe } = await testing(stick, "auto", "hangs");
    const outcome = await ended(child);
    match(reasonOnCpu(outcome), /webgpu: its test took more than 30 s/);
    strictEqual(lives(probe), false);
  },
);

/** A scan whose test of a faulty driver is going on. */
async function testing(stick: Stick, device: string, fault: Fault) {
  const env = await faultyDriver(stick.folder, fault);
  const child = command(stick, scanArgs(device), { env }).spawn();
  return { child, probe: await childNamed(child.pid, "probe-process") };
}

async function ended(child: Deno.ChildProcess): Promise<Outcome> {
  const { code, stdout, stderr } = await child.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

test("a test that is killed: auto goes on with the CPU, and webgpu is wrong usage", vulkan, async () => {
  const why = /webgpu: its test ended without a result \(SIGKILL\)/;
  {
    await using stick = await makeStick();
    const { child, probe } = await testing(stick, "auto", "hangs");
    Deno.kill(probe, "SIGKILL");
    match(reasonOnCpu(await ended(child)), why);
  }
  await using stick = await makeStick();
  const { child, probe } = await testing(stick, "webgpu", "hangs");
  Deno.kill(probe, "SIGKILL");
  const { code, stderr } = await ended(child);
  strictEqual(code, 2);
  match(stderr, why);
});

for (const device of ["auto", "webgpu"]) {
  test(
    `Ctrl-C in a test (--device ${device}) ends at once, as interrupted, and leaves no process`,
    vulkan,
    async () => {
      await using stick = await makeStick();
      const { child, probe } = await testing(stick, device, "hangs");
      child.kill("SIGINT");
      const { code, stderr } = await ended(child);
      deepStrictEqual([code, lives(probe)], [130, false]);
      ok(!stderr.includes("does not work"));
      // Nothing is believed of a test that was interrupted.
      const kept = await Deno.readTextFile(join(stick.folder, "facefinder-data", "devices.json")).catch(() =>
        ""
      );
      ok(!kept.includes("webgpu"));
    },
  );
}

test("a test doesn't outlive a program that is killed", vulkan, async () => {
  await using stick = await makeStick();
  const { child, probe } = await testing(stick, "webgpu", "hangs");
  child.kill("SIGKILL");
  await ended(child);
  await until(() => !lives(probe));
});

test("doctor tells every provider, what is wrong with it, and what auto takes", linux, async () => {
  await using stick = await makeStick();
  const env = await faultyDriver(stick.folder, "no library");
  const { code, stdout, stderr } = await run(stick, ["doctor", "--json"], { env });
  ok(code === 0 || code === 3, stderr);
  const report: DoctorReport = JSON.parse(stdout);
  const faults = Object.fromEntries(report.providers.map(({ provider, fault }) => [provider, fault]));
  deepStrictEqual(Object.keys(faults), ["cpu", "wasm", "cuda", "directml", "webgpu", "coreml"]);
  deepStrictEqual([report.auto, faults.cpu, faults.wasm], ["cpu", null, null]);
  match(faults.webgpu!, /Failed to get a WebGPU adapter/);
  match(faults.directml!, /Windows only/);
  ok(report.providers.every(({ fault, ms }) => (fault === null) === (ms !== null)));
  strictEqual(code === 0, report.problems.length === 0);
  // What it found out is believed by the next search.
  const next = await run(stick, scanArgs("auto"), { env });
  match(reasonOnCpu(next), /webgpu: Failed to get/);
  ok(!next.stderr.includes("testing"));
  const text = await run(stick, ["doctor"], { env });
  strictEqual(text.code, code);
  match(text.stdout, /^\* +cpu +[\d.]+ ms a photo/m);
  match(text.stdout, /webgpu +no +Failed to get a WebGPU adapter/);
  match(text.stdout, code === 0 ? /All is well/ : /^! /m);
});

/** Lets the program remember of SwiftShader that it works and is fast: its test there takes a minute of two cores. */
async function trustSwiftShader(data: string): Promise<Record<string, string>> {
  const env = vulkanWith(swiftShader!);
  await Deno.mkdir(data, { recursive: true });
  const facts = { version: VERSION, drivers: findDrivers("linux", (name) => env[name]).fingerprint };
  const verdict = { provider: "webgpu", gpu: 0, fault: null, ms: 1, cpuMs: 100 } as const;
  new DeviceMemory(data, facts).keepResult(verdict, processingId(readManifest(defaultPackFolder())));
  return env;
}

/** A scan on SwiftShader, once its process is there. */
async function onSwiftShader(stick: Stick) {
  const data = join(stick.folder, "data"), env = await trustSwiftShader(data);
  const child = command(stick, scanArgs("auto", "--data", data, "--photo-timeout", "1200"), { env }).spawn();
  return { child, accelerator: await childNamed(child.pid, "accelerator-process") };
}

test("an accelerator whose processes are killed costs no photo: the CPU takes over", chromium, async () => {
  await using stick = await makeStick();
  const { child, accelerator } = await onSwiftShader(stick);
  const outcome = ended(child);
  // It is given up after three.
  for (let id = accelerator, i = 0; i < 3; i++) {
    Deno.kill(id, "SIGKILL");
    await until(() => !lives(id));
    if (i < 2) id = await childNamed(child.pid, "accelerator-process");
  }
  const { code, stdout, stderr } = await outcome;
  strictEqual(code, 0, stderr);
  const all = events(stdout), [{ provider }] = ofType(all, "start");
  deepStrictEqual([provider.used, provider.reason.startsWith("webgpu: ")], ["webgpu", true]);
  deepStrictEqual(ofType(all, "match").map(({ people }) => people), [["Barack Obama"]]);
  match(stderr, /webgpu is not used any more: its process /);
});

test("Ctrl-C twice leaves no process of an accelerator", chromium, async () => {
  await using stick = await makeStick();
  const { child, accelerator } = await onSwiftShader(stick);
  child.kill("SIGINT");
  // Signals that come together count as one.
  await new Promise((resolve) => setTimeout(resolve, 500));
  child.kill("SIGINT");
  strictEqual((await ended(child)).code, 130);
  await until(() => !lives(accelerator));
});

/** People and similarities by photo. */
function found(stdout: string) {
  const all = events(stdout);
  const photos = ofType(all, "match").map(({ path, people, faces }) =>
    [basename(path), { people, similarities: faces.map(({ similarity }) => similarity!) }] as const
  );
  return { provider: ofType(all, "start")[0].provider, photos: new Map(photos), end: ofType(all, "end")[0] };
}

test("WebGPU finds the same people as the CPU, as similar", chromium, async () => {
  await using stick = await makeStick();
  const folder = (name: string) => join(stick.folder, name);
  const env = await trustSwiftShader(folder("data-gpu"));
  for (const name of ["people/Astronaut", "album"]) await Deno.mkdir(folder(name), { recursive: true });
  await Deno.writeFile(folder("people/Astronaut/face.bmp"), facePhoto((x, y, pixel) => pixel(x, y)));
  await Deno.writeFile(folder("album/mirrored.bmp"), facePhoto((x, y, pixel) => pixel(127 - x, y)));
  const scan = (device: string, album: string, data: string) =>
    run(stick, [
      // What runs beside it must not starve it: it keeps all cores busy for a while.
      ...["scan", "--format", "ndjson", "--device", device, "--data", folder(data), "--priority", "normal"],
      ...["--photo-timeout", "1200", "--known", folder("people"), folder(album)],
    ], { env });
  const cpu = found((await scan("cpu", "album", "data")).stdout);
  // The reference photo is remembered from here: it takes a driver without a graphics card its time.
  await scan("cpu", "people", "data-gpu");
  const { code, stdout, stderr } = await scan("webgpu", "album", "data-gpu"), gpu = found(stdout);
  strictEqual(code, 0, stderr);
  deepStrictEqual(gpu.provider, { requested: "webgpu", used: "webgpu", reason: "asked for" });
  deepStrictEqual([...gpu.photos.keys()], ["mirrored.bmp"]);
  // Nothing was left to the CPU.
  ok(!/warning|not used any more/.test(stderr), stderr);
  for (const [name, { people, similarities }] of cpu.photos) {
    const other = gpu.photos.get(name)!;
    deepStrictEqual([people, other.people, other.similarities.length], [["Astronaut"], ["Astronaut"], 1]);
    ok(Math.abs(similarities[0] - other.similarities[0]) < 0.005, name);
  }
});
