import { modelFiles, type Pack, readPack } from "../faces/pack.ts";
import { messageOf } from "../failure.ts";
import { Batcher } from "../inference/batching/batcher.ts";
import type { NativeAddon } from "../inference/native_files.ts";
import { inShort, NativeLibrary } from "../inference/onnx_runtime.ts";
import { type Accelerator, ACCELERATORS, type ProviderName } from "../inference/provider.ts";
import { RemoteRuntime } from "../inference/remote_runtime.ts";
import type { InferenceRuntime } from "../inference/session.ts";
import { Meter } from "../meter.ts";
import { openAccelerator } from "../workers/accelerator.ts";
import { frameStart, readFrameSync } from "../workers/frames.ts";
import type { ProcessPipes } from "../workers/process_pipes.ts";
import { openWasm } from "../workers/wasm_runtime.ts";
import { difference, embeddingDifference, SelfTestNetworks, type SelfTestResult } from "./self_test.ts";
import { readStoredResult, readTestPicture } from "./test_picture.ts";

/** What a probe is to try. */
export interface ProbeSetup {
  provider: ProviderName;
  gpu: number;
  addon: NativeAddon;
  /** The model pack's folder. */
  pack: string;
  /** It is wanted however slow it is: all is tried then. */
  insist: boolean;
}

/** What a probe found out. */
export interface ProbeFinding {
  /** What is wrong with it; null when nothing is. */
  fault: string | null;
  /** Milliseconds a photo for networks, and of one of the CPU's threads for the same; null where not measured. */
  ms: number | null;
  cpuMs: number | null;
  /** It is slower than the CPU, and so was not tested with many pictures at once: who asks for it is to test it again. */
  isCursory?: true;
}

/** Where it takes so many times as long as one thread of the CPU for a small picture, no larger ones are tried. */
const HOPELESS = 20;

/** Photos that an accelerator is timed with at the same time, as they are in hand in a scan. */
const PHOTOS_AT_ONCE = 4;

/**
 * The life of a probe's process: tries one provider, says what came of it, and ends. It has a process of its own, because
 * a driver may end it, or never come back.
 */
export async function work(pipes: ProcessPipes): Promise<void> {
  const setup = readFrameSync<ProbeSetup>(pipes);
  if (!setup) return;
  let finding: ProbeFinding;
  try {
    finding = await probe(setup.head);
  } catch (error) {
    finding = { fault: inShort(messageOf(error)), ms: null, cpuMs: null };
  }
  pipes.write(frameStart(finding, 0));
}

async function probe({ provider, gpu, addon, pack: folder, insist }: ProbeSetup): Promise<ProbeFinding> {
  const pack = readPack(new URL(folder));
  if (provider === "wasm") return await probeCpu(pack, await openWasm());
  if ("missing" in addon) throw new Error(addon.missing);
  const accelerator: Accelerator | undefined = ACCELERATORS.find((name) => name === provider);
  if (!accelerator) return await probeCpu(pack, NativeLibrary.open(addon.path).runtime("cpu"));
  const { library, models, remote } = openAccelerator({
    provider: accelerator,
    gpu,
    addon: addon.path,
    pack: folder,
  });
  return await probeAccelerator(pack, library.runtime("cpu"), insist, (trouble) => {
    const batcher = new Batcher(models, ({ message }) => trouble(message));
    const runtime: RemoteRuntime = new RemoteRuntime(remote, ({ id, model, data, dims }) => {
      batcher.run(model, data, dims).then(
        (answer) => runtime.replied({ type: "ran", id, answer }),
        (error) => runtime.replied({ type: "ran", id, failure: messageOf(error) }),
      );
    }, new Meter());
    return runtime;
  });
}

/** What is right: as stored, or of a pack that somebody added, as the CPU says. */
function expectedOf({ manifest }: Pack): SelfTestResult | null {
  return readStoredResult(modelFiles(manifest).map(({ sha256 }) => sha256));
}

async function probeCpu(pack: Pack, runtime: InferenceRuntime): Promise<ProbeFinding> {
  const networks = new SelfTestNetworks(pack, runtime), picture = readTestPicture();
  const found = await networks.once(picture, await networks.landmarks(picture));
  const expected = expectedOf(pack), fault = expected && difference(expected, found);
  return { fault, ms: fault === null ? await networks.timePhotos(1) : null, cpuMs: null };
}

/**
 * Compares an accelerator with the CPU, whose runtime is `cpu`. `open` opens it, with what is to be told of its troubles:
 * what it can't do, the CPU would do in its place.
 */
export async function probeAccelerator(
  pack: Pack,
  cpu: InferenceRuntime,
  insist: boolean,
  open: (trouble: (message: string) => void) => InferenceRuntime,
): Promise<ProbeFinding> {
  const onCpu = new SelfTestNetworks(pack, cpu), picture = readTestPicture();
  const landmarks = await onCpu.landmarks(picture);
  const expected = expectedOf(pack) ?? await onCpu.once(picture, landmarks);
  let trouble: string | null = null;
  const networks = new SelfTestNetworks(pack, open((message) => trouble ??= message));
  const faultOf = (found: SelfTestResult) => trouble ?? difference(expected, found);

  let fault = faultOf(await networks.once(picture, landmarks));
  if (fault !== null) return { fault, ms: null, cpuMs: null };
  await onCpu.timeSmall(picture);
  const times = [await networks.timeSmall(picture), await onCpu.timeSmall(picture)] as const;
  const cpuMs = await onCpu.timePhotos(1), hopeless = times[0] > HOPELESS * times[1];
  const guessed = { fault: trouble, ms: cpuMs * times[0] / times[1], cpuMs };
  if (hopeless && !insist) return { ...guessed, isCursory: true };
  for (const found of await networks.atOnce(picture, landmarks)) fault ??= faultOf(found);
  if (fault !== null) return { fault, ms: null, cpuMs };
  if (hopeless) return { ...guessed, fault: trouble };
  const ms = await networks.timePhotos(PHOTOS_AT_ONCE);
  if (ms > cpuMs && !insist) return { fault: trouble, ms, cpuMs, isCursory: true };
  for (const found of await networks.crowds(picture, landmarks)) {
    fault ??= trouble ?? embeddingDifference(expected.embeddings, found);
  }
  return { fault: fault ?? trouble, ms: fault === null ? ms : null, cpuMs };
}
