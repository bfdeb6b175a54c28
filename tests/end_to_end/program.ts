/** Runs the program as a script would: the compiled executable, or the source when `FACEFINDER_FROM_SOURCE` is set. */
import { Ajv2020 } from "ajv/dist/2020.js";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Event } from "../../src/output/events.ts";
import { eventSchema } from "../../src/output/event_schema.ts";
import { PERMISSIONS } from "../../src/packaging/permissions.ts";
import { executableName, hostTarget } from "../../src/packaging/targets.ts";

const project = new URL("../../", import.meta.url);

/** The sample photos. */
export const SAMPLES = fileURLToPath(new URL("tests/photos/", project));

/** True when the tests run the source and not the executable. */
export const fromSource = !!Deno.env.get("FACEFINDER_FROM_SOURCE");

/** The executable that `deno task compile` makes for this system. */
export function executable(): string {
  const target = hostTarget();
  if (!target) throw new Error("there is no executable for this system");
  return fileURLToPath(new URL(`dist/${executableName(target)}`, project));
}

/** How a run of the program ended. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** What a run is given. */
export interface RunOptions {
  cwd?: string;
  /** The whole environment; by default nothing but PATH, so that there is no HOME. */
  env?: Record<string, string>;
  stdin?: string;
}

/** The command that starts the program in the folder `stick`: the executable is there, as it is on a USB stick. */
export function command(stick: Stick, args: readonly string[], options: RunOptions = {}): Deno.Command {
  const [program, ...before] = stick.program;
  return new Deno.Command(program, {
    args: [...before, ...args],
    cwd: options.cwd,
    env: options.env ?? { PATH: Deno.env.get("PATH") ?? "" },
    clearEnv: true,
    stdin: options.stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Commands that start a worker a core, unless they are told otherwise. */
const WITH_WORKERS = new Set(["scan", "faces", "people", "known"]);

/**
 * Runs the program to its end; with one worker, unless `args` say how many: the tests' few photos don't repay the start
 * of another. Those that need several ask for them.
 */
export async function run(stick: Stick, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const isTold = args.some((arg) => arg === "--parallel" || arg === "-p");
  const workers = WITH_WORKERS.has(args[0]) && !isTold ? ["--parallel", "1"] : [];
  const child = command(stick, [...args.slice(0, 1), ...workers, ...args.slice(1)], options).spawn();
  if (options.stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(options.stdin));
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** Runs the program, and interrupts it at its first event: `start` is told before any photo is looked at. */
export async function interruptAtStart(
  stick: Stick,
  args: readonly string[],
): Promise<Omit<Outcome, "stderr">> {
  const child = command(stick, args).spawn();
  let stdout = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    if (stdout === "") child.kill("SIGINT");
    stdout += text;
  }
  const { code } = await child.status;
  await child.stderr.cancel();
  return { code, stdout };
}

/** A temporary folder with the program in it. */
export interface Stick {
  /** Where it lies. */
  folder: string;
  /** The command line that starts the program. */
  program: readonly string[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes a stick: a folder of its own with the executable, and room for what a test puts beside it. */
export async function makeStick(): Promise<Stick> {
  const folder = await Deno.makeTempDir({ prefix: "facefinder-test-" });
  let program: string[];
  if (fromSource) {
    const main = fileURLToPath(new URL("src/main.ts", project));
    program = [Deno.execPath(), "run", "--no-check", "--cached-only", ...PERMISSIONS, main];
  } else {
    program = [join(folder, "facefinder")];
    // A link would do, but the data folder lies beside the real file.
    await Deno.link(executable(), program[0]).catch(() => Deno.copyFile(executable(), program[0]));
  }
  return { folder, program, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(eventSchema(true));

/**
 * The events on `stdout`. Throws where a line is no event of the schema (unknown fields included), where the sequence
 * has a hole or more than one run, and where the first isn't `start` or the last isn't `end`.
 */
export function events(stdout: string): Event[] {
  const lines = stdout.split("\n");
  if (lines.pop() !== "") throw new Error(`the last line is torn: ${stdout.slice(-200)}`);
  const parsed = lines.map((line) => {
    const value: unknown = JSON.parse(line);
    if (!validate(value)) {
      throw new Error(`not of the schema: ${line}\n${JSON.stringify(validate.errors?.slice(0, 3))}`);
    }
    return value as Event;
  });
  parsed.forEach((event, i) => {
    if (event.seq !== i || event.run !== parsed[0].run) throw new Error(`line ${i} is out of sequence`);
  });
  if (parsed[0]?.type !== "start" || parsed.at(-1)?.type !== "end") {
    throw new Error("expected start first and end last");
  }
  return parsed;
}

/** The events of one type. */
export function ofType<T extends Event["type"]>(
  all: readonly Event[],
  type: T,
): Extract<Event, { type: T }>[] {
  return all.filter((event): event is Extract<Event, { type: T }> => event.type === type);
}
