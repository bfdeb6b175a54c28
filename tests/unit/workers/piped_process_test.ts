import { deepStrictEqual, match, strictEqual } from "node:assert";
import { fileURLToPath } from "node:url";
import { PipedProcess } from "../../../src/workers/piped_process.ts";

const holder = fileURLToPath(new URL("hold_process.ts", import.meta.url));
/** Says its id as a frame, and waits. */
const BODY = `
  const head = new TextEncoder().encode(String(Deno.pid)), frame = new Uint8Array(8 + head.length);
  frame[0] = head.length;
  frame.set(head, 8);
  Deno.stdout.writeSync(frame);
  Deno.stdin.readSync(new Uint8Array(1));
  await new Promise((resolve) => setTimeout(resolve, 60_000));
`;
const command = { program: Deno.execPath(), args: ["eval", "--no-check", BODY], debug: false };

Deno.test("a process that is stopped has ended, and says how", async () => {
  const process = new PipedProcess(command);
  await process.read();
  await process.stop();
  deepStrictEqual([process.alive, await process.ending(), await process.read()], [false, "SIGKILL", null]);
});

Deno.test("a process that doesn't answer in time is ended, and so is one that nobody waits for any more", async () => {
  const silent = {
    program: Deno.execPath(),
    args: ["eval", "--no-check", "setTimeout(() => {}, 60_000)"],
    debug: false,
  };
  const late = new PipedProcess(silent);
  deepStrictEqual(await late.ask({}, { within: 1 }), { answer: null, late: true });
  strictEqual(await late.ending(), "SIGKILL");
  const given = new PipedProcess(silent),
    stop = new AbortController(),
    asked = given.ask({}, {
      within: 60_000,
      signal: stop.signal,
    });
  stop.abort();
  deepStrictEqual(await asked, { answer: null, late: false });
  strictEqual(await given.ending(), "SIGKILL");
});

Deno.test("a process that answers is left as it is, however late it then is", async () => {
  const process = new PipedProcess(command), stop = new AbortController();
  const { answer, late } = await process.ask<number>({}, { within: 60_000, signal: stop.signal });
  deepStrictEqual([typeof answer?.head, late], ["number", false]);
  stop.abort();
  strictEqual(process.alive, true);
  await process.stop();
});

Deno.test({
  name: "a process that closes its pipe and goes on is ended when it is asked how it ended",
  ignore: Deno.build.os === "windows",
  async fn() {
    const args = ["-c", "exec >&-; exec sleep 60"];
    const process = new PipedProcess({ program: "sh", args, debug: false, patience: 100 });
    strictEqual(await process.read(), null);
    strictEqual(await process.ending(), "SIGKILL");
    await process.stop();
  },
});

/** Keeps a process from ending, once it has said its id, until what this gives is disposed of. */
async function hold(process: PipedProcess): Promise<Deno.ChildProcess> {
  const { head: id } = (await process.read<number>())!;
  const args = ["run", "--allow-ffi", "--no-check", "--quiet", holder, String(id)];
  const held = new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped" }).spawn();
  const { value } = await held.stdout.getReader().read();
  strictEqual(new TextDecoder().decode(value), "held\n");
  return held;
}

/** Of tests of a process that ends after them, as it must. */
const unendable = { ignore: Deno.build.os !== "linux", sanitizeResources: false, sanitizeOps: false };

Deno.test({
  name: "a process that can't be ended is left to itself: nobody waits for it for ever",
  ...unendable,
  async fn() {
    const process = new PipedProcess({ ...command, patience: 100 });
    await using _held = await hold(process);
    // More than a pipe takes: it is still on its way.
    process.send({}, new Uint8Array(1_000_000));
    await process.stop();
    match(await process.ending(), /can't be ended/);
    deepStrictEqual([process.alive, await process.read()], [false, null]);
  },
});

Deno.test({
  name:
    "who gives up waiting for an answer isn't kept until the process has ended, nor who stops it in a hurry",
  ...unendable,
  async fn() {
    const process = new PipedProcess({ ...command, patience: 60_000 }), stop = new AbortController();
    await using _held = await hold(process);
    const asked = process.ask({}, { within: 60_000, signal: stop.signal });
    stop.abort();
    const outcome = asked.then(async (answer) => {
      await process.stop(1);
      return answer;
    });
    const { promise: kept, resolve } = Promise.withResolvers<"kept">(),
      timer = setTimeout(resolve, 20_000, "kept");
    deepStrictEqual(await Promise.race([outcome, kept]), { answer: null, late: false });
    clearTimeout(timer);
  },
});
