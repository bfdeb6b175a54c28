import { deepStrictEqual, strictEqual } from "node:assert";
import { Stopping } from "../../../src/commands/stopping.ts";

/** Resolves once it is aborted; a millisecond may have passed before anybody listens. */
const aborted = (signal: AbortSignal) =>
  new Promise((resolve) => signal.aborted ? resolve(null) : signal.addEventListener("abort", resolve));

Deno.test("Stopping stops when the user asks to", () => {
  const asked = new AbortController(), stopping = new Stopping(asked.signal, null);
  deepStrictEqual([stopping.signal.aborted, stopping.reason], [false, null]);
  asked.abort();
  deepStrictEqual([stopping.signal.aborted, stopping.reason], [true, "interrupted"]);
});

Deno.test("Stopping stops at once when the user has asked before", () => {
  strictEqual(new Stopping(AbortSignal.abort(), null).reason, "interrupted");
});

Deno.test("Stopping stops at the deadline, and keeps the first reason", async () => {
  const asked = new AbortController(), stopping = new Stopping(asked.signal, 1);
  await aborted(stopping.signal);
  asked.abort();
  strictEqual(stopping.reason, "deadline");
});

Deno.test("Stopping that is closed in time leaves no timer", () => {
  const stopping = new Stopping(new AbortController().signal, 1e6);
  stopping.close();
  strictEqual(stopping.reason, null);
});

Deno.test("Stopping with more time than a timer takes doesn't stop at once", async () => {
  const stopping = new Stopping(new AbortController().signal, 2 ** 32);
  await new Promise((resolve) => setTimeout(resolve, 20));
  strictEqual(stopping.reason, null);
  stopping.close();
});
