import { createHash } from "node:crypto";
import { hostname, release } from "node:os";
import { join } from "node:path";
import { type Provider, PROVIDERS } from "../inference/provider.ts";
import { isRealFile } from "../system/path_kind.ts";
import { writeWhole } from "../system/whole_file.ts";
import type { TestResult } from "./test_result.ts";

/** Name of the file in the data folder. */
const FILE = "devices.json";
/** What was found out is believed for 30 days. */
const LONGEST = 30 * 24 * 3600 * 1000;
/** Bytes that the file comes nowhere near, and letters that no text in it has: whoever made such a one was not this program. */
const MOST_BYTES = 2 ** 20, MOST_TEXT = 1000;

/** What the file holds. */
interface Kept {
  /** A hash: whose computers the stick has met is nobody's business. */
  computer: string;
  /** Milliseconds since 1970. */
  at: number;
  /** How the CPU runs networks, once a worker has said so. */
  cpu: Provider | null;
  /** What probes found out with the networks of this name; in any order. */
  results: (TestResult & { processing: string })[];
}

/** What is told of a computer, beside its name and system. */
export interface ComputerFacts {
  version: string;
  /** What changes with the drivers. */
  drivers: string;
}

/**
 * Remembers what was found out of this computer's processors: a search that needs none says so without trying, and a
 * graphics card is tested once. Whatever is wrong with the file, nothing is remembered then.
 */
export class DeviceMemory {
  readonly #path: string;
  readonly #computer: string;
  readonly #now: () => number;

  /** `folder`: where it is remembered. With other facts than when it was kept, all is found out anew. */
  constructor(
    folder: string,
    { version, drivers }: ComputerFacts,
    computer = thisComputer(),
    now = () => Date.now(),
  ) {
    this.#path = join(folder, FILE);
    this.#computer = createHash("sha256").update([computer, version, drivers].join("\n")).digest("hex");
    this.#now = now;
  }

  /** How the CPU runs networks; null when that isn't known. */
  get cpu(): Provider | null {
    return this.#recall().cpu;
  }

  /** What probes found out with some networks. */
  results(processing: string): TestResult[] {
    return this.#recall().results.filter((result) => result.processing === processing);
  }

  keepCpu({ used, reason: whole }: Provider) {
    const kept = this.#recall(), reason = whole.slice(0, MOST_TEXT);
    if (kept.cpu?.used !== used || kept.cpu.reason !== reason) {
      this.#write({ ...kept, cpu: { used, reason } });
    }
  }

  /** In the place of what was known of this provider with these networks. */
  keepResult(result: TestResult, processing: string) {
    const kept = this.#recall(), { provider, gpu } = result;
    // Drivers may have much to say.
    const fault = result.fault?.slice(0, MOST_TEXT) ?? null;
    const others = kept.results.filter((one) =>
      one.provider !== provider || one.gpu !== gpu || one.processing !== processing
    );
    this.#write({ ...kept, results: [...others, { ...result, fault, processing }] });
  }

  #recall(): Kept {
    const kept = this.#read(), age = this.#now() - (kept?.at ?? 0);
    if (kept?.computer === this.#computer && age >= 0 && age <= LONGEST) return kept;
    return { computer: this.#computer, at: this.#now(), cpu: null, results: [] };
  }

  #write(kept: Kept) {
    try {
      writeWhole(this.#path, JSON.stringify(kept), 0o600);
    } catch { /* then the next run finds out anew */ }
  }

  #read(): Kept | null {
    try {
      // A pipe in its place would be waited for, and a large file would be read whole.
      if (!isRealFile(this.#path) || Deno.statSync(this.#path).size > MOST_BYTES) return null;
      const kept: Partial<Kept> | null = JSON.parse(Deno.readTextFileSync(this.#path));
      const { computer, at, cpu, results } = kept ?? {};
      const isSound = typeof computer === "string" && typeof at === "number" && isProvider(cpu) &&
        Array.isArray(results) && results.every(isTestResult);
      return isSound ? { computer, at, cpu, results } : null;
    } catch {
      return null;
    }
  }
}

function isProvider(cpu: unknown): cpu is Provider | null {
  if (cpu === null) return true;
  const { used, reason } = (cpu ?? {}) as Partial<Provider>;
  return (used === "cpu" || used === "wasm") && isText(reason);
}

function isTestResult(value: unknown): value is TestResult & { processing: string } {
  const { provider, gpu, fault, ms, cpuMs, processing } = (value ?? {}) as Partial<
    TestResult & { processing: string }
  >;
  const isTime = (time: unknown) => time === null || typeof time === "number" && time > 0;
  return PROVIDERS.some((name) => name === provider) && typeof gpu === "number" && isText(processing) &&
    (fault === null || isText(fault)) && isTime(ms) && isTime(cpuMs);
}

const isText = (value: unknown) => typeof value === "string" && value.length <= MOST_TEXT;

function thisComputer(): string {
  return `${hostname()}\n${Deno.build.target}\n${release()}`;
}
