import { strictEqual } from "node:assert";
import { fastest, resultText, speedup, type TestResult } from "../../../src/devices/test_result.ts";

const GPU: TestResult = { provider: "webgpu", gpu: 0, fault: null, ms: 10, cpuMs: 100 };

Deno.test("an accelerator is compared with all of the CPU's workers together", () => {
  strictEqual(speedup(GPU, 1), 10);
  strictEqual(speedup(GPU, 4), 2.5);
  strictEqual(speedup({ ...GPU, ms: null }, 1), null);
  strictEqual(speedup({ ...GPU, cpuMs: null }, 1), null);
  strictEqual(speedup({ ...GPU, ms: 0 }, 1), null);
});

Deno.test("the fastest that works is taken, and none that the CPU beats or equals", () => {
  const faster: TestResult = { ...GPU, provider: "cuda", ms: 5 };
  strictEqual(fastest([GPU, faster], 2), faster);
  strictEqual(fastest([faster, GPU], 2), faster);
  strictEqual(fastest([GPU, { ...faster, fault: "it sees nothing" }], 2), GPU);
  strictEqual(fastest([GPU], 10), null);
  strictEqual(fastest([GPU], 9), GPU);
  strictEqual(fastest([{ ...GPU, ms: null }], 1), null);
  strictEqual(fastest([], 1), null);
});

Deno.test("a result is told in a few words: how fast it is, or what is wrong", () => {
  strictEqual(resultText(GPU, 4), "webgpu: 2.5 times as fast as the CPU");
  strictEqual(resultText({ ...GPU, ms: 1234, cpuMs: 10 }, 1), "webgpu: 120 times slower than the CPU");
  strictEqual(resultText({ ...GPU, gpu: 2, fault: "it sees nothing" }, 1), "webgpu:2: it sees nothing");
  strictEqual(resultText({ ...GPU, provider: "cpu", cpuMs: null }, 1), "cpu: works");
});
