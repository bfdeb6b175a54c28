import { wrongDeno } from "../version.ts";

/** Ends the process, with what is wrong, where another Deno runs it than the program is made of. */
export function checkDeno() {
  const wrong = wrongDeno(Deno.version.deno, Deno.env.toObject());
  if (wrong === null) return;
  console.error(`facefinder: ${wrong}`);
  Deno.exit(2);
}
