import { WORKER_ARGUMENT, workerCode } from "./assets.ts";
import { ignoreStops, run } from "./run_program.ts";
import { dieWithParent } from "./scan/orphan.ts";

if (Deno.args[0] === WORKER_ARGUMENT) {
  // The terminal's Ctrl-C reaches the workers too: they are the program's to end.
  ignoreStops();
  dieWithParent();
  const { work } = await import(workerCode().href);
  await work({
    readSync: (into: Uint8Array) => Deno.stdin.readSync(into),
    writeSync: (bytes: Uint8Array) => Deno.stdout.writeSync(bytes),
  });
  Deno.exit(0);
}
Deno.exit(await run(Deno.args));
