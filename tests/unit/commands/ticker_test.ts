import { ok, strictEqual } from "node:assert";
import { Ticker } from "../../../src/commands/ticker.ts";

Deno.test("a ticker does its work until it is stopped, and not once more where that was due just then", async () => {
  let done = 0, late = 0;
  for (let i = 0; i < 300; i++) {
    const ticker = new Ticker();
    let isStopped = false;
    ticker.every(1, () => isStopped ? late++ : done++);
    // The timer is due when the answer comes, and both are dealt with in the same turn.
    const answer = Deno.stat(".");
    for (const began = performance.now(); performance.now() - began < 4;);
    await answer;
    if (i < 10) await new Promise((resolve) => setTimeout(resolve, 3));
    ticker.stop();
    isStopped = true;
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  ok(done > 0);
  strictEqual(late, 0);
});
