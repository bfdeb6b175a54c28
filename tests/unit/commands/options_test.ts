import { match, strictEqual, throws } from "node:assert";
import { Command } from "commander";
import { addPhotoOptions, type PhotoOptions } from "../../../src/commands/options.ts";

/** The options that `args` give. Throws commander's error. */
function parsed(...args: string[]): PhotoOptions {
  const command = addPhotoOptions(new Command()).exitOverride().configureOutput({ writeErr: () => {} });
  return command.parse(args, { from: "user" }).opts();
}

for (const option of ["--progress", "--photo-timeout"]) {
  Deno.test(`${option} takes what a timer takes, and says what that is`, () => {
    const name = option === "--progress" ? "progress" : "photoTimeout";
    strictEqual(parsed(option, "2147483")[name], 2147483);
    strictEqual(parsed(option, "0.5")[name], 0.5);
    for (const value of ["2147483.7", "3000000", "1e300"]) {
      throws(() => parsed(option, value), (error: Error) => {
        match(error.message, /at most 2147483 seconds/);
        return true;
      });
    }
    throws(() => parsed(option, "0"), /above 0/);
  });
}
