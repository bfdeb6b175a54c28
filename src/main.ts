import { fileURLToPath } from "node:url";
import { CommanderError } from "commander";
import type { Context } from "./commands/context.ts";
import { makeProgram } from "./commands/program.ts";
import { EXIT_USAGE } from "./exit_code.ts";
import { UsageError } from "./failure.ts";

/** How long a program that was asked twice to stop waits for nothing: not at all. */
const EXIT_INTERRUPTED = 130;

async function main(): Promise<number> {
  const stop = new AbortController();
  for (
    const name of Deno.build.os === "windows"
      ? ["SIGINT", "SIGBREAK"] as const
      : ["SIGINT", "SIGTERM"] as const
  ) {
    Deno.addSignalListener(name, () => {
      // The photos in hand take a moment; who asks again doesn't want to wait for them.
      if (stop.signal.aborted) Deno.exit(EXIT_INTERRUPTED);
      stop.abort();
    });
  }
  const stderr = new TextEncoder();
  const context: Context = {
    stdout: Deno.stdout,
    stdoutIsTerminal: Deno.stdout.isTerminal(),
    stdin: Deno.stdin.readable,
    tell: (line) => writeAll(Deno.stderr, stderr.encode(line + "\n")),
    signal: stop.signal,
    executable: Deno.build.standalone
      ? Deno.execPath()
      : fileURLToPath(new URL("../deno.json", import.meta.url)),
  };
  let exit = 0;
  const print = (text: string) => writeAll(Deno.stdout, stderr.encode(text));
  try {
    await makeProgram(context, print, (code) => exit = code).parseAsync(Deno.args, { from: "user" });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    const debug = Deno.args.includes("--debug") || Deno.args.includes("-D");
    if (error instanceof UsageError || !(error instanceof Error)) {
      context.tell(`facefinder: ${error instanceof Error ? error.message : error}`);
    } else context.tell(`facefinder: ${debug ? error.stack : error.message}`);
    return EXIT_USAGE;
  }
}

function writeAll(sink: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array) {
  try {
    for (let at = 0; at < bytes.length;) at += sink.writeSync(bytes.subarray(at));
  } catch { /* nobody listens there */ }
}

Deno.exit(await main());
