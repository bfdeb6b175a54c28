import { ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { Pace } from "../../../src/output/pace.ts";

Deno.test("a steady run has its pace, however often it is asked for", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 60 }), (pace, every) => {
    const own = new Pace();
    for (let seconds = every; seconds < 1000; seconds += every) {
      strictEqual(Math.round(own.at(seconds, pace * seconds) * 1e6), pace * 1e6);
    }
  }));
});

Deno.test("what was answered from memory at the beginning is forgotten", () => {
  const pace = new Pace();
  pace.at(41, 100_000);
  let now = 0;
  for (let seconds = 42; seconds <= 300; seconds++) now = pace.at(seconds, 100_000 + 5 * (seconds - 41));
  ok(Math.abs(now - 5) < 0.1, String(now));
});

Deno.test("where photos are slow, some count from before the window", () => {
  const pace = new Pace();
  for (let n = 1; n <= 40; n++) pace.at(60 * n, n);
  strictEqual(pace.at(60 * 40 + 30, 40) < 1 / 60, true);
  ok(pace.at(60 * 41, 41) > 1 / 70);
});

Deno.test("while nothing is finished the pace falls, and what then is finished counts from before", () => {
  const pace = new Pace();
  pace.at(10, 100);
  strictEqual(pace.at(100, 100), 1);
  strictEqual(pace.at(1000, 100), 0.1);
  strictEqual(pace.at(1010, 120), 20 / 1000, "the hundred that came first are behind the window");
});
