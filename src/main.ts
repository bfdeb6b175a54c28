import { processCode, PROCESSES } from "./assets.ts";
import { ignoreStops, run } from "./run_program.ts";
import { EXIT_USAGE } from "./output/exit_code.ts";
import { dieWithParent } from "./system/linux.ts";
import { wrongDeno } from "./version.ts";
import type { ProcessPipes } from "./workers/process_pipes.ts";

const [parent, name] = Deno.args, process = PROCESSES.find((process) => process === name);
// Anybody may type such words; one that lost its parent is told that there is no such command, and ends.
if (process && Deno.args.length === 2 && /^\d+$/.test(parent) && dieWithParent(Number(parent))) {
  // The terminal's Ctrl-C reaches them too: they are the program's to end.
  ignoreStops();
  // They decode strangers' files: they keep no way to change anything or to start anything.
  for (const name of ["write", "run"] as const) Deno.permissions.revokeSync({ name });
  const { work }: { work(pipes: ProcessPipes): Promise<void> } = await import(processCode(process).href);
  await work({
    readSync: (into) => Deno.stdin.readSync(into),
    get readable() {
      return Deno.stdin.readable;
    },
    write(bytes) {
      for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
    },
  });
  Deno.exit(0);
}
const wrong = Deno.build.standalone ? null : wrongDeno(Deno.version.deno, Deno.env.toObject());
if (wrong !== null) {
  console.error(`facefinder: ${wrong}`);
  Deno.exit(EXIT_USAGE);
}
Deno.exit(await run(Deno.args));
