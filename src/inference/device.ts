import { type Accelerator, ACCELERATORS, PROVIDERS } from "./provider.ts";

/** What `--device` asks for. */
export type Device =
  /** `auto` takes the fastest that works here. */
  | { kind: "auto" | "cpu" | "wasm" }
  /**
   * `gpus`: numbers of those that are used side by side; `orCpu`: where that doesn't work, the CPU is as welcome.
   */
  | { kind: Accelerator; gpus: readonly number[]; orCpu: boolean };

/** Providers that can tell several graphics cards apart. */
const NUMBERED: readonly string[] = ["cuda", "directml"];
/** More cards than any computer has. */
const MOST_GPUS = 16;

/** What may be said, for people. */
export const DEVICE_FORMS =
  `auto, ${PROVIDERS.join(", ")}; cuda:0,1 for some of several cards; webgpu,cpu for ` +
  "the CPU where the first does not work";

/**
 * Reads what `--device` is given. Throws an Error that says what would be right.
 *
 * @example Two graphics cards, and the CPU where they don't work
 * ```ts
 * import { deepStrictEqual, throws } from "node:assert";
 *
 * deepStrictEqual(parseDevice("cuda:0,1,cpu"), { kind: "cuda", gpus: [0, 1], orCpu: true });
 * deepStrictEqual(parseDevice("auto"), { kind: "auto" });
 * throws(() => parseDevice("gpu"));
 * ```
 */
export function parseDevice(text: string): Device {
  const [, kind, numbers = "", orCpu] = /^([a-z]+)(?::(\d{1,2}(?:,\d{1,2})*))?(,cpu)?$/.exec(text) ?? [];
  if (!orCpu && !numbers && (kind === "auto" || kind === "cpu" || kind === "wasm")) return { kind };
  const accelerator = ACCELERATORS.find((name) => name === kind);
  if (!accelerator) throw new Error(`Allowed are ${DEVICE_FORMS}.`);
  const gpus = numbers ? numbers.split(",").map(Number) : [0];
  if (numbers && !NUMBERED.includes(accelerator)) {
    throw new Error(`${accelerator} takes no number: only cuda and directml can tell cards apart.`);
  }
  if (new Set(gpus).size < gpus.length || gpus.some((gpu) => gpu >= MOST_GPUS)) {
    throw new Error(`Expected different numbers from 0 to ${MOST_GPUS - 1} after ${accelerator}.`);
  }
  return { kind: accelerator, gpus, orCpu: !!orCpu };
}

/** The same as text, as {@link parseDevice} reads it. */
export function deviceText(device: Device): string {
  if (!("gpus" in device)) return device.kind;
  const numbers = NUMBERED.includes(device.kind) && device.gpus.join() !== "0" ? `:${device.gpus}` : "";
  return device.kind + numbers + (device.orCpu ? ",cpu" : "");
}
