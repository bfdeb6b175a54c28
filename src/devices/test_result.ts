import type { ProviderName } from "../inference/provider.ts";
import type { ProbeFinding } from "./probe.ts";

/** What is known of a provider on this computer. */
export interface TestResult extends ProbeFinding {
  provider: ProviderName;
  /** Which of several cards. */
  gpu: number;
}

/**
 * How many times as fast as so many of the CPU's workers together the networks run on it; null where that isn't known. Not counted:
 * that the CPU has more time for decoding then.
 */
export function speedup({ ms, cpuMs }: ProbeFinding, workers: number): number | null {
  return ms !== null && cpuMs !== null && ms > 0 ? cpuMs / workers / ms : null;
}

/** The fastest that works and beats the CPU's workers; null when none does. */
export function fastest(results: readonly TestResult[], workers: number): TestResult | null {
  const fast = results.filter((one) => one.fault === null && (speedup(one, workers) ?? 0) > 1);
  return fast.toSorted((a, b) => a.ms! - b.ms!)[0] ?? null;
}

/** In a few words, for people: how fast it is, or why it isn't used. */
export function resultText(result: TestResult, workers: number): string {
  const { provider, gpu, fault } = result, name = gpu > 0 ? `${provider}:${gpu}` : provider;
  if (fault !== null) return `${name}: ${fault}`;
  const times = speedup(result, workers);
  if (times === null) return `${name}: works`;
  return times > 1
    ? `${name}: ${times.toPrecision(2)} times as fast as the CPU`
    : `${name}: ${Number((1 / times).toPrecision(2))} times slower than the CPU`;
}
