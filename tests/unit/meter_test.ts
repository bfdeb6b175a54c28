import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import { Meter } from "../../src/meter.ts";

/** A meter by a clock that only `pass` moves. */
function metered() {
  let now = 0;
  return { meter: new Meter(() => now), pass: (ms: number) => (now += ms) };
}

Deno.test("a stage is told with its time, what its kernels took, and on how much they ran", async () => {
  const { meter, pass } = metered();
  await meter.stage("embed", async () => {
    pass(3);
    await meter.kernel(100, () => pass(5));
    await meter.kernel(200, () => pass(7));
  });
  deepStrictEqual(meter.take(), { embed: { ms: 15, kernel: 12, runs: 2, amount: 300 } });
  deepStrictEqual(meter.take(), {}, "what was taken is not told again");
});

Deno.test("a stage within another is part of the outer one", async () => {
  const { meter, pass } = metered();
  await meter.stage("turned", () => meter.stage("overview", () => meter.kernel(9, () => pass(2))));
  deepStrictEqual(meter.take(), { turned: { ms: 2, kernel: 2, runs: 1, amount: 9 } });
});

Deno.test("a kernel outside of every stage is not counted, as when models are tried out", async () => {
  const { meter, pass } = metered();
  strictEqual(await meter.kernel(9, () => pass(2)), 2);
  deepStrictEqual(meter.take(), {});
});

Deno.test("what fails has taken its time all the same, and the next stage begins anew", async () => {
  const { meter, pass } = metered();
  const failing = meter.stage("decode", () => {
    pass(4);
    throw new Error("broken");
  });
  await rejects(failing, /broken/);
  await meter.stage("align", () => pass(1));
  const { decode, align } = meter.take();
  deepStrictEqual([decode?.ms, align?.ms], [4, 1]);
});

Deno.test("what another meter took is added", () => {
  const one = new Meter(), other = new Meter();
  one.add("read", { ms: 1, runs: 1, amount: 10 });
  other.add("read", { ms: 2, runs: 1, amount: 20 });
  one.addAll(other.take());
  deepStrictEqual(one.take().read, { ms: 3, kernel: 0, runs: 2, amount: 30 });
});
