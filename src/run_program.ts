import { fileURLToPath } from "node:url";
import { CommanderError } from "commander";
import type { Context } from "./commands/context.ts";
import { makeProgram } from "./commands/program.ts";
import { EXIT_INTERRUPTED, EXIT_USAGE } from "./exit_code.ts";
import { UsageError } from "./failure.ts";
import { askSecret, Interrupted } from "./terminal.ts";
import { isHangupIgnored } from "./linux.ts";
import { printableLines } from "./output/printable.ts";

/** What asks the program to stop: Ctrl-C, the system, a terminal that is closed. */
const STOPS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/** A second request to stop counts from so many milliseconds after the first: a system sends several at once. */
const PATIENCE = 300;

/** Lets the process live on when the program is asked to stop. */
export function ignoreStops() {
  for (const signal of STOPS) Deno.addSignalListener(signal, () => {});
}

/** Runs the command that `args` name, and gives the program's exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const encoder = new TextEncoder(), abandoned: (() => void)[] = [];
  const context: Context = {
    stdout: Deno.stdout,
    stdoutIsTerminal: Deno.stdout.isTerminal(),
    stdin: Deno.stdin.readable,
    ask: Deno.stdin.isTerminal()
      ? (question) => askSecret(question, Deno.stdin, (text) => writeAll(Deno.stderr, encoder.encode(text)))
      : null,
    stderr: {
      write: (text) => writeAll(Deno.stderr, encoder.encode(printableLines(text))),
      isTerminal: Deno.stderr.isTerminal(),
      columns: () => Deno.consoleSize().columns,
    },
    signal: stopSignal(() => abandoned.forEach((clearUp) => clearUp())),
    onAbandon: (clearUp) => abandoned.push(clearUp),
    isWindows: Deno.build.os === "windows",
    executable: Deno.build.standalone
      ? Deno.execPath()
      : fileURLToPath(new URL("../deno.json", import.meta.url)),
  };
  let exit = 0;
  const print = (text: string) => writeAll(Deno.stdout, encoder.encode(text));
  try {
    await makeProgram(context, print, (code) => exit = code).parseAsync(args, { from: "user" });
    return exit;
  } catch (error) {
    if (error instanceof Interrupted) return EXIT_INTERRUPTED;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    const debug = args.includes("--debug") || args.includes("-D");
    const text = !(error instanceof Error)
      ? String(error)
      : debug && !(error instanceof UsageError)
      ? error.stack
      : error.message;
    context.stderr.write(`facefinder: ${text}\n`);
    return EXIT_USAGE;
  }
}

/**
 * Aborted when the program is asked to stop. Who asks again doesn't want to wait for the photos in hand: then
 * `abandon` clears up what would be left behind.
 */
function stopSignal(abandon: () => void): AbortSignal {
  const stop = new AbortController();
  // Asked first: with its first listener Deno takes all signals, and ends at those that nobody listens to.
  const hangupIgnored = isHangupIgnored();
  let since = 0;
  for (const signal of STOPS) {
    Deno.addSignalListener(signal, () => {
      if (signal === "SIGHUP" && hangupIgnored) return;
      if (!stop.signal.aborted) {
        since = performance.now();
        stop.abort();
      } else if (performance.now() - since >= PATIENCE) {
        abandon();
        Deno.exit(EXIT_INTERRUPTED);
      }
    });
  }
  return stop.signal;
}

function writeAll(sink: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array) {
  try {
    for (let at = 0; at < bytes.length;) at += sink.writeSync(bytes.subarray(at));
  } catch { /* nobody listens there */ }
}
