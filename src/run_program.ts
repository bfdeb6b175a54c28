import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { CommanderError } from "commander";
import type { Context } from "./commands/context.ts";
import { makeProgram } from "./commands/program.ts";
import { runDialogue } from "./dialogue/dialogue.ts";
import { openWithSystem } from "./dialogue/open_with_system.ts";
import { thisComputer } from "./dialogue/this_computer.ts";
import { EXIT_INTERRUPTED, EXIT_USAGE } from "./output/exit_code.ts";
import { UsageError } from "./failure.ts";
import { askSecret, Interrupted, TypedLines } from "./system/terminal.ts";
import { isHangupIgnored } from "./system/linux.ts";
import { namedSink } from "./output/named_sink.ts";
import { printableLines } from "./output/printable.ts";
import { canErase, wantsColours } from "./output/styles.ts";

/** What asks the program to stop: Ctrl-C, the system, a terminal that is closed. */
const STOPS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK", "SIGHUP"]
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
    stdout: namedSink(Deno.stdout, "standard output", "free some, or choose another file"),
    stdoutIsTerminal: Deno.stdout.isTerminal(),
    colours: wantsColours(Deno.env.toObject()),
    stdin: Deno.stdin.readable,
    ask: Deno.stdin.isTerminal()
      ? (question) => askSecret(question, Deno.stdin, (text) => writeAll(Deno.stderr, encoder.encode(text)))
      : null,
    stderr: {
      write: (text) => writeAll(Deno.stderr, encoder.encode(printableLines(text))),
      isTerminal: Deno.stderr.isTerminal(),
      erases: Deno.stderr.isTerminal() && canErase(Deno.env.toObject()),
      // A terminal may know no width of its own.
      columns: () => Deno.consoleSize().columns || 80,
    },
    signal: stopSignal(() => abandoned.forEach((clearUp) => clearUp())),
    onAbandon: (clearUp) => abandoned.push(clearUp),
    isWindows: Deno.build.os === "windows",
    executable: Deno.build.standalone
      ? Deno.execPath()
      : fileURLToPath(new URL("../deno.json", import.meta.url)),
  };
  const print = (text: string) => writeAll(Deno.stdout, encoder.encode(text));
  // Nobody who can't type has started it by a double click.
  if (args.length > 0 || !context.ask || !context.stderr.isTerminal) {
    return await command(args, context, print);
  }
  try {
    return await runDialogue({
      home: dirname(context.executable),
      computer: thisComputer(),
      ask: lineAsker(context),
      write: context.stderr.write,
      command: (args) => command(args, context, print),
      open: openWithSystem,
    });
  } catch (error) {
    if (error instanceof Interrupted) {
      context.stderr.write("\n");
      return EXIT_INTERRUPTED;
    }
    throw error;
  }
}

/** Asks at the terminal for a line. Throws {@link Interrupted}. */
function lineAsker({ signal, stderr }: Context): (question: string) => Promise<string> {
  const lines = new TypedLines(Deno.stdin, signal);
  return async (question) => {
    if (signal.aborted) throw new Interrupted("interrupted");
    if (Deno.build.os !== "windows") {
      stderr.write(question);
      return await lines.next();
    }
    // A Windows console gives its characters to those only who ask for them as Deno's own prompt does.
    const last = question.lastIndexOf("\n") + 1;
    stderr.write(question.slice(0, last));
    const answer = prompt(question.slice(last).trimEnd());
    if (answer === null) throw new Interrupted("interrupted");
    return answer;
  };
}

/** Runs a command of the command line, and gives its exit code. `print`: to stdout. */
async function command(
  args: readonly string[],
  context: Context,
  print: (text: string) => void,
): Promise<number> {
  let exit = 0;
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
