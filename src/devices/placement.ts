import { type Device, deviceText } from "../inference/device.ts";
import type { Accelerator, Provider, ProviderName } from "../inference/provider.ts";
import type { Placement } from "../workers/engine.ts";
import { Interrupted } from "../system/terminal.ts";
import type { Candidates } from "./candidates.ts";
import type { DeviceMemory } from "./device_memory.ts";
import { probe } from "./prober.ts";
import { fastest, resultText, type TestResult } from "./test_result.ts";

/** What is needed to decide where networks run. */
export interface PlaceSettings {
  candidates: Candidates;
  memory: DeviceMemory;
  /** Keep what is found out. */
  keep: boolean;
  /** Believe nothing that was found out before. */
  retest: boolean;
  pack: URL;
  /** Names what the pack and the program make of a photo: what a test said of it is remembered under that. */
  processing: string;
  /** The CPU's workers that an accelerator is compared with. */
  workers: number;
  debug: boolean;
  /** Told that something is tried that takes a while. */
  note: (message: string) => void;
  signal: AbortSignal;
}

/** Where networks are to run. */
export interface Placed {
  placement: Placement;
  /** What `start` says of it; null where the CPU's first worker knows. */
  provider: Provider | null;
  /** What was tried and isn't used, and why. */
  leftOut: string[];
}

/** What was asked for doesn't work here. */
export class DeviceFault extends Error {
  /** `fault`: what is wrong; `message` says what to do, too. */
  constructor(readonly fault: string, message: string) {
    super(message);
  }
}

/** How a test is made. */
export interface Insistence {
  /** It is wanted however slow it is; and a fault that is remembered isn't believed. */
  wanted: boolean;
  /** Milliseconds after which it is given up. */
  patience: number;
}

/** A test that nobody asked for, and one that somebody did. */
const CASUAL: Insistence = { wanted: false, patience: 30_000 };
const INSISTENT: Insistence = { wanted: true, patience: 300_000 };

/** Decides by evidence. Throws a {@link DeviceFault} when what was asked for doesn't work, and nothing else is welcome. */
export async function place(device: Device, settings: PlaceSettings): Promise<Placed> {
  if ("gpus" in device) return await asAsked(device, settings);
  const onCpu = (leftOut: string[]): Placed => ({
    placement: { kind: "cpu", device: device.kind },
    provider: null,
    leftOut,
  });
  if (device.kind !== "auto") return onCpu([]);
  const results: TestResult[] = [];
  for (const accelerator of await settings.candidates.worthATest()) {
    results.push(await judge(accelerator, 0, CASUAL, settings));
  }
  const best = fastest(results, settings.workers);
  const text = (result: TestResult) => resultText(result, settings.workers);
  const leftOut = results.filter((result) => result !== best).map(text);
  if (!best) return onCpu(leftOut);
  const used = best.provider as Accelerator;
  return {
    placement: await placementOn(used, [0], settings),
    provider: { used, reason: text(best) },
    leftOut,
  };
}

async function asAsked(device: Extract<Device, { gpus: unknown }>, settings: PlaceSettings): Promise<Placed> {
  const { kind, gpus, orCpu } = device;
  let fault: string | null = null;
  for (const gpu of gpus) {
    const result = await judge(kind, gpu, INSISTENT, settings);
    if (result.fault !== null) fault ??= resultText(result, settings.workers);
  }
  if (settings.signal.aborted) throw new Interrupted("interrupted");
  if (fault === null) {
    return {
      placement: await placementOn(kind, gpus, settings),
      provider: { used: kind, reason: "asked for" },
      leftOut: [],
    };
  }
  if (orCpu) return { placement: { kind: "cpu", device: "auto" }, provider: null, leftOut: [fault] };
  throw new DeviceFault(
    fault,
    `--device ${deviceText(device)} does not work here: ${fault}. ` +
      `Leave it out, or give --device ${deviceText({ ...device, orCpu: true })} to go on with the CPU.`,
  );
}

/** What is known of a provider, or found out now. What it is loaded from is looked at even if it is known to work. */
export async function judge(
  provider: ProviderName,
  gpu: number,
  { wanted, patience }: Insistence,
  settings: PlaceSettings,
): Promise<TestResult> {
  const { candidates, memory, keep, retest, pack, processing, debug, note, signal } = settings;
  const known = memory.results(processing).find((one) => one.provider === provider && one.gpu === gpu);
  const isBelieved = known && !retest;
  if (isBelieved && known.fault !== null && !wanted) return known;
  const files = await candidates.of(provider);
  const fault = (fault: string): TestResult => ({ provider, gpu, fault, ms: null, cpuMs: null });
  if ("missing" in files) return fault(files.missing);
  if (isBelieved && known.fault === null && !(wanted && known.isCursory)) return known;
  if (signal.aborted) return fault("its test was interrupted");
  const addon = files.addon();
  if ("missing" in addon) return fault(addon.missing);
  note(`testing ${provider} on this computer: the outcome is remembered for 30 days`);
  const result: TestResult = {
    provider,
    gpu,
    ...await probe({ provider, gpu, addon, pack: pack.href, insist: wanted }, {
      env: files.env,
      debug,
      timeout: patience,
      signal,
    }),
  };
  if (keep && !signal.aborted) memory.keepResult(result, processing);
  return result;
}

async function placementOn(
  accelerator: Accelerator,
  gpus: readonly number[],
  { candidates }: PlaceSettings,
): Promise<Placement> {
  const files = await candidates.of(accelerator);
  if ("missing" in files) throw new Error(files.missing);
  return { kind: "accelerator", accelerator, gpus, files };
}
