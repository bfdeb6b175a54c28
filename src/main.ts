import { WORKER_ARGUMENT, workerCode } from "./assets.ts";
import { ignoreStops, run } from "./run_program.ts";
import { dieWithParent } from "./linux.ts";

if (Deno.args[0] === WORKER_ARGUMENT) {
  // The terminal's Ctrl-C reaches the workers too: they are the program's to end.
  ignoreStops();
  dieWithParent();
  // It decodes strangers' files: it keeps no way to change anything or to start anything.
  for (const name of ["write", "run"] as const) Deno.permissions.revokeSync({ name });
  const { work } = await import(workerCode().href);
  await work({
    readSync: (into: Uint8Array) => Deno.stdin.readSync(into),
    writeSync: (bytes: Uint8Array) => Deno.stdout.writeSync(bytes),
  });
  Deno.exit(0);
}
Deno.exit(await run(Deno.args));
